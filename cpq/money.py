"""Money: ISO 4217 minor digits, named rounding. Amounts are `Decimal`, never float."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from enum import StrEnum
from types import MappingProxyType

MAX_DIGITS = 30
MAX_INTEGER_DIGITS = 18
MAX_FRACTION_DIGITS = 12

_TRAPS = [InvalidOperation, DivisionByZero, Overflow]
_ENGINE = Context(prec=50, rounding=ROUND_HALF_EVEN, Emin=-100, Emax=60, traps=_TRAPS)
WIDE = Context(prec=200, rounding=ROUND_HALF_EVEN, Emin=-200, Emax=200, traps=_TRAPS)
"""Wide enough to hold any result of the engine's arithmetic at any number of fraction digits."""

_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU
UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_EXCEPTIONS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

CURRENCIES: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(_CODES.split(), 2) | {code: digits for digits, codes in _EXCEPTIONS.items() for code in codes.split()}
)
"""ISO 4217 code → minor digits. Metals, test codes and units of account, which have no minor digits, are left out."""


class UnknownCurrency(ValueError):
    """Not an ISO 4217 code that has minor digits."""


class InvalidAmount(ValueError):
    """Text or a number that the engine does not take as an amount; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return self.en


class Rounding(StrEnum):
    """Where a number between two steps goes. `up` and `down` mean away from zero and towards zero."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_DOWN = "half_down"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"


_MODES: Mapping[Rounding, str] = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.HALF_DOWN: ROUND_HALF_DOWN,
    Rounding.UP: ROUND_UP,
    Rounding.DOWN: ROUND_DOWN,
    Rounding.CEILING: ROUND_CEILING,
    Rounding.FLOOR: ROUND_FLOOR,
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that travels without a quote around it to say its currency."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


def arithmetic() -> AbstractContextManager[Context]:
    """The engine's Decimal context: 50 significant digits, below 1e61, no silent infinity or NaN.

    Enter it once around the work on one quote; `decimal.Overflow` and the like are raised, never ignored.
    """
    return localcontext(_ENGINE)


def is_currency(code: str) -> bool:
    return code in CURRENCIES


def currency_digits(code: str) -> int:
    """Minor digits of an ISO 4217 code: CNY 2, JPY 0, KWD 3. Raises `UnknownCurrency`."""
    try:
        return CURRENCIES[code]
    except KeyError:
        raise UnknownCurrency(code) from None


_NUMBER = re.compile(r"[+-]?([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")


def parse_decimal(text: str) -> Decimal:
    """The exact number that a text writes, without exponent: `1e5` → `100000`.

    At most 30 digits, 12 of them fraction digits, below 1e18. All of it is checked before any arithmetic, so that
    a hostile text costs nothing. Raises `InvalidAmount`, also for NaN, infinity, underscores and other scripts' digits.
    """
    if len(text) > 2 * MAX_DIGITS:
        raise _too_long()
    match = _NUMBER.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        raise InvalidAmount(
            f"“{text}”不是数字，请写成 1234.56 的样子", f'"{text}" is not a number; write it like 1234.56'
        )
    whole, fraction, exponent = match[1], match[2] or "", int(match[3] or 0)
    if len(whole) + len(fraction) > MAX_DIGITS:
        raise _too_long()
    if len(fraction) - exponent > MAX_FRACTION_DIGITS:
        raise _too_fine(text)
    digits = (whole + fraction).lstrip("0")
    if not digits and exponent > 0:
        return Decimal(0)
    if digits and len(digits) - len(fraction) + exponent > MAX_INTEGER_DIGITS:
        raise _too_large(text)
    number = Decimal(text)
    # 1.25e1 is 12.5, 1e5 is 100000: no exponent is left in either.
    return Decimal(f"{number:f}") if exponent > 0 else number


def _too_fine(text: str) -> InvalidAmount:
    return InvalidAmount(
        f"“{text}”的小数超过 {MAX_FRACTION_DIGITS} 位，请先取舍",
        f'"{text}" has more than {MAX_FRACTION_DIGITS} digits after the point; round it',
    )


def _too_large(text: str) -> InvalidAmount:
    limit = f"1e{MAX_INTEGER_DIGITS}"
    return InvalidAmount(f"“{text}”太大，须小于 {limit}", f'"{text}" is too large; stay below {limit}')


def _too_long() -> InvalidAmount:
    return InvalidAmount(
        f"数字超过 {MAX_DIGITS} 位，请先取舍", f"the number has more than {MAX_DIGITS} digits; round it"
    )


UNITS: Mapping[int, Decimal] = {digits: Decimal(1).scaleb(-digits) for digits in range(-18, MAX_FRACTION_DIGITS + 1)}
"""Digits after the point → the unit of the last one."""


def round_to(amount: Decimal, digits: int, rounding: Rounding) -> Decimal:
    """`amount` at `digits` (−18 … 12) after the point; negative digits round to tens, hundreds, … Never −0."""
    rounded = amount.quantize(UNITS[digits], _MODES[rounding], WIDE)
    if digits < 0:
        rounded = rounded.quantize(UNITS[0], context=WIDE)
    return rounded or rounded.copy_abs()


def rounder(digits: int, rounding: Rounding) -> Callable[[Decimal], Decimal]:
    """`round_to` with its digits (0 … 12) and rounding chosen, for what is rounded again and again."""
    unit, mode = UNITS[digits], _MODES[rounding]

    def rounded(amount: Decimal) -> Decimal:
        found = amount.quantize(unit, mode, WIDE)
        return found or found.copy_abs()

    return rounded


def minor_units(amount: Decimal, digits: int) -> int:
    """`amount` as a whole number of units of its last digit. Raises `InvalidAmount` where it has finer ones: nothing is cut off."""
    units = amount.scaleb(digits, WIDE)
    if units != units.to_integral_value():
        raise InvalidAmount(
            f"请先把 {amount} 取到 {digits} 位小数", f"round {amount} to {digits} digits after the point first"
        )
    return int(units)


def settled(amount: Decimal) -> Decimal:
    """An amount without what a quotient cut off at 50 digits left on it: 0.00499… with 40 nines is 0.005.

    Prices and quantities have at most 12 digits after the point each, and periods at most a few thousand days: what is not equal to a
    number of 30 digits is farther from it than this rounds.
    """
    return amount.quantize(_FINEST, context=WIDE)


_FINEST = Decimal(1).scaleb(-30)


def round_to_step(amount: Decimal, step: Decimal, rounding: Rounding, offset: Decimal = Decimal(0)) -> Decimal:
    """The nearest of `offset`, `offset ± step`, `offset ± 2 × step`, …; step 10 and offset 9.90 give prices like 129.90.

    `step` is above zero. Exact: only the place between two steps is rounded, never a quotient.
    """
    if step <= 0:
        raise InvalidAmount(f"取整步长须大于零，不能是 {step}", f"a rounding step is above zero, not {step}")
    with localcontext(WIDE):
        distance = amount - offset
        steps, rest = divmod(abs(distance), step)
        # A quarter, a half and three quarters stand for "nearer below", "in the middle" and "nearer above".
        nearness = Decimal(0) if not rest else Decimal(2 + _sign(2 * rest - step)) / 4
        whole = (steps + nearness).copy_sign(distance).quantize(Decimal(1), _MODES[rounding])
        return offset + whole * step


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)
