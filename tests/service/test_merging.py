"""Merges and their end, on both kinds of databases: whatever is merged in whatever order, taking it back leaves what there was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, RowMapping, Table, delete, insert, select

from cpq.platform.act import Act, acted
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right, Role
from cpq.platform.problems import Problem
from cpq.platform.records.editing import Basis, edit
from cpq.platform.records.merging import Wish, merge
from cpq.platform.records.origin import Source
from cpq.platform.records.registry import Mergeable, Reference, Registry
from cpq.platform.records.store import Kind, change, changes_of, create, share
from cpq.platform.records.tables import MERGES, SHARES, record_columns, record_constraints
from cpq.platform.records.unmerging import unmerge
from cpq.platform.storage.columns import Day, Word
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import column
from cpq.rulebook.text import Text
from tests.service.conftest import ON_ONE

T = TypeVar("T")
NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)
ANN = Caller("user", "usr_ann", "Ann", Role.MANAGER, frozenset(Right), "own", team="team_east")
BOB = replace(ANN, id="usr_bob", name="Bob", team="team_west")
FIELDS = ("name", "city", "phone")
FILE = Source("import", "contacts.csv", confidence=60)
SAID = Source("person", confirmed=True)


class Firms:
    """Two kinds of records, firms and the calls to them, and notes that are none; all of this test alone."""

    def __init__(self, database: Database) -> None:
        metadata = MetaData()
        own = [column(name, Word, null=True) for name in ("name", "city", "phone", "extension", "state", "above")]
        self.firms = Table("firms", metadata, *record_columns(), *own, *record_constraints("firms"))
        called = column("firm", Word), column("text", Word, null=True)
        self.calls = Table("calls", metadata, *record_columns(), *called, *record_constraints("calls"))
        keys = column("firm", Word, primary_key=True), column("day", Day, primary_key=True)
        self.notes = Table("notes", metadata, *keys, column("text", Word))
        self.metadata, self.database, self.now = metadata, database, NOW
        metadata.drop_all(database.engine)
        metadata.create_all(database.engine)
        self.kind = Kind(
            "firm",
            self.firms,
            "frm",
            Text(zh="公司", en="firm"),
            ("name", "city", "phone", "extension", "state", "above"),
        )
        self.call = Kind("call", self.calls, "cal", Text(zh="通话", en="call"), ("firm", "text"))
        self.registry = Registry((self._mergeable(),))

    def _mergeable(self) -> Mergeable:
        about = (
            Reference(self.calls.c.firm, kind=self.call),
            Reference(self.notes.c.firm, once_with=("day",)),
            Reference(self.firms.c.above, kind=self.kind),
        )
        return Mergeable(self.kind, about, frozenset({"state"}), {"phone": ("extension",)}, _no_two_closed)

    def act(self, work: Callable[[Act], T], caller: Caller = ANN) -> T:
        self.now += timedelta(minutes=1)
        return self.database.write(lambda connection: acted(connection, caller, self.now, "test", work))

    def new(self, source: Source = SAID, caller: Caller = ANN, **values: str) -> str:
        return self.act(lambda act: create(act, self.kind, values, source), caller)["id"]

    def called(self, firm: str, text: str) -> str:
        return self.act(lambda act: create(act, self.call, {"firm": firm, "text": text}, SAID))["id"]

    def noted(self, firm: str, day: str, text: str) -> None:
        row = {"firm": firm, "day": datetime.fromisoformat(day).date(), "text": text}
        self.act(lambda act: act.connection.execute(insert(self.notes).values(**row)))

    def edit(self, id: str, **values: str) -> None:
        self.act(lambda act: edit(act, self.kind, id, values, Basis(10_000, by_field=True)))

    def merge(self, survivor: str, merged: str, caller: Caller = ANN, **fields: Any) -> str:
        return self.act(lambda act: merge(act, self.registry, Wish(survivor, merged, fields)), caller)

    def unmerge(self, id: str) -> None:
        self.act(lambda act: unmerge(act, self.registry, id))

    def row(self, id: str, table: Table | None = None) -> RowMapping:
        table = self.firms if table is None else table
        return self.database.read(
            lambda connection: connection.execute(select(table).where(table.c.id == id)).mappings().one()
        )

    def of_whom(self) -> dict[str, str]:
        """Calls by their ids and notes by their texts, each with its firm."""
        calls = self.database.read(lambda connection: connection.execute(select(self.calls)).mappings().all())
        notes = self.database.read(lambda connection: connection.execute(select(self.notes)).mappings().all())
        return {**{row["id"]: row["firm"] for row in calls}, **{row["text"]: row["firm"] for row in notes}}

    def state(self) -> dict[str, Any]:
        """Everything but versions, moments of change, and history."""
        gone = {"version", "updated_at"}
        rows: dict[str, Any] = {}
        for table in (self.firms, self.calls, self.notes, SHARES):
            found = self.database.read(lambda connection, of=table: connection.execute(select(of)).mappings().all())
            rows[table.name] = sorted(
                json.dumps({k: v for k, v in row.items() if k not in gone}, default=str, sort_keys=True)
                for row in found
            )
        return rows


def _no_two_closed(survivor: RowMapping, merged: RowMapping) -> Text | None:
    closed = merged["state"] == "closed"
    return (
        Text(zh="已关闭的公司不能并入其他公司", en="a firm that is closed becomes part of no other") if closed else None
    )


@pytest.fixture
def firms(database: Database) -> Iterator[Firms]:
    made = Firms(database)
    yield made
    made.metadata.drop_all(database.engine)


def test_the_better_value_of_each_field_stands_and_everything_refers_to_the_survivor(firms: Firms) -> None:
    other = firms.new(name="Yunshan", city="Wuhan", phone="2", extension="12", state="new")
    survivor = firms.new(FILE, name="YS", phone="1", state="open")
    call = firms.called(other, "hello")
    for whose, day, text in ((other, 1, "theirs"), (survivor, 1, "ours"), (other, 2, "more")):
        firms.noted(whose, f"2026-06-{day:02}", text)
    id = firms.merge(survivor, other)
    row, gone = firms.row(survivor), firms.row(other)
    assert [row[name] for name in ("name", "city", "phone", "extension", "state")] == [
        "Yunshan",
        "Wuhan",
        "2",
        "12",
        "open",
    ]
    assert row["created_at"] == gone["created_at"] < NOW + timedelta(minutes=1, seconds=1)
    assert (gone["merged_into"], row["merged_into"], firms.row(call, firms.calls)["firm"]) == (survivor, None, survivor)
    notes = firms.database.read(lambda connection: connection.execute(select(firms.notes)).all())
    assert sorted((each.firm, each.text) for each in notes) == sorted(
        [(survivor, "ours"), (survivor, "more"), (other, "theirs")]
    )
    history = firms.database.read(lambda connection: changes_of(connection, call))
    assert history[-1].fields["firm"] == (other, survivor)
    assert id.startswith("mrg_")


def test_what_was_chosen_stands(firms: Firms) -> None:
    survivor, other = firms.new(FILE, name="A"), firms.new(name="B", city="Wuhan")
    firms.merge(survivor, other, name="survivor", city="survivor")
    assert (firms.row(survivor)["name"], firms.row(survivor)["city"]) == ("A", None)


def test_taken_back_it_is_as_it_was_but_for_what_was_changed_since(firms: Firms) -> None:
    survivor, other = firms.new(FILE, name="A", city="Wuhan"), firms.new(name="B", phone="2", extension="12")
    firms.called(other, "hello")
    firms.noted(other, "2026-06-02", "more")
    firms.act(lambda act: share(act, firms.kind, firms.row(other), "team_west", writes=True))
    before = firms.state()
    id = firms.merge(survivor, other)
    assert firms.state() != before
    firms.unmerge(id)
    firms.unmerge(id)
    assert firms.state() == before
    again = firms.merge(survivor, other)
    firms.edit(survivor, city="Xiamen", phone="3")
    firms.unmerge(again)
    row = firms.row(survivor)
    assert [row[name] for name in ("name", "city", "phone")] == ["A", "Xiamen", "3"]
    assert firms.row(other)["phone"] == "2"


def test_what_is_part_of_another_is_neither_merged_nor_edited_and_tells_where_it_went(firms: Firms) -> None:
    a, b, c = firms.new(name="A"), firms.new(name="B"), firms.new(name="C")
    first = firms.merge(b, a)
    for attempt in (lambda: firms.merge(c, a), lambda: firms.merge(a, c), lambda: firms.edit(a, name="X")):
        with pytest.raises(Problem, match="conflict") as raised:
            attempt()
        assert raised.value.errors[0].related == (b, first)
    second = firms.merge(c, b)
    with pytest.raises(Problem, match="conflict") as raised:
        firms.unmerge(first)
    assert (c in raised.value.detail.zh, second in raised.value.detail.en) == (True, True)
    firms.unmerge(second)
    firms.unmerge(first)
    assert [firms.row(each)["merged_into"] for each in (a, b, c)] == [None] * 3


@ON_ONE
def test_a_tree_stays_one(firms: Firms) -> None:
    top = firms.new(name="top")
    upper = firms.new(name="upper", above=top)
    middle = firms.new(name="middle", above=upper)
    lower = firms.new(name="lower", above=middle)
    before = firms.state()
    id = firms.merge(lower, upper)
    above = {each: firms.row(each)["above"] for each in (lower, middle)}
    assert above == {lower: top, middle: lower}
    firms.unmerge(id)
    assert firms.state() == before


@ON_ONE
def test_who_may_not_merge(firms: Firms) -> None:
    a, b, closed = firms.new(name="A"), firms.new(name="B"), firms.new(name="C", state="closed")
    with pytest.raises(Problem, match="not-found"):
        firms.merge(a, b, BOB)
    for each in (a, b):
        firms.act(lambda act, of=each: share(act, firms.kind, firms.row(of), "team_west", writes=False))
    with pytest.raises(Problem, match="forbidden"):
        firms.merge(a, b, BOB)
    with pytest.raises(Problem, match="conflict"):
        firms.merge(a, closed)
    nothing: dict[str, str] = {}
    for wrong in ((a, a, nothing), (a, b, {"nmae": "merged"}), (a, b, {"state": "merged"})):
        with pytest.raises(Problem, match="invalid-request"):
            firms.merge(wrong[0], wrong[1], ANN, **dict(wrong[2]))
    with pytest.raises(Problem, match="not-found"):
        firms.merge("xyz_1", b)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "unmerge", "edit", "import", "call", "note"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(["name", "city", "phone"]),
        st.sampled_from(["p", "q", "r"]),
    ),
    max_size=10,
)


class Beside:
    """What there would be without any merge: edits of whatever stood then, calls and notes of whom they were made for."""

    def __init__(self, firms: Firms) -> None:
        self.firms = firms
        for table in (firms.firms, firms.calls, firms.notes, MERGES):
            firms.act(lambda act, of=table: act.connection.execute(delete(of)))
        self.ids = [firms.new(FILE if n % 2 else SAID, name=f"n{n}", city=f"c{n}" if n < 2 else "") for n in range(4)]
        self.born = {each: firms.row(each)["created_at"] for each in self.ids}
        self.said = {each: {name: firms.row(each)[name] for name in FIELDS} for each in self.ids}
        self.standing: list[str] = []
        self.belongs: dict[str, str] = {}

    def does(self, number: int, step: tuple[str, int, int, str, str]) -> None:
        what, one, two, field, value = step
        firm = self.ids[one]
        if what == "merge":
            with suppress(Problem):  # what is part of another already
                self.standing.append(self.firms.merge(firm, self.ids[two]))
        elif what == "unmerge":
            self.takes_back(one)
        elif self.firms.row(firm)["merged_into"] is None:
            self.adds(number, what, firm) if what in ("call", "note") else self.says(what, firm, field, value)

    def takes_back(self, at: int) -> None:
        if self.standing:
            with suppress(Problem):  # while the survivor is part of another
                self.firms.unmerge(self.standing[at % len(self.standing)])
                self.standing.pop(at % len(self.standing))

    def says(self, what: str, firm: str, field: str, value: str) -> None:
        before = self.firms.row(firm)
        if what == "edit":
            self.firms.edit(firm, **{field: value})
        else:
            self.firms.act(lambda act: change(act, self.firms.kind, before, {field: value}, FILE))
        if what == "edit" or self.firms.row(firm)[field] != before[field]:
            self.said[firm][field] = value

    def adds(self, number: int, what: str, firm: str) -> None:
        if what == "call":
            self.belongs[self.firms.called(firm, str(number))] = firm
        else:
            self.firms.noted(firm, f"2026-06-{number + 1:02}", str(number))
            self.belongs[str(number)] = firm

    def is_the_earliest(self) -> bool:
        born = {
            each: min([self.born[each], *(self.born[part] for part in _parts_of(self.firms, each))])
            for each in self.ids
        }
        return born == {each: self.firms.row(each)["created_at"] for each in self.ids}


@ON_ONE
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_however_it_was_merged_and_edited_taken_back_there_is_what_was_said_of_each(
    firms: Firms, steps: list[tuple[str, int, int, str, str]]
) -> None:
    beside = Beside(firms)
    for number, step in enumerate(steps):
        beside.does(number, step)
    assert beside.is_the_earliest()
    while beside.standing:
        beside.takes_back(len(beside.standing) - 1)
        beside.standing.insert(0, beside.standing.pop()) if beside.standing else None
    rows = {each: firms.row(each) for each in beside.ids}
    assert {each: {name: row[name] for name in FIELDS} for each, row in rows.items()} == beside.said
    assert {each: (row["created_at"], row["merged_into"]) for each, row in rows.items()} == {
        each: (born, None) for each, born in beside.born.items()
    }
    assert firms.of_whom() == beside.belongs


def _parts_of(firms: Firms, id: str) -> list[str]:
    """Those that became part of it, and part of those."""
    rows = firms.database.read(
        lambda connection: (
            connection.execute(select(firms.firms.c.id).where(firms.firms.c.merged_into == id)).scalars().all()
        )
    )
    return [each for row in rows for each in (row, *_parts_of(firms, row))]
