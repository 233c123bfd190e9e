"""The C139 portrait: what is known on a day, what of it is over, and how it is written."""

from __future__ import annotations

from datetime import date

import pytest

from cpq.opportunities.portrait import Assessment, notation, portrait, value_of
from cpq.selling.indicators import Indicator


def said(indicator: str, value: str, day: int, expires: int | None = None) -> Assessment:
    over = None if expires is None else date(2026, 3, expires)
    return Assessment(Indicator(indicator), value, date(2026, 3, day), "ann", "call", False, over)  # pyright: ignore[reportArgumentType]


SAID = [
    said("1C", "yes", 1),
    said("2C", "yes", 1, expires=10),
    said("3C", "partial", 1),
    said("1F", "no", 2),
    said("1F", "yes", 8),
    said("coach", "yes", 3),
    said("2C", "no", 12),
    said("1W", "yes", 20),
]


@pytest.mark.parametrize(
    ("day", "written"), [(1, "2C0F0W"), (8, "2C1F0W"), (10, "2C1F0W"), (11, "1C1F0W"), (12, "1C1F0W"), (31, "1C1F1W")]
)
def test_the_notation_of_a_day_counts_what_is_a_plain_yes_and_not_over(day: int, written: str) -> None:
    assert notation(portrait(SAID, date(2026, 3, day))) == written


def test_what_is_over_is_unknown_and_not_what_was_said_before_it() -> None:
    known = portrait([said("2C", "no", 1), said("2C", "yes", 2, expires=5)], date(2026, 3, 6))
    assert value_of(known[Indicator.C2]) == "unknown"
    assert {value_of(each) for each in portrait(SAID, date(2026, 2, 28)).values()} == {"unknown"}


def test_of_one_day_the_last_counts_and_the_coach_is_counted_with_none() -> None:
    known = portrait([said("1F", "yes", 2), said("1F", "no", 2), said("coach", "yes", 2)], date(2026, 3, 2))
    assert (value_of(known[Indicator.F1]), notation(known)) == ("no", "0C0F0W")
    assert len(known) == 14
