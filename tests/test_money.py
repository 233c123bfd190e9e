"""Money: currencies, reading numbers, rounding, allocation."""

from __future__ import annotations

import operator
from decimal import Context, Decimal, Inexact, Overflow, localcontext

import pytest

from cpq.allocation import Remainder, allocate
from cpq.money import (
    CURRENCIES,
    InvalidAmount,
    Money,
    Rounding,
    UnknownCurrency,
    arithmetic,
    currency_digits,
    is_currency,
    parse_decimal,
    round_to,
    round_to_step,
)


def amounts(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(word) for word in text.split())


@pytest.mark.parametrize(
    ("code", "digits"), [("CNY", 2), ("USD", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3), ("CLF", 4)]
)
def test_a_currency_has_its_iso_4217_minor_digits(code: str, digits: int) -> None:
    assert currency_digits(code) == digits


@pytest.mark.parametrize("code", ["", "cny", "RMB", "XXX", "XAU", "CNY ", "¥"])
def test_what_is_no_currency_with_minor_digits_is_unknown(code: str) -> None:
    assert not is_currency(code)
    with pytest.raises(UnknownCurrency) as caught:
        currency_digits(code)
    assert str(caught.value) == code


def test_currency_codes_are_three_capital_letters() -> None:
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)
    assert len(CURRENCIES) > 150


def test_money_says_its_amount_and_currency() -> None:
    assert str(Money(Decimal("1E+3"), "CNY")) == "1000 CNY"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-0.50", "-0.50"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e5", "100000"),
        ("1.25e1", "12.5"),
        ("1E-12", "0.000000000001"),
        ("0e999999999999", "0"),
        ("00012", "12"),
        ("999999999999999999.999999999999", "999999999999999999.999999999999"),
    ],
)
def test_a_written_number_is_read_exactly_and_without_exponent(text: str, number: str) -> None:
    value = parse_decimal(text)
    assert (value, f"{value:f}") == (Decimal(number), number)
    assert "E" not in str(value) or abs(value) < Decimal("1e-6")


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "-",
        "e5",
        "1_000",
        "0x10",
        "NaN",
        "sNaN",
        "inf",
        "-Infinity",
        "1,5",
        " 1",
        "1\n",
        "\uff11\uff12",
        "٣",
        "1e",
        "--1",
        "1e1.5",
    ],
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount, match="is not a number"):
        parse_decimal(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1e18", "too large"),
        ("-1000000000000000000", "too large"),
        ("1e999999999", "too large"),
        ("0.0000000000001", "more than 12 digits after the point"),
        ("1e-999999999", "more than 12 digits after the point"),
        ("0e-13", "more than 12 digits after the point"),
        ("0" * 31, "more than 30 digits"),
        ("9" * 10_000, "more than 30 digits"),
        ("1e" + "9" * 10_000, "more than 30 digits"),
    ],
)
def test_a_number_past_the_bounds_is_refused_before_any_arithmetic(text: str, why: str) -> None:
    with localcontext(Context(traps=[Inexact])), pytest.raises(InvalidAmount, match=why) as caught:
        parse_decimal(text)
    assert caught.value.zh


ROUNDED_TO_WHOLE = {
    "amounts": "2.5 3.5 -2.5 2.4 2.6 -2.6 0.1 -0.1",
    Rounding.HALF_UP: "3 4 -3 2 3 -3 0 0",
    Rounding.HALF_EVEN: "2 4 -2 2 3 -3 0 0",
    Rounding.HALF_DOWN: "2 3 -2 2 3 -3 0 0",
    Rounding.UP: "3 4 -3 3 3 -3 1 -1",
    Rounding.DOWN: "2 3 -2 2 2 -2 0 0",
    Rounding.CEILING: "3 4 -2 3 3 -2 1 0",
    Rounding.FLOOR: "2 3 -3 2 2 -3 0 -1",
}


@pytest.mark.parametrize("rounding", list(Rounding))
def test_rounding_goes_where_its_name_says(rounding: Rounding) -> None:
    rounded = [str(round_to(amount, 0, rounding)) for amount in amounts(ROUNDED_TO_WHOLE["amounts"])]
    assert rounded == ROUNDED_TO_WHOLE[rounding].split()


@pytest.mark.parametrize("rounding", list(Rounding))
def test_rounding_to_a_step_of_one_is_rounding_to_whole_numbers(rounding: Rounding) -> None:
    rounded = [round_to_step(amount, Decimal(1), rounding) for amount in amounts(ROUNDED_TO_WHOLE["amounts"])]
    assert rounded == list(amounts(ROUNDED_TO_WHOLE[rounding]))


