"""Laws of money: nothing is lost in allocation, and rounding lands on the nearest step."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import get_args

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cpq.allocation import Remainder, allocate
from cpq.money import InvalidAmount, Rounding, parse_decimal, round_to, round_to_step

CENTS = st.integers(-(10**15), 10**15).map(lambda cents: Decimal(cents).scaleb(-2))
WEIGHTS = st.lists(st.decimals(min_value=0, max_value=10**9, places=4), min_size=1, max_size=12)
REMAINDERS = st.sampled_from(get_args(Remainder))
NUMBERS = st.decimals(min_value=-(10**17), max_value=10**17, places=8)


@settings(max_examples=150)
@given(CENTS, WEIGHTS, REMAINDERS)
def test_shares_add_up_to_the_amount_exactly(amount: Decimal, weights: list[Decimal], remainder: Remainder) -> None:
    shares = allocate(amount, weights, 2, remainder)
    assert sum(shares) == amount
    assert len(shares) == len(weights)
    assert all(share.as_tuple().exponent == -2 for share in shares)


@settings(max_examples=100)
@given(CENTS, WEIGHTS)
def test_each_share_is_within_a_cent_of_its_exact_part(amount: Decimal, weights: list[Decimal]) -> None:
    assume(any(weights))
    total = sum(map(Fraction, weights))
    for share, weight in zip(allocate(amount, weights, 2), weights, strict=True):
        assert abs(Fraction(share) - Fraction(amount) * Fraction(weight) / total) < Fraction(1, 100)
        assert share == 0 or weight > 0


@given(CENTS, WEIGHTS, REMAINDERS)
def test_a_negative_amount_mirrors_the_positive_one(
    amount: Decimal, weights: list[Decimal], remainder: Remainder
) -> None:
    assert allocate(-amount, weights, 2, remainder) == tuple(
        -share for share in allocate(amount, weights, 2, remainder)
    )


@given(CENTS, WEIGHTS, st.integers(1, 1000))
def test_only_the_proportion_of_weights_counts(amount: Decimal, weights: list[Decimal], times: int) -> None:
    assert allocate(amount, weights, 2) == allocate(amount, [weight * times for weight in weights], 2)


def _rounded(ratio: Fraction, rounding: Rounding) -> int:
    """The rounding modes told in words, over exact fractions."""
    below, above = floor(ratio), ceil(ratio)
    outward, inward = (above, below) if ratio > 0 else (below, above)
    middle = ratio - below == Fraction(1, 2)
    nearest = below if ratio - below < Fraction(1, 2) else above
    match rounding:
        case Rounding.CEILING:
            return above
        case Rounding.FLOOR:
            return below
        case Rounding.UP:
            return outward
        case Rounding.DOWN:
            return inward
        case Rounding.HALF_UP:
            return outward if middle else nearest
        case Rounding.HALF_DOWN:
            return inward if middle else nearest
        case Rounding.HALF_EVEN:
            return (below if below % 2 == 0 else above) if middle else nearest


@settings(max_examples=200)
@given(NUMBERS, st.integers(-6, 8), st.sampled_from(list(Rounding)))
def test_rounding_to_digits_is_rounding_of_exact_fractions(number: Decimal, digits: int, rounding: Rounding) -> None:
    expected = _rounded(Fraction(number) * Fraction(10) ** digits, rounding) / Fraction(10) ** digits
    assert Fraction(round_to(number, digits, rounding)) == expected


@settings(max_examples=200)
@given(
    NUMBERS,
    st.decimals(min_value="0.01", max_value=1000, places=2),
    st.sampled_from(list(Rounding)),
    st.decimals(min_value=-100, max_value=100, places=2),
)
def test_rounding_to_a_step_is_rounding_of_exact_fractions(
    number: Decimal, step: Decimal, rounding: Rounding, offset: Decimal
) -> None:
    steps = _rounded((Fraction(number) - Fraction(offset)) / Fraction(step), rounding)
    assert Fraction(round_to_step(number, step, rounding, offset)) == Fraction(offset) + steps * Fraction(step)


@given(
    st.one_of(
        st.text(max_size=80), st.from_regex(r"[+-]?[0-9]{0,20}\.?[0-9]{0,14}([eE][+-]?[0-9]{1,12})?", fullmatch=True)
    )
)
def test_any_text_is_a_bounded_number_or_refused(text: str) -> None:
    try:
        number = parse_decimal(text)
    except InvalidAmount:
        return
    assert number.is_finite()
    assert abs(number) < Decimal("1e18")
    assert number == Decimal(text)
    assert -12 <= int(number.as_tuple().exponent) <= 0
