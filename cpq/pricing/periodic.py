"""What each invoice of a recurring line is: its amount, taken apart into its billing periods."""

from __future__ import annotations

from decimal import Decimal

from cpq.allocation import allocate
from cpq.bom.extent import Extent
from cpq.money import Rounding, round_to, settled

ZERO = Decimal(0)


def of_a_period(amount: Decimal, extent: Extent, digits: int, rounding: Rounding) -> Decimal:
    """What a whole period has of a rounded amount, exactly where the amount tells it, or else on the average, not rounded.

    The amount is that of all whole periods and of each part of one, each rounded by itself, so that the average is a minor unit off
    where there are few whole periods. The sum grows with what a whole period has, and only one amount of it comes to the sum.
    """
    average = extent.per_period(amount)
    if not extent.parts or not extent.whole:
        return average
    near, unit = round_to(settled(average), digits, rounding), Decimal(1).scaleb(-digits)
    most = len(extent.parts) // 2 + 1
    for off in sorted(range(-most, most + 1), key=abs):
        regular = near + off * unit
        if extent.rounded(extent.times(regular), lambda part: round_to(part, digits, rounding)) == amount:
            return regular
    return average


def by_period(amount: Decimal, extent: Extent, digits: int, rounding: Rounding) -> tuple[Decimal, ...]:
    """A rounded amount over the periods of an extent, to the minor unit; the sum is exact.

    Every whole period has the same amount, and what that leaves is for the parts of periods, in proportion. Where it leaves nothing
    they could have (there are no such parts, or a minor unit more than a whole period's amount would be left for each of them), the
    amount is spread over all periods in proportion to their shares, by largest remainder: whole periods then differ by one minor
    unit at most.
    """
    shares, weights = extent.shares, extent.weights
    if not extent.length:
        return tuple(ZERO for _ in shares)
    regular = round_to(settled(of_a_period(amount, extent, digits, rounding)), digits, rounding)
    left = amount - regular * extent.whole
    if not extent.parts:
        every = tuple(regular if weight else ZERO for weight in weights)
        return every if not left else allocate(amount, weights, digits)
    if left * amount < 0 or abs(left) > (abs(regular) + Decimal(1).scaleb(-digits)) * len(extent.parts):
        return allocate(amount, weights, digits)
    parts = [ZERO if share == 1 else weight for share, weight in zip(shares, weights, strict=True)]
    of_parts = allocate(left, parts, digits)
    return tuple(regular if share == 1 else part for share, part in zip(shares, of_parts, strict=True))
