"""Parts that many conjunctions have in common become nodes of their own.

What follows from a choice is mostly the same whatever was chosen before: leaves near each other (models are written
section by section) come together again and again. So conjunctions are cut at the borders of blocks of leaves, and a
piece that occurs often enough is made once; then with larger blocks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCKS = (8, 32, 128, 512, 2048)
"""Leaves that a block has, round by round."""

Node = tuple[bool, tuple[int, ...]]
"""Whether one of the children is enough, and the children: numbers below that of the node itself."""


def shared(first: int, nodes: Sequence[Node]) -> list[Node]:
    """Equivalent nodes with fewer edges. Node `first + i` is `nodes[i]`; the last one stays the last."""
    made = list(nodes)
    for block in BLOCKS:
        if block < 4 * first:
            made = _round(first, made, block)
    return made


def _round(first: int, nodes: Sequence[Node], block: int) -> list[Node]:
    within = _blocks(first, nodes, block)
    cut = [None if either else _pieces(children, within) for either, children in nodes]
    uses = Counter(piece for pieces in cut if pieces for piece in pieces)
    made: list[Node] = []
    place = list(range(first))  # by old number the new one
    known: dict[tuple[int, ...], int] = {}

    def taken(piece: tuple[int, ...]) -> tuple[int, ...]:
        """The new numbers of a piece's nodes, or of the one node that stands for it."""
        now = tuple(place[child] for child in piece)
        if not _pays(len(piece), uses[piece]):
            return now
        if piece not in known:
            made.append((False, now))
            known[piece] = first + len(made) - 1
        return (known[piece],)

    for (either, children), pieces in zip(nodes, cut, strict=True):
        parts = pieces or [(child,) for child in children]
        made.append((either, tuple(chain.from_iterable(taken(piece) for piece in parts))))
        place.append(first + len(made) - 1)
    return made


def _pays(length: int, uses: int) -> bool:
    """Edges that are saved, against those and the node that are added."""
    return (length - 1) * uses > length + 1


def _blocks(first: int, nodes: Sequence[Node], block: int) -> list[int]:
    """By node the block in which all its leaves lie, or -1."""
    within = [leaf // block for leaf in range(first)]
    for _, children in nodes:
        found = {within[child] for child in children}
        within.append(found.pop() if len(found) == 1 else -1)
    return within


def _pieces(children: Sequence[int], within: Sequence[int]) -> list[tuple[int, ...]]:
    pieces = defaultdict[int, list[int]](list)
    single: list[tuple[int, ...]] = []
    for child in children:
        if within[child] < 0:
            single.append((child,))
        else:
            pieces[within[child]].append(child)
    return [*single, *map(tuple, pieces.values())]
