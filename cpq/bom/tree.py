"""Trees of things that stand `inside` each other: categories, regions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Branch(Protocol):
    """Something that may stand inside another of its kind."""

    @property
    def parent(self) -> str | None: ...


def line_of(tree: Mapping[str, Branch], id: str) -> tuple[str, ...]:
    """`id` and everything that contains it, nearest first. In a faulty tree it ends where a loop closes."""
    line: dict[str, None] = {}
    at: str | None = id
    while at is not None and at not in line:
        line[at] = None
        above = tree.get(at)
        at = above.parent if above else None
    return tuple(line)


def loops(tree: Mapping[str, Branch]) -> tuple[tuple[str, ...], ...]:
    """Every loop of a faulty tree, once, from its first member in the order of the tree."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    settled: set[str] = set()
    for start in tree:
        line = _fresh_line(tree, start, settled)
        last = tree[line[-1]].parent if line and line[-1] in tree else None
        if last in line:
            loop = line[line.index(last) :]
            found.setdefault(frozenset(loop), tuple(loop))
        settled.update(line)
    return tuple(found.values())


def _fresh_line(tree: Mapping[str, Branch], id: str, settled: set[str]) -> list[str]:
    """From `id` upwards as far as nobody has been."""
    line: list[str] = []
    at: str | None = id
    while at is not None and at in tree and at not in line and at not in settled:
        line.append(at)
        at = tree[at].parent
    return line
