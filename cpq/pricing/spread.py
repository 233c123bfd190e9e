"""Spreading an amount over lines, exact to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cpq.allocation import allocate
from cpq.money import Rounding, round_to
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line


def spread(
    amount: Decimal, lines: Sequence[Line], context: Context, rooms: Sequence[Decimal] | None = None
) -> tuple[Decimal, ...]:
    """Shares of a rounded, not negative amount in proportion to the lines' net amounts, none above its line's room.

    A line's room is its net where none is given. The share of a recurring line is the same in every period; what that leaves over goes
    to the lines that are paid once, where there are such. What a line has no room for goes to the others. The sum is exact. The amount
    must not be above the sum of the rooms.
    """
    nets = [line.net for line in lines]
    rooms = nets if rooms is None else rooms
    shares = _within(amount, nets, rooms, context)
    once = [line.extent.count <= 1 for line in lines]
    if not any(room for room, has in zip(rooms, once, strict=True) if has) or all(once):
        return shares
    even = [_even(share, line, context) for share, line in zip(shares, lines, strict=True)]
    left = amount - sum(even, ZERO)
    spare = [max(room - share, ZERO) if has else ZERO for room, share, has in zip(rooms, even, once, strict=True)]
    if left > sum(spare, ZERO):
        return shares
    more = _within(left, spare, spare, context)
    return tuple(share + extra for share, extra in zip(even, more, strict=True))


def _within(
    amount: Decimal, weights: Sequence[Decimal], rooms: Sequence[Decimal], context: Context
) -> tuple[Decimal, ...]:
    """Shares in proportion to the weights, none above its room; what does not fit goes to those that still have room."""
    if not any(weights):
        return tuple(ZERO for _ in weights)
    shares = allocate(amount, weights, context.digits, context.settings.remainder)
    if all(share <= room for share, room in zip(shares, rooms, strict=True)):
        return shares
    # The odd cents that a first or last line gets can be more than it has room for.
    shares = allocate(amount, weights, context.digits)
    return _filled(amount, shares, weights, rooms, context)


def _filled(
    amount: Decimal,
    shares: tuple[Decimal, ...],
    weights: Sequence[Decimal],
    rooms: Sequence[Decimal],
    context: Context,
) -> tuple[Decimal, ...]:
    """Every share cut down to its room, and what is left over allocated again among the lines that are not full, until it all fits."""
    while any(share > room for share, room in zip(shares, rooms, strict=True)):
        shares = tuple(min(share, room) for share, room in zip(shares, rooms, strict=True))
        open_weights = [
            weight if share < room else ZERO for weight, share, room in zip(weights, shares, rooms, strict=True)
        ]
        if not any(open_weights):
            open_weights = [room - share for share, room in zip(shares, rooms, strict=True)]
        left = amount - sum(shares, ZERO)
        if not left or not any(open_weights):
            break
        more = allocate(left, open_weights, context.digits)
        shares = tuple(share + extra for share, extra in zip(shares, more, strict=True))
    return shares


def _even(share: Decimal, line: Line, context: Context) -> Decimal:
    """The greatest amount up to the share that is the same in every period."""
    extent = line.extent
    return extent.rounded(share, lambda amount: round_to(amount, context.digits, Rounding.DOWN))
