"""Long rows of numbers are shown as ranges, so that a table stays readable."""

from decimal import Decimal

import pytest

from cpq.cli.values_view import ranges


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1, 2], "1, 2"),
        ([2, 4, 8], "2, 4, 8"),
        ([2, 3, 4], "2–4"),
        ([5, 6, 7, 8, 10, 11, 12, 42, 43], "5–8, 10–12, 42, 43"),
        ([7], "7"),
    ],
)
def test_numbers_that_follow_each_other_are_a_range(values: list[int], shown: str) -> None:
    assert ranges([Decimal(value) for value in values]) == shown


def test_a_unit_is_said_once() -> None:
    assert ranges([Decimal("1.0"), Decimal("1.75"), Decimal("2.5")], "m/s") == "1, 1.75, 2.5 m/s"
