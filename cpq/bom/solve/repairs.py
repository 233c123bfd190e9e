"""The ways out of a contradiction: which of the choices made to give up, fewest first.

The sets of entries without which the rest can be completed are found by their complements' conflicts, smallest first: every
further way must keep at least one entry that a way already found gives up. R. Reiter, A theory of diagnosis from first
principles, Artificial Intelligence 32, 1987.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from cpq.bom.solve.normal_form import Term
from cpq.bom.solve.selections import allowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpq.bom.solve.engine import Engine, Objective, Selection, Solution

MOST_QUESTIONS = 40
"""Asked of the engine for all the ways together."""

Way = tuple[str, ...]
"""Entries of the selection that are given up, in its order."""


def ways_out(engine: Engine, asked: Selection, entries: Selection, most: int) -> tuple[Way, ...]:
    """Up to `most` sets of entries, each as small as can be, whose loss makes the rest possible together with what is asked.

    The fewest entries first, then the earlier ones. Nothing where what is asked is impossible by itself; one empty way
    where nothing need be given up.
    """
    found: list[Way] = []
    for way in _ascending(engine, asked, entries):
        if not any(set(known) <= set(way) for known in found):
            found.append(way)
        if len(found) == most or found == [()]:
            break
    return tuple(sorted(found, key=lambda way: (len(way), [tuple(entries).index(name) for name in way])))


def _ascending(engine: Engine, asked: Selection, entries: Selection) -> Iterator[Way]:
    """Ways by size; what is not the smallest of its kind may be among them."""
    objective = _losses(engine, entries)
    waiting: list[tuple[int, int, frozenset[str], Way]] = []
    seen: set[frozenset[str]] = set()

    def ask(kept: frozenset[str]) -> None:
        if kept not in seen and len(seen) < MOST_QUESTIONS:
            seen.add(kept)
            best = engine.best({**asked, **{name: entries[name] for name in entries if name in kept}}, objective)
            if best is not None:
                heappush(waiting, (best.total, len(seen), kept, _given_up(engine, entries, best.solution)))

    ask(frozenset())
    while waiting:
        _, _, kept, way = heappop(waiting)
        yield way
        for name in way:
            ask(kept | {name})


def _losses(engine: Engine, entries: Selection) -> Objective:
    """1 for every entry that is not kept."""
    return tuple(
        Term(name, tuple((value, 1) for value in engine.model.domain(name) if value not in kept))
        for name, kept in allowed(engine.model, entries).items()
    )


def _given_up(engine: Engine, entries: Selection, solution: Solution) -> Way:
    return tuple(name for name, kept in allowed(engine.model, entries).items() if solution[name] not in kept)
