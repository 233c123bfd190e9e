"""How often somebody may ask is counted once for all processes, and the database is told of it seldom."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from cpq.platform.problems import Problem
from cpq.platform.rate_ledger import REQUEST_RATES, forget_full, ledger_in
from cpq.platform.rates import SHARE, Rates
from cpq.platform.storage.database import Database
from cpq.platform.storage.troubles import DatabaseDown
from tests.service.caller import caller
from tests.service.databases import fresh_sqlite

BURST = 40
NEVER = 0.001
"""Requests a second: in a test nothing comes back."""


class AtOnce(Executor):
    """Does what it is given before it returns."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        fn(*args, **kwargs)
        return Future()


def served(rates: Rates, times: int) -> int:
    """How many of so many requests are answered."""

    def is_served() -> bool:
        try:
            rates.take("somebody")
        except Problem:
            return False
        return True

    return sum(is_served() for _ in range(times))


def test_four_processes_together_answer_hardly_more_than_one(database: Database) -> None:
    others = [Database(database.engine.url.render_as_string(hide_password=False)) for _ in range(3)]
    processes = [Rates(NEVER, BURST, ledger_in(each), pool=AtOnce()) for each in (database, *others)]
    one_after_another = sum(served(each, 2 * BURST) for each in processes)
    assert BURST <= one_after_another <= BURST + 3 * BURST // SHARE
    for each in others:
        each.close()


def test_who_is_asked_seldom_is_told_of_as_well(database: Database) -> None:
    processes = [Rates(NEVER, BURST, ledger_in(database), pool=AtOnce()) for _ in range(4)]
    in_turn = sum(served(processes[number % 4], 1) for number in range(4 * BURST))
    assert BURST <= in_turn <= BURST + 3 * BURST // SHARE


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 12), st.floats(0, 3)), max_size=40),
    st.sampled_from([(1.0, 1), (2.0, 7), (5.0, 30)]),
)
def test_in_the_long_run_nobody_is_answered_more_often_than_the_rate(
    asked: list[tuple[int, int, float]], limits: tuple[float, int]
) -> None:
    rate, burst = limits
    now, full_at = [0.0], {"somebody": 0.0}

    def ledger(spent: Mapping[str, float]) -> Mapping[str, float]:
        for who, seconds in spent.items():
            full_at[who] = max(full_at[who], now[0]) + seconds
        return {who: full_at[who] - now[0] for who in spent}

    processes = [Rates(rate, burst, ledger, lambda: now[0], AtOnce()) for _ in range(3)]
    answered = 0
    for process, times, pause in asked:
        answered += served(processes[process], times)
        now[0] += pause
    assert answered <= burst + rate * now[0] + 3 * max(burst // SHARE, 1)


def test_one_process_answers_what_it_would_by_itself() -> None:
    now = [100.0]
    rates = Rates(2, 5, clock=lambda: now[0])
    assert served(rates, 9) == 5
    now[0] += 1.5
    assert served(rates, 9) == 3
    now[0] += 1_000
    assert served(rates, 9) == 5


def test_a_database_that_is_down_turns_nobody_away_and_hears_of_it_later() -> None:
    now, told, down = [0.0], list[float](), [True]

    def ledger(spent: Mapping[str, float]) -> Mapping[str, float]:
        if down[0]:
            raise DatabaseDown
        told.append(spent["somebody"])
        return spent

    rates = Rates(1, BURST, ledger, lambda: now[0], AtOnce())
    assert served(rates, 10) == 10
    down[0], now[0] = False, 2.0
    assert served(rates, 1) == 1
    assert sum(told) == 11


def test_what_is_full_again_is_forgotten(database: Database) -> None:
    ledger_in(database)({"soon": 0.000001, "late": 3600.0})
    time.sleep(0.01)
    database.write(forget_full)
    assert database.read(lambda connection: connection.scalars(select(REQUEST_RATES.c.who)).all()) == ["late"]


def test_two_services_on_one_database_count_together() -> None:
    url = fresh_sqlite()
    first = caller(database=Database(url), burst=20, requests_per_second=NEVER)
    other = caller(database=Database(url), burst=20, requests_per_second=NEVER).with_key(None)
    other.headers = first.headers
    assert [first.get("/v1/me").status_code for _ in range(21)][-1] == 429
    statuses = list[int]()
    for _ in range(9):
        statuses.append(other.get("/v1/me").status_code)
        time.sleep(0.02)  # the database is told beside the answers
    assert statuses[-1] == 429


@pytest.mark.parametrize("callers", [1, 5])
def test_of_twenty_requests_one_is_written(callers: int) -> None:
    database = Database(fresh_sqlite())
    written = list[Mapping[str, float]]()

    def ledger(spent: Mapping[str, float]) -> Mapping[str, float]:
        written.append(spent)
        return ledger_in(database)(spent)

    rates = Rates(1, 200, ledger, pool=AtOnce())
    for number in range(100):
        rates.take(f"caller {number % callers}")
    assert len(written) == 5
    rows = database.read(lambda connection: connection.scalar(select(func.count()).select_from(REQUEST_RATES)))
    assert rows == callers
