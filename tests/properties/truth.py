"""Every answer about a small model by its definition, read off the list of all assignments.

A set of assignments is a number with a bit for each of them, in the order of the domains, the first variable the slowest: the
lowest bit is what comes first. Nothing of any engine is used, only the meaning of the constraints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import combinations, product

from cpq.bom.solve import Best, Conflict, Constraint, Count, Is, Least, Model, Objective, Selection, Solution, Status
from cpq.bom.solve.meaning import holds, scope, total


class Truth:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.names = list(model.domains)
        self.assignments = [dict(zip(self.names, values, strict=True)) for values in product(*model.domains.values())]
        self.every = (1 << len(self.assignments)) - 1
        self.leaves: dict[tuple[str, int], int] = {
            (name, value): self._where(each[name] == value for each in self.assignments)
            for name, domain in model.domains.items()
            for value in domain
        }
        self.rules = dict.fromkeys(model.rules, self.every)
        for constraint in model.constraints:
            self.rules[constraint.rule] &= self._kept(constraint)

    def _where(self, held: Iterable[bool]) -> int:
        return sum(1 << place for place, each in enumerate(held) if each)

    def _kept(self, constraint: Constraint) -> int:
        names, known = scope(constraint), dict[tuple[int, ...], bool]()

        def kept(assignment: Mapping[str, int]) -> bool:
            own = tuple(assignment[name] for name in names)
            if own not in known:
                known[own] = holds(constraint, assignment)
            return known[own]

        return self._where(map(kept, self.assignments))

    def entry(self, name: str, entry: int | frozenset[int]) -> int:
        """Where a variable has one of the values."""
        values = entry if isinstance(entry, frozenset) else {entry}
        return reduce(int.__or__, (self.leaves.get((name, value), 0) for value in values), 0)

    def solutions(self, selection: Selection) -> int:
        return reduce(
            int.__and__, [*self.rules.values(), *(self.entry(*each) for each in selection.items())], self.every
        )

    def _each(self, left: int) -> Iterator[Solution]:
        return (each for place, each in enumerate(self.assignments) if left >> place & 1)

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        left = self.solutions(selection)
        domains = self.model.domains
        return Status(
            bool(left),
            {
                name: tuple(value for value in domains[name] if left & self.leaves[name, value])
                for name in (self.names if only is None else only)
            },
        )

    def count(self, selection: Selection) -> Count:
        return Count(self.solutions(selection).bit_count())

    def solve(self, selection: Selection, wishes: Sequence[Is]) -> Solution | None:
        left = self.solutions(selection)
        for wish in wishes:
            left = left & self._literal(wish) or left
        return next(self._each(left), None)

    def _literal(self, literal: Is) -> int:
        has = self.leaves.get((literal.variable, literal.value), 0)
        return has if literal.positive else self.every & ~has

    def best(self, selection: Selection, objective: Objective, wishes: Sequence[Is] = ()) -> Best | None:
        left = self.solutions(selection)
        totals = {place: total(objective, each) for place, each in enumerate(self.assignments) if left >> place & 1}
        least = min(totals.values(), default=0)
        left = sum(1 << place for place, each in totals.items() if each == least)
        for wish in wishes:
            left = left & self._literal(wish) or left
        first = next(self._each(left), None)
        return None if first is None else Best(first, least)

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        amounts = [(total(objective, each), each) for each in self._each(self.solutions(selection))]
        return Least(
            {
                name: {
                    value: min(amount for amount, each in amounts if each[name] == value)
                    for value in self.model.domains[name]
                    if any(each[name] == value for _, each in amounts)
                }
                for name in (self.names if only is None else only)
            }
        )

    def instead(self, selection: Selection, objective: Objective) -> Least:
        totals: dict[str, Mapping[int, int]] = {}
        for name in selection:
            others = {other: entry for other, entry in selection.items() if other != name}
            totals |= self.least(others, objective, [name]).totals
        return Least(totals)

    def conflict(self, selection: Selection) -> Conflict | None:
        return self._conflict(selection, self.every)

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        others = {name: entry for name, entry in selection.items() if name != literal.variable}
        return self._conflict(others, self._literal(literal))

    def _conflict(self, selection: Selection, given: int) -> Conflict | None:
        """Of all sets of rules and entries that contradict what is given, the one that does without the last where it can,
        then without the last but one, and so on: counted upwards with the last as the highest digit, it is the first."""
        items = [*self.rules.values(), *(self.entry(*each) for each in selection.items())]
        for chosen in range(1 << len(items)):
            taken = [place for place in range(len(items)) if chosen >> place & 1]
            if not reduce(int.__and__, (items[place] for place in taken), given):
                names = [*self.rules, *selection]
                return Conflict(
                    tuple(names[place] for place in taken if place >= len(self.rules)),
                    tuple(names[place] for place in taken if place < len(self.rules)),
                )
        return None

    def ways_out(self, wanted: Selection, entries: Selection) -> tuple[tuple[str, ...], ...]:
        """The sets of entries without which the others go with what is wanted, and no smaller set does; small ones first."""
        found: list[tuple[str, ...]] = []
        for size in range(len(entries) + 1):
            for way in combinations(entries, size):
                kept = {name: entry for name, entry in entries.items() if name not in way}
                if not any(set(each) <= set(way) for each in found) and self.solutions({**wanted, **kept}):
                    found.append(way)
        return tuple(found)
