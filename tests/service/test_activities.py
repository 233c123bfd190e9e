"""Activities, tasks, reminders and timelines: over HTTP, and who sees what of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import MetaData, Table, select, update
from typer.testing import CliRunner

from cpq.activities.given import ActivityGiven, TimelineQuery
from cpq.activities.service.activities import add_activity
from cpq.activities.service.reminding import HANDLERS
from cpq.activities.store.subjects import Subject, Subjects
from cpq.activities.store.timeline import Timeline
from cpq.api.subjects import SUBJECTS
from cpq.cli import build
from cpq.orders.tables import ORDERS
from cpq.platform.events.tables import EVENTS
from cpq.platform.jobs.running import Jobs
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import RIGHTS, ROWS, Right, Role
from cpq.platform.records.editing import PERSON, Basis, edit
from cpq.platform.records.masking import masked, sees_phones
from cpq.platform.records.store import Kind, create, share
from cpq.platform.records.tables import record_columns, record_constraints
from cpq.platform.storage.columns import Word
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import column
from cpq.rulebook.text import Text
from tests.orders.cloud import sample
from tests.service.caller import caller
from tests.service.conftest import ON_ONE
from tests.service.sales_people import PEOPLE, Company
from tests.service.test_orders import Client

THEN = "2026-08-03T06:00:00Z"


@cache
def document() -> dict[str, Any]:
    """The service's own, which is the same for every database."""
    return caller(sample()).get("/openapi.json").json()


