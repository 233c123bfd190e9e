"""Collecting what is overdue: a task once for each invoice and step, for the owner and then the manager, closed when it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from cpq.activities.service import collecting
from cpq.activities.service.collecting import COLLECTION, OWED_AGAIN, SETTLED, Collected, ask_to_collect, collect
from cpq.activities.tables import TASKS
from cpq.app import handlers
from cpq.orders.tables import INVOICES
from cpq.platform.act import Act, acted
from cpq.platform.jobs.running import Jobs
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.tables import USERS
from cpq.rulebook.text import Text
from cpq.selling.collection import CollectionStep, reached
from tests.orders.cloud import sample
from tests.service.conftest import ON_ONE
from tests.service.test_activities import Sales, sales

__all__ = ["sales"]
X: dict[str, Any] = {"x_csrf_token": "x"}
STEPS = [
    CollectionStep(id="remind", name=Text(zh="提醒", en="Remind"), days=3),
    CollectionStep(id="escalate", name=Text(zh="催收", en="Escalate"), days=30, to="manager", priority="high"),
]


class Debtor:
    """An order whose first invoice was issued, and what is done about it day by day."""

    def __init__(self, sales: Sales) -> None:
        self.sales = sales
        path = f"/v1/orders/{sales.order}/invoices"
        self.invoice = sales.as_("adm")("POST", path, {"until": "2026-01-31"}, 201, **X)["items"][0]
        self.due = date.fromisoformat(self.invoice["due"])

    def collect(self, days: int, steps: Sequence[CollectionStep] = STEPS) -> Collected:
        now = datetime(self.due.year, self.due.month, self.due.day, 9, tzinfo=UTC) + timedelta(days=days)

        def work(act: Act) -> Collected:
            return collect(act, steps, now.date())

        return self.sales.database.write(lambda connection: acted(connection, SYSTEM, now, "test", work))

    def tasks(self) -> list[tuple[str, str, str | None]]:
        """Whose, in which state, with which outcome: in the order in which they were made."""
        names = {id: name for name, id in self.sales.company.ids.items()}
        rows = self.sales.database.read(
            lambda connection: connection.execute(select(TASKS).order_by(TASKS.c.created_at)).mappings().all()
        )
        return [(names[row["assignee"]], row["state"], row["outcome"]) for row in rows]

    def pay(self, amount: str) -> str:
        body = {"order": self.sales.order, "date": "2026-04-01", "amount": amount, "currency": "CNY"}
        return self.sales.as_("adm")("POST", "/v1/payments", body, 201, **X)["number"]


@pytest.fixture
def debtor(sales: Sales) -> Debtor:
    return Debtor(sales)


def test_a_task_is_made_once_for_each_step_escalated_and_closed_when_it_is_paid(debtor: Debtor, sales: Sales) -> None:
    assert debtor.collect(2) == Collected(0, 0, 0, more=False)
    for days in (3, 3, 4, 29):
        debtor.collect(days)
    assert debtor.tasks() == [("ann", "open", None)]
    for days in (30, 31):
        debtor.collect(days)
    assert debtor.tasks() == [("ann", "open", None), ("max", "open", None)]
    task = sales.as_("ann")("GET", "/v1/tasks")["items"][0]
    number = debtor.invoice["number"]
    assert task["title"] == f"提醒 · Remind: {number}"
    assert sorted(task["subjects"]) == sorted([sales.order, debtor.invoice["id"]])
    assert debtor.invoice["payable"] in task["note"].replace(",", "")
    assert sales.as_("max")("GET", f"/v1/tasks?subject={debtor.invoice['id']}&priority=high")["items"] != []
    part = f"{float(debtor.invoice['payable']) - 1:.2f}"
    first = debtor.pay(part)
    assert [state for _, state, _ in debtor.tasks()] == ["open", "open"]
    debtor.pay("1.00")
    assert debtor.tasks() == [("ann", "done", SETTLED), ("max", "done", SETTLED)]
    assert debtor.collect(60) == Collected(0, 0, 0, more=False)
    sales.as_("adm")("POST", "/v1/releases", {"funds": first, "invoice": number}, **X)
    assert debtor.collect(61) == Collected(0, 2, 0, more=False)
    assert debtor.tasks() == [("ann", "open", OWED_AGAIN), ("max", "open", OWED_AGAIN)]
    sales.as_("adm")("POST", f"/v1/invoices/{number}/credit-notes", {"reason": "x"}, 201, **X)
    assert [state for _, state, _ in debtor.tasks()] == ["done", "done"]


@ON_ONE
def test_what_somebody_closed_by_hand_stays_closed(debtor: Debtor, sales: Sales) -> None:
    debtor.collect(5)
    (task,) = sales.as_("ann")("GET", "/v1/tasks")["items"]
    sales("PATCH", f"/v1/tasks/{task['id']}", {"base": 1, "state": "done", "outcome": "pays on Monday"}, **X)
    assert debtor.collect(6) == Collected(0, 0, 0, more=False)
    assert debtor.tasks() == [("ann", "done", "pays on Monday")]


@ON_ONE
def test_tasks_of_who_has_left_go_to_the_manager_and_from_team_to_team_above(debtor: Debtor, sales: Sales) -> None:
    def shut_out(name: str) -> None:
        gone = update(USERS).where(USERS.c.id == sales.company.ids[name]).values(active=False)
        sales.database.write(lambda connection: connection.execute(gone))

    shut_out("ann")
    debtor.collect(5)
    shut_out("max")
    debtor.collect(35)
    assert [who for who, _, _ in debtor.tasks()] == ["max", "sue"]


@ON_ONE
def test_more_than_fits_into_one_transaction_is_made_in_several(
    debtor: Debtor, sales: Sales, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST", 1)
    assert debtor.collect(40) == Collected(1, 0, 0, more=True)
    assert debtor.collect(40) == Collected(1, 0, 0, more=False)
    assert len(debtor.tasks()) == 2


@ON_ONE
def test_the_service_collects_every_hour_by_the_rules_in_force(debtor: Debtor, sales: Sales) -> None:
    past = update(INVOICES).values(due=datetime.now(UTC).date() - timedelta(days=20))
    sales.database.write(lambda connection: connection.execute(past))
    desk: Any = sales.service.app
    while not hasattr(desk, "state"):
        desk = next(each for name in ("app", "_app") if (each := getattr(desk, name, None)) is not None)
    jobs = Jobs(sales.database, handlers(desk.state.desk), [ask_to_collect, ask_to_collect])
    jobs.ask_for_what_is_regular()
    jobs.do_what_is_due()
    asked = select(func.count()).select_from(JOBS).where(JOBS.c.kind == COLLECTION, JOBS.c.state == "done")
    assert sales.database.read(lambda connection: connection.scalar(asked)) == 1
    names = [step.name.en for step in reached(sample().all(CollectionStep).values(), 20)]
    assert names == ["Remind by telephone", "Demand payment in writing"]
    assert [state for _, state, _ in debtor.tasks()] == ["open", "open"]


DAYS = st.integers(1, 400)


@given(st.dictionaries(st.integers(0, 30), DAYS, max_size=8), DAYS, DAYS)
def test_steps_that_were_reached_stay_reached(written: dict[int, int], earlier: int, later: int) -> None:
    steps = [CollectionStep(id=f"s{n}", name=Text.same("x"), days=days) for n, days in written.items()]
    before, after = reached(steps, min(earlier, later)), reached(steps, max(earlier, later))
    assert after[: len(before)] == before
    assert {each.id for each in after} == {each.id for each in steps if each.days <= max(earlier, later)}
