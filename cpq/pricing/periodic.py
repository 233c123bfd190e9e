"""What each invoice of a recurring line is: its amount, taken apart into its billing periods."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cpq.bom.extent import times
from cpq.money import Rounding, allocate, round_to, settled

ZERO = Decimal(0)


def by_period(amount: Decimal, shares: Sequence[Fraction], digits: int, rounding: Rounding) -> tuple[Decimal, ...]:
    """A rounded amount over periods of these shares, to the minor unit; the sum is exact.

    Every whole period has the same amount, and what that leaves is for the parts of periods, in proportion. Where it leaves nothing
    they could have (there are no such parts, or more than a whole period's amount would be left for them), the amount is spread over
    all periods in proportion to their shares, by largest remainder: whole periods then differ by one minor unit at most.
    """
    whole = sum(share == 1 for share in shares)
    weights = [_weight(share) for share in shares]
    length = sum(shares, Fraction(0))
    if not length:
        return tuple(ZERO for _ in shares)
    regular = round_to(settled(times(amount, 1 / length)), digits, rounding)
    left = amount - regular * whole
    parts = [ZERO if share == 1 else weight for share, weight in zip(shares, weights, strict=True)]
    fits = left == 0 if not any(parts) else left * amount >= 0 and abs(left) <= abs(regular) * sum(map(bool, parts))
    if not fits:
        return allocate(amount, weights, digits)
    of_parts = allocate(left, parts, digits, zero="none") if any(parts) else parts
    return tuple(regular if share == 1 else part for share, part in zip(shares, of_parts, strict=True))


def _weight(share: Fraction) -> Decimal:
    """A share as a weight: as good as exact, and the same for equal shares."""
    return Decimal(share.numerator) / share.denominator
