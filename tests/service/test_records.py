"""Records in the database, on both kinds: changed field by field by several people, seen and changed by those who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import MetaData, RowMapping, Table

from cpq.platform.act import Act, acted
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right, Role
from cpq.platform.problems import Problem
from cpq.platform.records.changes import as_of
from cpq.platform.records.editing import Basis, edit
from cpq.platform.records.origin import Source
from cpq.platform.records.store import Kind, change, changes_of, create, found, share, take_back
from cpq.platform.records.tables import record_columns, record_constraints
from cpq.platform.storage.columns import Word
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import column
from cpq.rulebook.text import Text

T = TypeVar("T")
NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)
ANN = Caller("user", "usr_ann", "Ann", Role.REP, frozenset(Right), "own", team="team_east")
BOB = replace(ANN, id="usr_bob", name="Bob", team="team_west")
FILE = Source("import", "contacts.csv", confidence=60)
FIELDS = ("name", "city", "phone")


def by_field(version: int) -> Basis:
    return Basis(version, by_field=True)


class Cards:
    """A kind of record that only this test has."""

    def __init__(self, database: Database) -> None:
        own = [column(name, Word, null=True) for name in FIELDS]
        self.table = Table("cards", MetaData(), *record_columns(), *own, *record_constraints("cards"))
        self.table.drop(database.engine, checkfirst=True)
        self.table.create(database.engine)
        self.kind = Kind("card", self.table, "crd", Text(zh="名片", en="card"), FIELDS)
        self.database = database

    def act(self, work: Callable[[Act], T], caller: Caller = ANN, at: datetime = NOW) -> T:
        return self.database.write(lambda connection: acted(connection, caller, at, "test", work))

    def new(
        self, caller: Caller = ANN, client_id: str | None = None, source: Source = FILE, **values: str
    ) -> RowMapping:
        return self.act(lambda act: create(act, self.kind, values, source, client_id), caller)

    def edit(self, id: str, basis: Basis, caller: Caller = ANN, **values: str) -> RowMapping:
        return self.act(lambda act: edit(act, self.kind, id, values, basis), caller)

    def drop(self) -> None:
        self.table.drop(self.database.engine)


@pytest.fixture
def cards(database: Database) -> Iterator[Cards]:
    made = Cards(database)
    yield made
    made.drop()


def test_a_phone_that_sends_a_record_again_has_made_it_once(cards: Cards) -> None:
    first, again = cards.new(client_id="draft-1", name="Lin"), cards.new(client_id="draft-1", name="Lin Yi")
    assert (again["id"], again["name"], again["version"]) == (first["id"], "Lin", 1)
    assert cards.new(BOB, client_id="draft-1", name="Lin")["id"] != first["id"]


def test_what_two_people_change_of_different_fields_is_both_kept(cards: Cards) -> None:
    card = cards.new(name="Lin", city="Wuhan")
    cards.edit(card["id"], by_field(1), city="Xiamen")
    after = cards.edit(card["id"], by_field(1), name="Lin Yi")
    assert (after["name"], after["city"], after["version"]) == ("Lin Yi", "Xiamen", 3)


def test_the_same_field_is_refused_with_both_values_and_nothing_of_the_rest_is_kept(cards: Cards) -> None:
    card = cards.new(name="Lin", city="Wuhan")
    cards.edit(card["id"], by_field(1), city="Xiamen")
    with pytest.raises(Problem) as raised:
        cards.edit(card["id"], by_field(1), city="Foshan", name="Lin Yi")
    assert (raised.value.kind.type, [each.pointer for each in raised.value.errors]) == ("conflicting-fields", ["/city"])
    assert "Xiamen" in raised.value.errors[0].text.en
    assert "Foshan" in raised.value.errors[0].text.zh
    now = cards.database.read(lambda connection: found(connection, ANN, cards.kind, card["id"]))
    assert (now["name"], now["version"]) == ("Lin", 2)


def test_two_who_want_the_same_do_not_conflict(cards: Cards) -> None:
    card = cards.new(city="Wuhan")
    cards.edit(card["id"], by_field(1), city="Xiamen")
    assert cards.edit(card["id"], by_field(1), city="Xiamen")["version"] == 2


def test_with_a_version_any_other_change_refuses_the_whole(cards: Cards) -> None:
    card = cards.new(name="Lin")
    cards.edit(card["id"], Basis(1), city="Xiamen")
    with pytest.raises(Problem, match="stale-version"):
        cards.edit(card["id"], Basis(1), name="Lin Yi")


def test_a_machine_does_not_overwrite_what_a_person_confirmed_but_its_word_is_kept(cards: Cards) -> None:
    card = cards.new(phone="1", city="Wuhan")
    cards.edit(card["id"], by_field(1), phone="2")
    row = cards.database.read(lambda connection: found(connection, ANN, cards.kind, card["id"]))
    after = cards.act(lambda act: change(act, cards.kind, row, {"phone": "3", "city": "Foshan"}, FILE))
    assert (after["phone"], after["city"]) == ("2", "Foshan")
    origin = after["provenance"]["phone"]
    assert (origin["source"], origin["offered"]["value"], origin["offered"]["detail"]) == (
        "person",
        "3",
        "contacts.csv",
    )


def test_every_earlier_state_can_be_told(cards: Cards) -> None:
    card = cards.new(name="Lin")
    later = NOW + timedelta(days=2)
    cards.act(lambda act: edit(act, cards.kind, card["id"], {"name": "Lin Yi"}, Basis(1)), at=later)
    changes = cards.database.read(lambda connection: changes_of(connection, card["id"]))
    assert [(each.version, each.by, dict(each.fields)["name"]) for each in changes] == [
        (1, "usr_ann", (None, "Lin")),
        (2, "usr_ann", ("Lin", "Lin Yi")),
    ]
    assert as_of({"name": "Lin Yi"}, changes, NOW + timedelta(days=1)) == {"name": "Lin"}
    assert as_of({"name": "Lin Yi"}, changes, later) == {"name": "Lin Yi"}


def test_others_see_a_record_only_once_it_is_shared_and_change_it_only_if_that_is_said(cards: Cards) -> None:
    card = cards.new(name="Lin")
    with pytest.raises(Problem, match="not-found"):
        cards.edit(card["id"], Basis(1), BOB, name="X")
    cards.act(lambda act: share(act, cards.kind, card, "team_west", writes=False))
    with pytest.raises(Problem, match="forbidden"):
        cards.edit(card["id"], Basis(1), BOB, name="X")
    cards.act(lambda act: share(act, cards.kind, card, "team_west", writes=True))
    assert cards.edit(card["id"], Basis(1), BOB, name="X")["name"] == "X"
    cards.act(lambda act: take_back(act, cards.kind, card, "team_west"))
    with pytest.raises(Problem, match="not-found"):
        cards.edit(card["id"], Basis(2), BOB, name="Y")
