"""Spreading an amount over lines, exact to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cpq.allocation import allocate
from cpq.money import Rounding, round_to
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line


def spread(amount: Decimal, lines: Sequence[Line], context: Context) -> tuple[Decimal, ...]:
    """Shares of a rounded, not negative amount in proportion to the lines' net amounts, none above its line's.

    The share of a recurring line is the same in every period; what that leaves over goes to the lines that are paid once, where
    there are such. The sum is exact. The amount must not be above the sum of the nets.
    """
    nets = [line.net for line in lines]
    shares = _allocated(amount, nets, context)
    once = [line.net if line.extent.count <= 1 else ZERO for line in lines]
    if not any(once) or all(once):
        return shares
    even = [_even(share, line, context) for share, line in zip(shares, lines, strict=True)]
    left = amount - sum(even, ZERO)
    room = [max(net - share, ZERO) if has else ZERO for net, share, has in zip(nets, even, once, strict=True)]
    if left > sum(room, ZERO):
        return shares
    more = _allocated(left, room, context)
    return tuple(share + extra for share, extra in zip(even, more, strict=True))


def _allocated(amount: Decimal, weights: Sequence[Decimal], context: Context) -> tuple[Decimal, ...]:
    if not any(weights):
        return tuple(ZERO for _ in weights)
    shares = allocate(amount, weights, context.digits, context.settings.remainder)
    if any(share > weight for share, weight in zip(shares, weights, strict=True)):
        # The odd cents that a first or last line gets can be more than it costs.
        return allocate(amount, weights, context.digits)
    return shares


def _even(share: Decimal, line: Line, context: Context) -> Decimal:
    """The greatest amount up to the share that is the same in every period."""
    extent = line.extent
    return extent.rounded(share, lambda amount: round_to(amount, context.digits, Rounding.DOWN))
