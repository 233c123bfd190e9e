"""Quotes, orders, invoices and payments under several people at once: whatever they try, in whatever order, the books stay right.

A machine makes quotes, edits, submits, decides, sends, accepts and withdraws at random, orders what was accepted, invoices, takes payments,
credits, amends, renews and cancels, also where that is not possible. What the service says is possible succeeds, everything else is refused
and changes nothing; whoever has not read the newest version is turned away; the one coupon with two uses is never used three times; amounts
add up; nothing is paid twice; what a customer had before is what the orders say; the audit log is whole.

`pytest -rP` tells how many sequences reached what.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.service.databases import fresh_sqlite
from tests.service.order_lives import Lives

LIVES = int(os.environ.get("CPQ_LIVES", "6"))
"""So many sequences are tried, a third of them on PostgreSQL."""
STEPS = 24


@pytest.mark.parametrize(("kind", "lives"), [("sqlite", LIVES - LIVES // 3), ("postgresql", LIVES // 3)])
def test_whatever_people_try_the_books_stay_right(request: pytest.FixtureRequest, kind: str, lives: int) -> None:
    server = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    tally = Counter[str]()
    tried = settings(max_examples=lives, stateful_step_count=STEPS, deadline=None)

    def begun() -> Lives:
        return Lives(server.fresh() if server else fresh_sqlite(), tally)

    run_state_machine_as_test(begun, settings=tried)  # pyright: ignore[reportArgumentType]  any callable will do
    print(*(f"{count} {name}" for name, count in tally.most_common()), sep=", ")  # noqa: T201
    assert 2 * min(tally[name] for name in ("accepted", "ordered")) > tally["sequences"]