class Sales(Client):
    """Calls as somebody of the company; every answer is held against the document."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.service = caller(sample(), database=database)
        self.document = document()
        self.company = Company(database)
        self.everybody = {name: self.company.service(self.service, name) for name in PEOPLE}
        self.order = self.company.order("ann")

    def as_(self, name: str) -> Sales:
        self.service = self.everybody[name]
        return self

    def visit(self, **given: Any) -> dict[str, Any]:
        return {"kind": "visit", "subjects": [self.order], "occurred_at": THEN, **given}

    def events(self, kind: str) -> list[Any]:
        query = select(EVENTS.c.content).where(EVENTS.c.kind == kind).order_by(EVENTS.c.number)
        return self.database.read(lambda connection: list(connection.scalars(query)))


@pytest.fixture
def sales(database: Database) -> Sales:
    return Sales(database).as_("ann")


def test_an_activity_is_written_listed_read_and_corrected(sales: Sales) -> None:
    place = {"latitude": "31.2304160", "longitude": "121.4737010", "accuracy": "12", "address": "Gate 2"}
    people = [{"name": "Wang Min"}, {"name": "Bob", "record": sales.company.ids["bob"]}]
    body = sales.visit(title="Acceptance", minutes=90, place=place, attendees=people)
    made = sales("POST", "/v1/activities", body, 201)
    path = f"/v1/activities/{made['id']}"
    assert (made["place"], made["subjects"], made["owner"]) == (place, [sales.order], sales.company.ids["ann"])
    assert [each["name"] for each in made["attendees"]] == ["Wang Min", "Bob"]
    assert sales("GET", path) == made
    assert sales("GET", f"/v1/activities?subject={sales.order}&kind=visit")["items"] == [made]
    assert sales("GET", "/v1/activities?kind=call")["items"] == []
    sales("PATCH", path, {"outcome": "fine"}, 428)
    sales("PATCH", path, {"outcome": "fine"}, 412, if_match='"9"')
    sales("PATCH", path, {"outcome": "fine"}, if_match='"1"')
    sales("PATCH", path, {"base": 1, "minutes": None})
    after = sales("GET", path)
    assert (after["outcome"], after["minutes"], after["version"], after["title"]) == ("fine", None, 3, "Acceptance")
    conflict = sales("PATCH", path, {"base": 1, "outcome": "bad", "title": "X"}, 409)
    assert [each["pointer"] for each in conflict["errors"]] == ["/outcome"]


@ON_ONE
def test_an_activity_that_is_sent_again_is_there_once(sales: Sales) -> None:
    first = sales("POST", "/v1/activities", sales.visit(), 201, idempotency_key="k")
    assert sales("POST", "/v1/activities", sales.visit(), 201, idempotency_key="k") == first
    assert len(sales("GET", "/v1/activities")["items"]) == 1


WRONG = [
    ({"kind": "call", "place": {"address": "x"}}, ("other-kind", "/place")),
    ({"direction": "in"}, ("other-kind", "/direction")),
    ({"kind": "mail", "attendees": [{"name": "x"}]}, ("other-kind", "/attendees")),
    ({"place": {"latitude": "1"}}, ("half-a-place", "/place")),
    ({"place": {}}, ("no-place", "/place")),
    ({"place": {"latitude": "90.1", "longitude": "0"}}, ("bounds", "/place/latitude")),
    ({"place": {"latitude": "1", "longitude": "-180.5"}}, ("bounds", "/place/longitude")),
    ({"occurred_at": "2199-01-01T00:00:00Z"}, ("in-future", "/occurred_at")),
    ({"occurred_at": "2026-08-03T06:00:00"}, ("wrong-type", "/occurred_at")),
    ({"subjects": []}, ("too-short", "/subjects")),
    ({"subjects": ["ord_00000000000000000000000000"]}, ("unknown-record", "/subjects/0")),
    ({"subjects": ["xyz_00000000000000000000000000"]}, ("unknown-record", "/subjects/0")),
    ({"minutes": -1}, ("bounds", "/minutes")),
]


@ON_ONE
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_kept(sales: Sales) -> None:
    told = [sales.refused("POST", "/v1/activities", sales.visit(**given)) for given, _ in WRONG]
    assert [[(pointer) for _, pointer in each] for each in told] == [[pointer] for _, (_, pointer) in WRONG]
    ours = [index for index, (_, (code, _)) in enumerate(WRONG) if code not in ("bounds", "wrong-type", "too-short")]
    assert [told[index][0][0] for index in ours] == [WRONG[index][1][0] for index in ours]
    assert sales("GET", "/v1/activities")["items"] == []


@ON_ONE
def test_nobody_writes_about_what_they_do_not_see(sales: Sales) -> None:
    body = sales.visit()
    assert sales.as_("bob").refused("POST", "/v1/activities", body) == [("unknown-record", "/subjects/0")]
    sales.as_("bob")("GET", f"/v1/timeline?subject={sales.order}", status=404)


SEEN = {
    "ann": ("own", 200, 200),
    "bob": ("another team", 404, 404),
    "max": ("manager of the team", 200, 200),
    "sue": ("manager of the team above", 200, 200),
    "fin": ("reads everything, writes nothing", 200, 403),
    "pat": ("has nothing to do with sales", 403, 403),
    "adm": ("everything", 200, 200),
}


@ON_ONE
def test_who_sees_and_who_changes_what_ann_wrote(sales: Sales) -> None:
    act = sales("POST", "/v1/activities", sales.visit(), 201)["id"]
    task = sales("POST", "/v1/tasks", {"title": "Call back", "subjects": [sales.order]}, 201)["id"]
    for name, (_, reading, writing) in SEEN.items():
        who = sales.everybody[name]
        codes = [who.get(path).status_code for path in (f"/v1/activities/{act}", f"/v1/tasks/{task}")]
        codes.append(who.get(f"/v1/timeline?subject={sales.order}").status_code)
        assert codes == [reading] * 3, name
        listed = [who.get(path).json().get("items", ()) for path in ("/v1/activities", "/v1/tasks")]
        assert [len(each) for each in listed] == [int(reading == 200)] * 2, name
        headers = {"x-csrf-token": "x"}
        for path in (f"/v1/activities/{act}", f"/v1/tasks/{task}"):
            version = sales.everybody["adm"].get(path).json()["version"]
            body = {"base": version, "outcome": f"by {name}"}
            assert who.call("PATCH", path, json=body, headers=headers).status_code == writing, (name, path)


@ON_ONE
def test_what_is_about_a_shared_record_is_seen_and_not_changed(sales: Sales) -> None:
    made = sales("POST", "/v1/activities", sales.visit(), 201)
    path = f"/v1/activities/{made['id']}"
    sales.as_("bob")("GET", path, status=404)
    kind = Kind("order", ORDERS, "ord", Text(zh="订单", en="order"), ())
    order = sales.database.read(lambda connection: connection.execute(select(ORDERS)).mappings().one())
    sales.company.act("ann", lambda act: share(act, kind, order, sales.company.teams["west"], writes=True))
    assert sales("GET", path) == made
    assert sales("GET", f"/v1/timeline?subject={sales.order}")["items"][-1]["id"] == made["id"]
    sales("PATCH", path, {"base": 1, "outcome": "x"}, 403)


@ON_ONE
def test_a_task_is_made_handed_over_done_and_opened_again(sales: Sales) -> None:
    ids = sales.company.ids
    task = sales("POST", "/v1/tasks", {"title": "Call", "due_at": THEN, "priority": "high"}, 201)
    path = f"/v1/tasks/{task['id']}"
    assert (task["assignee"], task["state"], task["late"]) == (ids["ann"], "open", True)
    assert [each["id"] for each in sales("GET", "/v1/tasks?due_before=2026-08-04T00:00:00Z")["items"]] == [task["id"]]
    assert sales("GET", "/v1/tasks?due_before=2026-08-03T00:00:00Z")["items"] == []
    given = sales("PATCH", path, {"base": 1, "assignee": ids["bob"]})
    assert (given["owner"], given["team"]) == (ids["bob"], sales.company.teams["west"])
    assert sales.events("task.assigned") == [{"assignee": ids["bob"], "before": ids["ann"]}]
    assert sales.as_("bob")("GET", "/v1/tasks?state=open")["items"] == [given]
    done = sales("PATCH", path, {"base": 1, "state": "done", "outcome": "spoke to Wang"})
    assert (done["closed_at"] is not None, done["late"]) == (True, False)
    again = sales.as_("ann")("PATCH", path, {"base": done["version"], "state": "open"})
    assert (again["closed_at"], again["outcome"]) == (None, "spoke to Wang")
    nobody = "usr_00000000000000000000000000"
    assert sales.refused("POST", "/v1/tasks", {"title": "x", "assignee": nobody}) == [("unknown-user", "/assignee")]
    for field in ("title", "priority", "assignee", "state"):
        assert sales.refused("PATCH", path, {"base": 1, field: None}) == [("needed", f"/{field}")]


def remind(sales: Sales, at: datetime) -> None:
    """What the service does at a moment: jobs that are due by then are made due now."""
    due = update(JOBS).where(JOBS.c.due <= at).values(due=datetime.now(UTC) - timedelta(days=1))
    sales.database.write(lambda connection: connection.execute(due))
    Jobs(sales.database, HANDLERS).do_what_is_due()


@ON_ONE
def test_a_reminder_is_told_once_for_each_moment_and_never_of_what_is_done(sales: Sales) -> None:
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10)
    moments = [(start + timedelta(days=each)).isoformat() for each in range(4)]
    body = {"title": "Call", "subjects": [sales.order], "due_at": moments[3], "remind_at": moments[0]}
    path = f"/v1/tasks/{sales('POST', '/v1/tasks', body, 201)['id']}"
    remind(sales, start - timedelta(hours=1))
    assert sales.events("task.due") == []
    for _ in range(2):
        remind(sales, start)
    (told,) = sales.events("task.due")
    assert (told["title"], told["subjects"]) == ("Call", [sales.order])
    sales("PATCH", path, {"base": 1, "remind_at": moments[2]})
    sales("PATCH", path, {"base": 2, "remind_at": moments[1]})
    remind(sales, start + timedelta(days=2))
    assert len(sales.events("task.due")) == 2
    sales("PATCH", path, {"base": 3, "remind_at": None})
    sales("PATCH", path, {"base": 4, "state": "done"})
    remind(sales, start + timedelta(days=9))
    assert len(sales.events("task.due")) == 2


@ON_ONE
def test_the_command_lists_what_somebody_has_to_do_today(
    sales: Sales, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPQ_DATABASE", url)
    zone = ZoneInfo("Asia/Shanghai")
    midnight = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    before, after = (midnight - timedelta(seconds=1)).isoformat(), midnight.isoformat()
    titles = {
        "Late": {"due_at": THEN, "subjects": [sales.order]},
        "Tonight": {"due_at": before},
        "Tomorrow": {"due_at": after},
        "Remind tonight": {"due_at": after, "remind_at": before},
        "Some day": {},
        "Done": {"due_at": THEN},
    }
    made = {name: sales("POST", "/v1/tasks", {"title": name, **given}, 201) for name, given in titles.items()}
    sales("PATCH", f"/v1/tasks/{made['Done']['id']}", {"base": 1, "state": "done"})
    run = CliRunner().invoke(build(["tasks"]), ["tasks", "today", "--user", "ann", "--json"])
    assert [each["title"] for each in json.loads(run.output)] == ["Late", "Tonight", "Remind tonight"]
    shown = CliRunner().invoke(build(["tasks"]), ["tasks", "today", "--user", "ann"], env={"COLUMNS": "120"}).output
    assert "ORD-2026-000001" in shown
    assert "08-03 14:00" in shown
    nothing = CliRunner().invoke(build(["tasks"]), ["tasks", "today", "--user", "bob"])
    assert (nothing.exit_code, nothing.output.count("\n")) == (0, 1)
    assert CliRunner().invoke(build(["tasks"]), ["tasks", "today", "--user", "nobody"]).exit_code == 1


def test_a_timeline_has_everything_newest_first_page_by_page(sales: Sales) -> None:
    for day in (1, 2, 3):
        sales("POST", "/v1/activities", sales.visit(occurred_at=f"2026-08-0{day}T06:00:00Z"), 201)
    sales("POST", "/v1/activities", sales.visit(occurred_at="2026-08-02T06:00:00Z", kind="note"), 201)
    sales("POST", "/v1/tasks", {"title": "Call", "subjects": [sales.order]}, 201)
    sales("POST", "/v1/tasks", {"title": "Nothing to do with it"}, 201)
    sales.as_("adm")("POST", f"/v1/orders/{sales.order}/invoices", {"until": "2026-03-31"}, 201, x_csrf_token="x")
    path = f"/v1/timeline?subject={sales.order}"
    whole = sales.as_("ann")("GET", path)["items"]
    kinds = [each["what"] for each in whole]
    assert kinds.count("invoice.issued") >= 2
    assert kinds[-5:] == ["order.created", "visit", kinds[-3], kinds[-2], "visit"]
    assert (set(kinds[-3:-1]), kinds.count("task")) == ({"visit", "note"}, 1)
    assert sorted((each["at"] for each in whole), reverse=True) == [each["at"] for each in whole]
    issued = next(each for each in whole if each["what"] == "invoice.issued")
    assert (issued["by"], issued["source"]) == (sales.company.ids["adm"], "event")
    found: list[Any] = []
    cursor = ""
    while True:
        answer = sales("GET", f"{path}&limit=2{cursor}")
        found += answer["items"]
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
    assert found == whole
    for bad in ("x", "eA", "MjAyNg", "é"):
        assert sales("GET", f"{path}&cursor={bad}", status=422)["errors"][0]["parameter"] == "cursor"


class Cards:
    """A kind of record with a telephone number, that only this test has."""

    def __init__(self, database: Database) -> None:
        own = [column(name, Word, null=True) for name in ("name", "phone")]
        self.table = Table("cards", MetaData(), *record_columns(), *own, *record_constraints("cards"))
        self.table.create(database.engine)
        self.kind = Kind("card", self.table, "crd", Text(zh="名片", en="card"), ("name", "phone"))
        self.subject = Subject(
            "card",
            "crd",
            self.table,
            "name",
            self.kind.text,
            Right.SALES_READ,
            record=True,
            phones=frozenset({"phone"}),
        )


@pytest.fixture
def cards(database: Database) -> Iterator[Cards]:
    made = Cards(database)
    yield made
    made.table.drop(database.engine)


@ON_ONE
def test_a_timeline_has_the_changes_of_a_record_with_numbers_for_those_who_may_see_them(
    database: Database, cards: Cards
) -> None:
    company, subjects = Company(database), Subjects((*SUBJECTS.known, cards.subject))
    card = company.act("ann", lambda act: create(act, cards.kind, {"name": "Lin", "phone": "+8613800008000"}, PERSON))
    later = company.now + timedelta(days=1)
    new = {"phone": "+8613811118000"}
    company.act("ann", lambda act: edit(act, cards.kind, card["id"], new, Basis(1)), later)
    company.act("ann", lambda act: share(act, cards.kind, card, company.ids["bob"], writes=False))
    note = ActivityGiven(kind="note", subjects=[card["id"]], occurred_at=company.now - timedelta(days=1))
    company.act("ann", lambda act: add_activity(act, note, subjects))

    def shown(name: str) -> tuple[list[str], list[Any]]:
        asked = TimelineQuery(subject=card["id"])
        entries, _ = database.read(
            lambda connection: Timeline(connection, company.caller(name), subjects, asked).page(later)
        )
        contents: list[Any] = [each.content for each in entries if each.source == "change"]
        changes = [each["fields"]["phone"] for each in contents]
        return [each.what for each in entries], changes

    what = ["card.changed", "card.shared", "card.created", "note"]
    whole = [["+8613800008000", "+8613811118000"], [None, "+8613800008000"]]
    hidden = [["+86138****8000", "+86138****8000"], [None, "+86138****8000"]]
    for name, numbers in {"ann": whole, "max": whole, "adm": whole, "bob": hidden, "fin": hidden}.items():
        kinds, changes = shown(name)
        assert [each for each in kinds if each in what] == [each for each in what if each in kinds], name
        assert changes == numbers, name


PHONES = [
    ("+8613812348000", "+86138****8000"),
    ("+861062345678", "+8610****5678"),
    ("+14155550123", "+141****0123"),
    ("010-6234 5678", "010-****5678"),
    ("4008001234", "40****1234"),
    ("95588", "****88"),
    ("", "****"),
]


@pytest.mark.parametrize(("whole", "hidden"), PHONES)
def test_a_hidden_number_can_be_told_from_others_and_not_be_called(whole: str, hidden: str) -> None:
    assert masked(whole) == hidden


def test_whose_numbers_each_role_sees_whole() -> None:
    row = {"owner": "usr_a", "team": "team_1"}

    def sees(role: Role, id: str = "usr_b", teams: tuple[str, ...] = (), *, writes: bool = False) -> bool:
        caller = Caller("user", id, id, role, RIGHTS[role], ROWS[role], teams[0] if teams else None, teams)
        return sees_phones(caller, row, writes=writes)

    assert {role for role in Role if sees(role)} == {Role.MANAGER, Role.INTEGRATION, Role.ADMIN}
    assert sees(Role.REP, "usr_a")
    assert sees(Role.REP, writes=True)
    assert not sees(Role.FINANCE, writes=True)
    narrowed = Caller("key", "k", "k", Role.INTEGRATION, frozenset({Right.SALES_READ}), "all")
    assert not sees_phones(narrowed, row)
    assert sees_phones(replace(narrowed, rights=frozenset({Right.SALES_WRITE})), row)
