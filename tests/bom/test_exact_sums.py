"""Sums in rules: as exact as fractions, and written in one way only, so that equal ones are found to be equal."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.configuration.formula import Sum

NUMBERS = st.fractions(min_value=-50, max_value=50, max_denominator=40)
PARTS = st.dictionaries(st.sampled_from("abc"), st.dictionaries(st.integers(0, 3), NUMBERS, min_size=1))


def worth(sum: Sum) -> tuple[Fraction, dict[str, dict[int, Fraction]]]:
    parts = {
        name: {value: Fraction(each, sum.scale) for value, each in part.items()} for name, part in sum.parts.items()
    }
    return Fraction(sum.constant, sum.scale), parts


@settings(max_examples=40)
@given(NUMBERS, PARTS, NUMBERS, PARTS, NUMBERS)
def test_sums_are_added_and_multiplied_as_fractions_are(
    one: Fraction,
    first: dict[str, dict[int, Fraction]],
    other: Fraction,
    second: dict[str, dict[int, Fraction]],
    factor: Fraction,
):
    made = (Sum.of(one, first) + Sum.of(other, second)).times(factor)
    constant, parts = worth(made)
    assert constant == (one + other) * factor
    for name in {*first, *second}:
        mine, theirs = first.get(name, {}), second.get(name, {})
        added = {value: (mine.get(value, 0) + theirs.get(value, 0)) * factor for value in {*mine, *theirs}}
        assert parts[name] == added


@settings(max_examples=40)
@given(NUMBERS, PARTS, NUMBERS.filter(bool))
def test_equal_sums_are_written_alike(constant: Fraction, parts: dict[str, dict[int, Fraction]], factor: Fraction):
    made = Sum.of(constant, parts)
    assert made.times(factor).times(1 / factor) == made
    numbers = [constant, *(each for part in parts.values() for each in part.values())]
    assert made.scale == lcm(*(each.denominator for each in numbers))