@pytest.mark.parametrize(
    ("amount", "digits", "rounded"),
    [
        ("1.005", 2, "1.01"),
        ("1", 2, "1.00"),
        ("1250", -2, "1300"),
        ("-0.001", 2, "0.00"),
        ("1e17", 12, "100000000000000000.000000000000"),
    ],
)
def test_rounding_gives_exactly_so_many_digits(amount: str, digits: int, rounded: str) -> None:
    assert str(round_to(Decimal(amount), digits, Rounding.HALF_UP)) == rounded


@pytest.mark.parametrize(
    ("amount", "step", "offset", "rounding", "rounded"),
    [
        ("124", "10", "9.90", Rounding.HALF_UP, "119.90"),
        ("124.90", "10", "9.90", Rounding.HALF_UP, "129.90"),
        ("124.90", "10", "9.90", Rounding.HALF_DOWN, "119.90"),
        ("120", "10", "9.90", Rounding.CEILING, "129.90"),
        ("119.90", "10", "9.90", Rounding.CEILING, "119.90"),
        ("1.03", "0.05", "0", Rounding.HALF_UP, "1.05"),
        ("1.02", "0.05", "0", Rounding.HALF_UP, "1.00"),
        ("1", "0.3", "0", Rounding.DOWN, "0.9"),
        ("-1", "0.3", "0", Rounding.FLOOR, "-1.2"),
    ],
)
def test_rounding_to_a_step_and_an_offset(
    amount: str, step: str, offset: str, rounding: Rounding, rounded: str
) -> None:
    assert round_to_step(Decimal(amount), Decimal(step), rounding, Decimal(offset)) == Decimal(rounded)


@pytest.mark.parametrize("step", ["0", "-1"])
def test_a_rounding_step_is_above_zero(step: str) -> None:
    with pytest.raises(InvalidAmount, match="above zero"):
        round_to_step(Decimal(1), Decimal(step), Rounding.HALF_UP)


@pytest.mark.parametrize(
    ("amount", "weights", "remainder", "shares"),
    [
        ("100.00", "1 1 1", "largest", "33.34 33.33 33.33"),
        ("100.00", "1 1 1", "first", "33.34 33.33 33.33"),
        ("100.00", "1 1 1", "last", "33.33 33.33 33.34"),
        ("-100.00", "1 1 1", "largest", "-33.34 -33.33 -33.33"),
        ("0.02", "1 1 1", "largest", "0.01 0.01 0.00"),
        ("0.02", "1 1 1", "last", "0.00 0.00 0.02"),
        ("0.05", "0 1 1 0", "first", "0.00 0.03 0.02 0.00"),
        ("0.05", "0 1 1 0", "last", "0.00 0.02 0.03 0.00"),
        ("10.00", "0.29 0.71", "largest", "2.90 7.10"),
        ("1.00", "0.125 0.2 3", "largest", "0.04 0.06 0.90"),
        ("0.00", "1 2", "largest", "0.00 0.00"),
        ("5", "2", "largest", "5.00"),
    ],
)
def test_an_amount_is_allocated_to_the_last_cent(amount: str, weights: str, remainder: Remainder, shares: str) -> None:
    allocated = allocate(Decimal(amount), amounts(weights), 2, remainder)
    assert " ".join(map(str, allocated)) == shares


def test_without_any_weight_all_shares_are_alike_or_nothing() -> None:
    assert allocate(Decimal("1.00"), amounts("0 0 0"), 2) == amounts("0.34 0.33 0.33")
    assert allocate(Decimal("1.00"), amounts("0 0 0"), 2, zero="none") == amounts("0 0 0")
    assert allocate(Decimal("1.00"), (), 2) == ()


def test_an_amount_finer_than_its_digits_is_not_allocated() -> None:
    with pytest.raises(InvalidAmount, match=r"round 1\.005 to 2 digits"):
        allocate(Decimal("1.005"), amounts("1 1"), 2)


@pytest.mark.parametrize("weight", ["-1", "NaN", "Infinity", "1e999"])
def test_a_weight_is_a_number_that_is_not_negative(weight: str) -> None:
    with pytest.raises(InvalidAmount, match="not negative"):
        allocate(Decimal(1), (Decimal(1), Decimal(weight)), 2)


def test_the_engines_arithmetic_is_wide_and_raises_instead_of_overflowing() -> None:
    with arithmetic():
        assert str(Decimal("123456789012345678.123456789012") * 10**18).startswith("123456789012345678123456789012")
        with pytest.raises(Overflow):
            operator.mul(Decimal("1e40"), Decimal("1e40"))
