"""The ways out of a contradiction: which of the choices made to give up, fewest first.

A way has to give up one choice of every contradiction among them. So it grows: where what is left still contradicts, by one choice of
a contradiction that it leaves. R. Reiter, A theory of diagnosis from first principles, Artificial Intelligence 32, 1987. Those
first of which the least is still to come: no way gives up fewer than there are contradictions left that share no choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from cpq.bom.solve.errors import OutOfBudget
from cpq.bom.solve.explain import preferred_conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cpq.bom.solve.engine import Engine, Selection

MOST_QUESTIONS, FEWEST_QUESTIONS = 1_000, 100
"""Asked of the engine for all the ways together: fewer, the more values the model has and the longer an answer takes."""
MOST_VALUES = 2_000_000
"""Values times questions."""
MOST_COMPARED = 25
"""Ways that are looked for where more are as short as the last of those asked for, so that the nearest of them can be taken."""

Way = tuple[str, ...]
"""Entries of the selection that are given up, in its order."""


@dataclass(frozen=True, slots=True)
class Ways:
    """`found`, the fewest entries first, then the earlier ones. Where that is not `proven`, there may be others, shorter ones too."""

    found: tuple[Way, ...]
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Demand:
    """One choice: what it leaves of a variable. Several may be about the same one."""

    variable: str
    left: frozenset[int]


def ways_out(engine: Engine, asked: Selection, entries: Mapping[str, Demand], most: int) -> Ways:
    """`most` sets of entries, each as small as can be, whose loss makes the rest possible together with what is asked.

    Fewer where there are no more; also those that are as short as the last, in all up to `MOST_COMPARED`. Nothing where what is
    asked is impossible by itself; one empty way where nothing need be given up. Where a limit is reached before a way is found,
    one that no single entry can be left out of.
    """
    search = _Search(engine, asked, entries)
    found: list[Way] = []
    try:
        for way in search.ascending():
            if len(found) >= most and (len(way) > len(found[-1]) or len(found) >= MOST_COMPARED):
                break
            found.append(way)
    except (_Exhausted, OutOfBudget):
        return Ways(tuple(found) or search.at_once(), proven=len(found) >= most)
    return Ways(tuple(found))


class _Exhausted(Exception):
    """A limit was reached."""


class _Search:
    def __init__(self, engine: Engine, asked: Selection, entries: Mapping[str, Demand]) -> None:
        self._engine = engine
        self._asked = asked
        self._entries = entries
        self._place = {name: number for number, name in enumerate(entries)}
        values = sum(map(len, engine.model.domains.values()))
        self._left = min(max(MOST_VALUES // max(values, 1), FEWEST_QUESTIONS), MOST_QUESTIONS)
        self._conflicts: list[Way] = []

    def ascending(self) -> Iterator[Way]:
        """All ways. Raises `_Exhausted`."""
        if not self._possible(()):
            return
        found: list[frozenset[int]] = []
        waiting: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
        seen: set[tuple[int, ...]] = {()}
        while waiting:
            _, _, lost = heappop(waiting)
            if any(way.issubset(lost) for way in found):
                continue
            conflict = self._conflict(lost)
            if conflict is None:
                found.append(frozenset(lost))
                yield self._named(lost)
            for name in conflict or ():
                longer = tuple(sorted((*lost, self._place[name])))
                if longer not in seen:
                    seen.add(longer)
                    heappush(waiting, (self._fewest(longer), -len(longer), longer))

    def _conflict(self, lost: Iterable[int]) -> Way | None:
        """A contradiction among what is left; None where there is none. One that is known is as good as any."""
        given_up = set(self._named(lost))
        for known in self._conflicts:
            if given_up.isdisjoint(known):
                return known
        left = [name for name in self._entries if name not in given_up]
        found = preferred_conflict(left, lambda names: not self._possible(names))
        if found is not None:
            self._conflicts.append(found)
        return found

    def _fewest(self, lost: tuple[int, ...]) -> int:
        """No way that gives up all of these is shorter."""
        hit, more = set(self._named(lost)), 0
        for known in self._conflicts:
            if hit.isdisjoint(known):
                hit.update(known)
                more += 1
        return len(lost) + more

    def _named(self, lost: Iterable[int]) -> Way:
        names = tuple(self._entries)
        return tuple(names[place] for place in lost)

    def _possible(self, names: Iterable[str]) -> bool:
        """Whether these entries go together with what is asked. Raises `_Exhausted`."""
        self._left -= 1
        if self._left < 0:
            raise _Exhausted
        return self._can_be(names)

    def _can_be(self, names: Iterable[str]) -> bool:
        kept = together(self._entries[name] for name in names)
        return self._engine.status({**self._asked, **kept}, ()).possible

    def at_once(self) -> tuple[Way, ...]:
        """One way, a question for each entry: what goes with those before it is kept. None where the engine does not find that out."""
        kept: list[str] = []
        try:
            if not self._can_be(()):
                return ()
            for name in self._entries:
                if self._can_be([*kept, name]):
                    kept.append(name)
        except OutOfBudget:
            return ()
        return (tuple(name for name in self._entries if name not in kept),)


def together(entries: Iterable[Demand]) -> dict[str, frozenset[int]]:
    """What the entries leave of each variable that they are about."""
    left: dict[str, frozenset[int]] = {}
    for each in entries:
        left[each.variable] = left.get(each.variable, each.left) & each.left
    return left
