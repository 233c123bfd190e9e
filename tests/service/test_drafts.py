"""Drafts from phones: over a line that loses answers, until all are acknowledged; none is lost, none is there twice."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from cpq.activities.tables import ABOUT, ACTIVITIES, DRAFTS, TASKS
from cpq.platform.audit.chain import first_break
from cpq.selling.pipeline import Pipeline
from tests.orders.cloud import sample
from tests.service.conftest import ON_ONE
from tests.service.test_activities import THEN, Sales, sales

__all__ = ["sales"]
X: dict[str, Any] = {"x_csrf_token": "x"}


def send(sales: Sales, *drafts: dict[str, Any]) -> list[Any]:
    return sales("POST", "/v1/drafts", {"drafts": list(drafts)}, x_csrf_token="x")["results"]


def note(sales: Sales, id: str, text: str = "hm") -> dict[str, Any]:
    return {"id": id, "activity": sales.visit(kind="note", text=text)}


def edited(id: str, record: str, base: int, **fields: Any) -> dict[str, Any]:
    return {"id": id, "edit": {"record": record, "base": base, "fields": fields}}


def test_each_draft_is_answered_by_itself(sales: Sales) -> None:
    sales.as_("ann")
    both = {"id": "d6", "activity": sales.visit(), "task": {"title": "x"}}
    found = send(
        sales,
        edited("d0", "d1", 1, text="more"),
        note(sales, "d1"),
        {"id": "d2", "task": {"title": "Call", "subjects": ["ord_00000000000000000000000000"]}},
        {"id": "d3", "task": {"title": "Call"}},
        edited("d4", "act_00000000000000000000000000", 1, text="x"),
        edited("d5", "d1", 1, minutes="long"),
        both,
        {"id": "d7"},
        {"id": "d8", "nothing": True},
        edited("d9", "d99", 1, text="x"),
    )
    assert [each["id"] for each in found] == [f"d{n}" for n in range(10)]
    assert [each["status"] for each in found] == ["changed", "created", "invalid", "created", *["invalid"] * 6]
    pointers = [each["problem"] and [error.get("pointer") for error in each["problem"]["errors"]] for each in found]
    assert pointers[2:] == [
        ["/task/subjects/0"],
        None,
        [],
        ["/edit/fields/minutes"],
        [""],
        [""],
        pointers[8],
        ["/edit/record"],
    ]
    assert (found[0]["record"], found[0]["version"]) == (found[1]["record"], 2)
    assert sales("GET", f"/v1/activities/{found[0]['record']}")["text"] == "more"
    assert found[4]["problem"]["status"] == 404


@ON_ONE
def test_what_comes_again_is_the_same_and_a_used_id_is_not_used_for_something_else(sales: Sales) -> None:
    first = send(sales, note(sales, "d1"), edited("d2", "d1", 1, text="more"))
    again = send(sales, edited("d2", "d1", 1, text="more"), note(sales, "d1"))
    assert [each["status"] for each in again] == ["same", "same"]
    assert [(each["record"], each["version"]) for each in again] == [(first[1]["record"], 2), (first[0]["record"], 1)]
    (other,) = send(sales, note(sales, "d1", "something else"))
    assert (other["status"], other["problem"]["errors"][0]["code"]) == ("invalid", "draft-id-reused")
    (bob,) = send(sales.as_("bob"), {"id": "d1", "task": {"title": "Bob's own"}})
    assert bob["status"] == "created"


@ON_ONE
def test_edits_of_two_phones_meet_field_by_field(sales: Sales) -> None:
    (made,) = send(sales, {"id": "t", "task": {"title": "Call", "note": "a"}})
    sales("PATCH", f"/v1/tasks/{made['record']}", {"base": 1, "note": "b"}, x_csrf_token="x")
    found = send(
        sales,
        edited("e1", "t", 1, note="c", priority="high"),
        edited("e2", "t", 1, title="Call Wang"),
        note(sales, "n"),
    )
    assert [each["status"] for each in found] == ["conflict", "changed", "created"]
    errors = found[0]["problem"]["errors"]
    assert [(each["code"], each["pointer"]) for each in errors] == [("conflicting-field", "/edit/fields/note")]
    task = sales("GET", f"/v1/tasks/{made['record']}")
    assert (task["title"], task["note"], task["priority"]) == ("Call Wang", "b", "normal")
    (chosen,) = send(sales, edited("e1", "t", task["version"], note="c", priority="high"))
    assert chosen["status"] == "changed"


@ON_ONE
def test_accounts_and_contacts_are_edited_out_of_reach_and_cleaned_as_at_their_own_doors(sales: Sales) -> None:
    account = sales("POST", "/v1/accounts", {"name": "Wuhan Optics", "customer": "C1001"}, 201, x_csrf_token="x")["id"]
    named = {"account": account, "name": "Lin Yi"}
    contact = sales("POST", "/v1/contacts", named, 201, x_csrf_token="x")["id"]
    lead = sales("POST", "/v1/leads", {"company": "Wuhan Optics", "owner": sales.company.ids["ann"]}, 201, **X)["id"]
    deal = {"name": "Cloud", "account": account, "currency": "CNY", "pipeline": next(iter(sample().all(Pipeline)))}
    opportunity = sales("POST", "/v1/opportunities", {**deal, "close_date": "2026-12-01"}, 201, **X)["id"]
    version = sales("GET", f"/v1/leads/{lead}")["version"]
    others = send(sales, edited("l", lead, version, title="CTO"), edited("o", opportunity, 1, next_step="demo"))
    assert [each["status"] for each in others] == ["changed", "changed"]
    told = sales("GET", f"/v1/timeline?subject={lead}")["items"]
    assert {"lead.changed", "lead.created"} <= {each["what"] for each in told if each["source"] == "change"}
    found = send(
        sales,
        edited("e1", account, 1, website="optics.example"),
        edited("e2", account, 1, phone="12"),
        edited("e3", contact, 1, title="CTO"),
        {"id": "v", "activity": sales.visit(subjects=[contact])},
    )
    assert [each["status"] for each in found] == ["changed", "invalid", "changed", "created"]
    assert [each["pointer"] for each in found[1]["problem"]["errors"]] == ["/edit/fields/phone"]
    assert sales("GET", f"/v1/accounts/{account}")["website"] == "https://optics.example"
    line = [each["what"] for each in sales("GET", f"/v1/timeline?subject={account}")["items"]]
    assert sorted(line) == ["account.changed", "account.created", "order.created", "visit"]


def written(sales: Sales, count: int) -> list[dict[str, Any]]:
    """What a phone has of a day without a line: notes, tasks, and edits of both, each of another field of its record."""
    made: list[dict[str, Any]] = []
    for n in range(count):
        made += [
            note(sales, f"n{n}", f"text {n}"),
            {"id": f"t{n}", "task": {"title": f"task {n}", "subjects": [sales.order], "due_at": THEN}},
            edited(f"a{n}", f"n{n}", 1, title=f"title {n}"),
            edited(f"b{n}", f"n{n}", 1, outcome=f"outcome {n}"),
            edited(f"c{n}", f"t{n}", 1, state="done", outcome=f"outcome {n}"),
        ]
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_over_a_line_that_loses_answers_nothing_is_lost_and_nothing_is_there_twice(sales: Sales, seed: int) -> None:
    line, count = Random(seed), 6
    waiting = {each["id"]: each for each in written(sales, count)}
    every, statuses = len(waiting), list[str]()
    for _ in range(200):
        if not waiting:
            break
        part = line.sample(sorted(waiting), line.randint(1, min(12, len(waiting))))
        results = send(sales, *(waiting[id] for id in part))
        if line.random() < 0.5:  # the answer never arrives
            continue
        for each in results:
            statuses.append(each["status"])
            if each["status"] in ("created", "changed", "same"):
                del waiting[each["id"]]
    assert waiting == {}
    assert {"created", "changed", "same"} <= set(statuses) <= {"created", "changed", "same", "invalid"}
    kept = {table: sales.database.read(_count(table)) for table in (ACTIVITIES, TASKS, DRAFTS, ABOUT)}
    assert kept == {ACTIVITIES: count, TASKS: count, DRAFTS: every, ABOUT: 2 * count}
    notes = sales("GET", "/v1/activities?limit=200")["items"]
    assert sorted((each["text"], each["title"], each["outcome"], each["version"]) for each in notes) == [
        (f"text {n}", f"title {n}", f"outcome {n}", 3) for n in range(count)
    ]
    tasks = sales("GET", "/v1/tasks?limit=200")["items"]
    assert sorted((each["title"], each["state"], each["outcome"], each["version"]) for each in tasks) == [
        (f"task {n}", "done", f"outcome {n}", 2) for n in range(count)
    ]
    assert sales.database.read(first_break) is None


def _count(table: Any) -> Any:
    return lambda connection: connection.scalar(select(func.count()).select_from(table))


@ON_ONE
def test_a_request_of_too_many_or_of_none_is_answered(sales: Sales) -> None:
    assert send(sales) == []
    sales("POST", "/v1/drafts", {"drafts": [{"id": "x"}] * 201}, 413, x_csrf_token="x")
    sales("POST", "/v1/drafts", {"drafts": {}}, 422, x_csrf_token="x")
    sales("POST", "/v1/drafts", {}, 422, x_csrf_token="x")
    sales.as_("fin")("POST", "/v1/drafts", {"drafts": []}, 403, x_csrf_token="x")
