"""The ways of influence and conflict between the boxes of a power map: through the gaps, so that nobody's box hides them."""

from __future__ import annotations

from itertools import pairwise

from cpq.accounts.power_map import EdgeKind
from cpq.accounts.power_map_layout import GAP, HEIGHT, RISE, WIDTH, Spot

Point = tuple[int, int]
_LANES = 4
"""So many ways lie beside each other in a gap before they lie on each other."""


def way(one: Spot, other: Spot, kind: EdgeKind, number: int) -> tuple[Point, ...]:
    """The corners of the way from a box to another; `number` keeps it off its neighbours."""
    lane, shift = number % _LANES, 30 if kind == "influence" else -30
    levels = abs(one.y - other.y) // (HEIGHT + RISE)
    if levels == 0 and abs(one.x - other.x) <= WIDTH + GAP:
        left = one.x < other.x
        y = one.y + HEIGHT // 2 + (10 if kind == "influence" else 34)
        return (one.x + (WIDTH if left else 0), y), (other.x + (0 if left else WIDTH), y)
    if levels == 1:
        down = one.y < other.y
        return _side(one, shift, below=down), _side(other, shift, below=not down)
    if levels == 0:
        rail = one.y + HEIGHT + 12 + 6 * lane
        start, end = _side(one, shift, below=True), _side(other, shift, below=True)
        return start, (start[0], rail), (end[0], rail), end
    return _far(one, other, shift, lane)


def _side(spot: Spot, shift: int, *, below: bool) -> Point:
    return spot.x + WIDTH // 2 + shift, spot.y + (HEIGHT if below else 0)


def _far(one: Spot, other: Spot, shift: int, lane: int) -> tuple[Point, ...]:
    """Over several levels: out at the right, along the gap between columns, and in by the gap between levels."""
    down = one.y < other.y
    end = _side(other, shift, below=not down)
    rail = end[1] + (12 + 6 * lane) * (-1 if down else 1)
    x, y = one.x + WIDTH, one.y + HEIGHT // 2
    column = x + 6 + 5 * lane
    return (x, y), (column, y), (column, rail), (end[0], rail), end


def middle(corners: tuple[Point, ...]) -> Point:
    """The middle of the longest stretch."""
    stretches = list(pairwise(corners))
    (x1, y1), (x2, y2) = max(stretches, key=lambda each: abs(each[0][0] - each[1][0]) + abs(each[0][1] - each[1][1]))
    return (x1 + x2) // 2, (y1 + y2) // 2


def arrow(corners: tuple[Point, ...]) -> str:
    """The three corners of a head at the end of the last stretch, as `points` has them."""
    (x1, y1), (x2, y2) = corners[-2:]
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    back = x2 - 10 * dx, y2 - 10 * dy
    one, other = (back[0] - 5 * dy, back[1] + 5 * dx), (back[0] + 5 * dy, back[1] - 5 * dx)
    return " ".join(f"{round(x)},{round(y)}" for x, y in ((x2, y2), one, other))
