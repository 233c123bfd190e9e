"""The numbers that predicates ask of, worked out variable by variable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.normal_form import Derived, Largest, Number, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

MOST_RESULTS = 1_000_000
"""Partial results that are looked at to see what a number can be."""

Step = tuple[str, tuple[int, ...]]
"""A variable, and what each value of its domain brings, in the domain's order."""


@dataclass(frozen=True)
class Fold:
    """`start`, then with each step what its variable brings, put together by `combine`."""

    start: int
    steps: tuple[Step, ...]
    combine: Callable[[int, int], int]

    @cached_property
    def levels(self) -> tuple[tuple[int, ...], ...] | None:
        """What the number can be before each step and at the end, ascending; None where that is too much to look at."""
        levels: list[tuple[int, ...]] = [(self.start,)]
        left = MOST_RESULTS
        for _, brings in self.steps:
            different = set(brings)
            left -= len(levels[-1]) * len(different)
            if left < 0:
                return None
            levels.append(tuple(sorted({self.combine(sofar, each) for sofar in levels[-1] for each in different})))
        return tuple(levels)

    @property
    def values(self) -> tuple[int, ...] | None:
        """Everything the number can be when no constraint is looked at, ascending; None where that is too much."""
        return self.levels[-1] if self.levels else None


def fold_of(number: Number, domains: Mapping[str, Sequence[int]]) -> Fold:
    """How a number comes about."""
    match number:
        case str():
            return Fold(0, ((number, tuple(domains[number])),), add)
        case Derived(terms=terms, offset=offset):
            return Fold(offset, _steps(terms, domains, add), add)
        case Largest(terms=terms, least=least):
            return Fold(least, _steps(terms, domains, max), max)
        case _:
            assert_never(number)


def _steps(
    terms: Iterable[Term], domains: Mapping[str, Sequence[int]], combine: Callable[[int, int], int]
) -> tuple[Step, ...]:
    """One step a variable; those that add nothing are left out."""
    brought: dict[str, tuple[int, ...]] = {}
    for term in terms:
        weights = dict(term.weights)
        brings = tuple(weights.get(value, 0) for value in domains[term.variable])
        before = brought.get(term.variable)
        brought[term.variable] = tuple(map(combine, before, brings)) if before else brings
    return tuple((name, brings) for name, brings in brought.items() if combine is max or any(brings))
