"""Which rulebook is in force: changed at a moment, by what the shelf says, and never by half."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import pytest

from cpq.platform.in_force import KEPT, InForce, Planned, UnknownVersion
from cpq.rulebook.rulebook import Rulebook

NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Shelf:
    """Rulebooks by name, and a plan; what was loaded is noted."""

    def __init__(self, *plan: Planned) -> None:
        self.everything = plan
        self.loaded: list[str] = []
        self.broken: set[str] = set()

    def plan(self, now: datetime) -> Sequence[Planned]:
        started = [each for each in self.everything if each.since <= now]
        return [*started[-1:], *(each for each in self.everything if each.since > now)]

    def rulebook(self, version: str) -> Rulebook:
        if version in self.broken:
            raise UnknownVersion(version)
        self.loaded.append(version)
        return Rulebook(version, {})


def planned(version: str, since: datetime = NOON, templates: str | None = None) -> Planned:
    return Planned(version, templates, since)


def in_force(shelf: Shelf) -> tuple[InForce, Clock]:
    clock = Clock()
    return InForce(Rulebook("first", {}), shelf, clock), clock


def test_what_the_shelf_says_is_in_force_after_a_look() -> None:
    book, _ = in_force(Shelf(planned("a"), planned("b", NOON, "t")))
    assert book.rulebook.version == "first"
    book.look()
    assert (book.rulebook.version, book.planned.templates) == ("b", "t")


def test_an_empty_shelf_changes_nothing() -> None:
    book, _ = in_force(Shelf())
    book.look()
    assert book.rulebook.version == "first"


def test_what_is_to_come_is_loaded_before_and_in_force_at_its_moment_without_another_look() -> None:
    shelf = Shelf(planned("a"), planned("b", NOON + 60 * SECOND))
    book, clock = in_force(shelf)
    book.look()
    assert shelf.loaded == ["a", "b"]
    clock.now = NOON + 60 * SECOND - timedelta(microseconds=1)
    assert book.rulebook.version == "a"
    clock.now = NOON + 60 * SECOND
    assert book.rulebook.version == "b"
    assert book.planned.since == NOON + 60 * SECOND


def test_what_is_far_off_is_not_loaded_yet() -> None:
    shelf = Shelf(planned("a"), planned("b", NOON + 5 * HOUR))
    book, clock = in_force(shelf)
    book.look()
    assert shelf.loaded == ["a"]
    clock.now = NOON + 5 * HOUR - 60 * SECOND
    book.look()
    assert shelf.loaded == ["a", "b"]


def test_what_was_taken_back_does_not_come() -> None:
    shelf = Shelf(planned("a"), planned("b", NOON + 60 * SECOND))
    book, clock = in_force(shelf)
    book.look()
    shelf.everything = (planned("a"),)
    book.look()
    clock.now = NOON + HOUR
    assert book.rulebook.version == "a"


def test_a_version_that_cannot_be_loaded_leaves_the_present_one() -> None:
    shelf = Shelf(planned("a"))
    book, _ = in_force(shelf)
    book.look()
    shelf.everything, shelf.broken = (planned("bad"),), {"bad"}
    with pytest.raises(UnknownVersion):
        book.look()
    assert book.rulebook.version == "a"


def test_one_that_is_to_come_and_cannot_be_loaded_does_not_hold_up_the_present_one() -> None:
    shelf = Shelf(planned("a"), planned("bad", NOON + 60 * SECOND))
    shelf.broken = {"bad"}
    book, _ = in_force(shelf)
    with pytest.raises(UnknownVersion):
        book.look()
    assert book.rulebook.version == "a"


def test_rolling_back_needs_no_loading() -> None:
    shelf = Shelf(planned("a"))
    book, clock = in_force(shelf)
    book.look()
    for version in ("b", "a"):
        clock.now += SECOND
        shelf.everything = (*shelf.everything, planned(version, clock.now))
        book.look()
        assert book.rulebook.version == version
    assert shelf.loaded == ["a", "b"]


def test_old_versions_are_loaded_once_and_only_so_many_are_kept() -> None:
    shelf = Shelf()
    book, _ = in_force(shelf)
    names = [f"v{number}" for number in range(KEPT + 1)]
    assert [book.of(name).version for name in names] == names
    assert book.of(names[-1]) is book.of(names[-1])
    assert shelf.loaded == names
    book.of(names[0])
    assert shelf.loaded == [*names, names[0]]
    assert book.of("first") is book.rulebook


def test_a_running_service_notices_by_itself_though_the_shelf_is_away_now_and_then() -> None:
    shelf = Shelf(planned("a", datetime(2020, 1, 1, tzinfo=UTC)))
    book = InForce(Rulebook("first", {}), shelf)
    shelf.broken = {"a"}
    book.prepare_beside(0.01)
    deadline = monotonic() + 30
    while not book.ready and monotonic() < deadline:
        sleep(0.01)
    before = book.rulebook.version
    shelf.broken = set()
    while book.rulebook.version == before and monotonic() < deadline:
        sleep(0.01)
    book.close()
    assert (before, book.rulebook.version) == ("first", "a")


def test_what_is_there_to_stay_is_set_aside_once_all_is_ready() -> None:
    gc.unfreeze()
    InForce(Rulebook("only", {})).prepare()
    assert gc.get_freeze_count() > 0


def test_without_a_shelf_there_is_one_version() -> None:
    book = InForce(Rulebook("only", {}))
    book.look()
    assert book.of("only") is book.rulebook
    with pytest.raises(UnknownVersion):
        book.of("other")
