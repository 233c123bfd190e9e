"""Where everybody of a power map stands: superiors above those who report to them, nobody on somebody else. The same map gives the same picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpq.accounts.power_map import Edge, Member

WIDTH, HEIGHT = 196, 104
GAP, RISE = 28, 76
MARGIN = 28
MOST_ABREAST = 6
"""So many people without superior and subordinates stand in one row."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The upper left corner of a box."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A spot for every member, and the size of all of it."""

    spots: Mapping[str, Spot]
    width: int
    height: int


def layout(members: Sequence[Member], edges: Sequence[Edge]) -> Layout:
    """Trees of superiors side by side in the order of members, and below them those who stand alone."""
    parents = {each.source: each.target for each in edges if each.kind == "reports_to"}
    children: defaultdict[str, list[str]] = defaultdict(list)
    for each in members:
        if each.contact in parents:
            children[parents[each.contact]].append(each.contact)
    roots = [each.contact for each in members if each.contact not in parents]
    columns: dict[str, float] = {}
    rows: dict[str, int] = {}
    next_column = 0
    for root in (each for each in roots if children[each]):
        next_column = _place(root, children, columns, rows, next_column)
    _stand_alone([each for each in roots if not children[each]], columns, rows)
    return _sized(columns, rows)


def _place(
    root: str, children: Mapping[str, Sequence[str]], columns: dict[str, float], rows: dict[str, int], column: int
) -> int:
    """Puts a tree from a column on: its leaves side by side, everybody over the middle of those below; returns the next free column."""
    order, stack = list[str](), [(root, 0)]
    while stack:
        one, depth = stack.pop()
        order.append(one)
        rows[one] = depth
        stack += [(each, depth + 1) for each in reversed(children[one])]
    for one in order:
        if not children[one]:
            columns[one] = column
            column += 1
    for one in reversed(order):
        if children[one]:
            columns[one] = (columns[children[one][0]] + columns[children[one][-1]]) / 2
    return column


def _stand_alone(alone: Sequence[str], columns: dict[str, float], rows: dict[str, int]) -> None:
    first = max(rows.values(), default=-1) + 1
    for index, each in enumerate(alone):
        columns[each], rows[each] = index % MOST_ABREAST, first + index // MOST_ABREAST


def _sized(columns: Mapping[str, float], rows: Mapping[str, int]) -> Layout:
    spots = {
        each: Spot(round(MARGIN + column * (WIDTH + GAP)), MARGIN + rows[each] * (HEIGHT + RISE))
        for each, column in columns.items()
    }
    right = max((spot.x + WIDTH for spot in spots.values()), default=MARGIN)
    bottom = max((spot.y + HEIGHT for spot in spots.values()), default=MARGIN)
    return Layout(spots, right + MARGIN, bottom + MARGIN)
