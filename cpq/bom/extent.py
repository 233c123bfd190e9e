"""How long something is billed: whole periods and parts of one, as exact fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from cpq.money import settled


@dataclass(frozen=True, slots=True)
class Extent:
    """`whole` billing periods and `parts` of others, each above 0 and below 1; `length` is their sum.

    `shares` are those of all billing periods in order, also of those that are 0; `weights` are the same as decimals.
    An amount is rounded for a whole period and for each part by itself: all whole periods are then billed alike.
    """

    whole: int
    parts: tuple[Fraction, ...] = ()
    shares: tuple[Fraction, ...] = ()
    length: Fraction = field(init=False)
    weights: tuple[Decimal, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", self.whole + sum(self.parts, Fraction(0)))
        # As good as exact, and the same for equal shares.
        weights = tuple(Decimal(share.numerator) / share.denominator for share in self.shares)
        object.__setattr__(self, "weights", weights)

    @staticmethod
    def of(shares: Iterable[Fraction]) -> Extent:
        given = tuple(shares)
        parts = tuple(share for share in given if share and share != 1)
        return Extent(sum(share == 1 for share in given), parts, given)

    @property
    def count(self) -> int:
        """How many invoices it makes."""
        return self.whole + len(self.parts)

    def times(self, per_period: Decimal) -> Decimal:
        """What an amount for one period comes to; only a quotient without end is rounded, at the engine's 50 digits."""
        return per_period if self is ONCE else times(per_period, self.length)

    def per_period(self, amount: Decimal) -> Decimal:
        """What an amount is for one whole period; nothing where nothing is billed."""
        return times(amount, 1 / self.length) if self.length else Decimal(0)

    def rounded(self, amount: Decimal, rounding: Callable[[Decimal], Decimal]) -> Decimal:
        """An amount for the whole extent, rounded per whole period and for each part of one."""
        if self.count <= 1:
            return rounding(amount)
        regular = rounding(settled(self.per_period(amount))) if self.whole else Decimal(0)
        parts = (rounding(settled(times(amount, part / self.length))) for part in self.parts)
        return sum(parts, regular * self.whole)


ONCE = Extent(1)
"""What is paid once."""


def times(amount: Decimal, factor: Fraction) -> Decimal:
    """The product; the division comes last, so that nothing is lost where it comes out even."""
    product = amount * factor.numerator
    return product if factor.denominator == 1 else product / factor.denominator
