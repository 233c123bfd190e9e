"""The operations of generated code that are not Python's own: the rules of / // % ** and of `round`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Final

from cpq.rulebook.expressions.tree import ArithmeticOperator

DIVISION_DIGITS: Final = 28

_DIVISION = Context(
    prec=DIVISION_DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-100,
    Emax=60,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
_ROUNDING = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation])

quantized = _ROUNDING.quantize
"""A number rounded half up to the digits of another: `round` with its digits known beforehand."""


def _floor_divided(left: Decimal, right: Decimal) -> Decimal:
    """The whole quotient, rounded down; `Decimal` itself would round towards zero."""
    if not right:
        raise ZeroDivisionError
    quotient, rest = divmod(left, right)
    return quotient - 1 if rest and (rest < 0) != (right < 0) else quotient


def _modulo(left: Decimal, right: Decimal) -> Decimal:
    """What the whole quotient leaves, with the sign of `right`."""
    if not right:
        raise ZeroDivisionError
    rest = left % right
    return rest + right if rest and (rest < 0) != (right < 0) else rest


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    """Anything to the 0 is 1, also 0."""
    return base ** int(exponent) if exponent else Decimal(1)


OPERATIONS: Mapping[ArithmeticOperator, tuple[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "/": ("divided", _DIVISION.divide),
    "//": ("floor_divided", _floor_divided),
    "%": ("modulo", _modulo),
    "**": ("power", _power),
}
"""The operators that are calls, with the name that generated code calls them by."""
