"""The inequalities that a circuit leaves out, decided on it: a value can be had when the least sum with it fits.

That is exact for one inequality. Guards make cases, by the values of the variables that they ask about: of several
inequalities often no more than one matters in each. Where more do, each alone and all added up rule values out, and what that
leaves is asked of an engine that knows the whole model.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.objectives import LARGEST_SUM, Contributions
from cpq.bom.solve.meaning import holds, true_of
from cpq.bom.solve.normal_form import Linear, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cpq.bom.solve.circuit.kernels import Bytes
    from cpq.bom.solve.circuit.leaves import Leaves
    from cpq.bom.solve.engine import Solution

MOST_CASES = 16
"""Combinations of values of the variables in guards; with more there is one case, everything."""


@dataclass(frozen=True, slots=True)
class Inequality:
    """The contributions of a solution's leaves add up to `bound` at most."""

    contributions: Contributions
    bound: int

    def fits_anyway(self, leaves: Leaves, mask: Bytes) -> bool:
        """Whether even the most that each variable can add is not too much."""
        added = np.where(mask, self.contributions.by_leaf, -self.contributions.nowhere)
        return int(np.maximum.reduceat(added, leaves.start[:-1]).sum()) <= self.bound


@dataclass(frozen=True, slots=True)
class Case:
    """Some of the leaves, and the inequalities that matter there."""

    mask: Bytes
    tight: tuple[Inequality, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """All that a circuit leaves out; `inequalities` say the same as `linears`. `guarded` are masks: together everything, once."""

    leaves: Leaves
    linears: tuple[Linear, ...]
    inequalities: tuple[Inequality, ...]
    guarded: tuple[Bytes, ...]

    def kept(self, solution: Solution) -> bool:
        return all(holds(each, solution) for each in self.linears)

    def cases(self, mask: Bytes) -> Iterator[Case]:
        """Those in which every variable has a leaf of the mask left."""
        if (np.diff(self.leaves.start) == 0).any():
            return
        for guarded in self.guarded:
            here = mask & guarded
            if np.logical_or.reduceat(here, self.leaves.start[:-1]).all():
                yield Case(here, tuple(each for each in self.inequalities if not each.fits_anyway(self.leaves, here)))


def sums_of(leaves: Leaves, left_out: Sequence[int]) -> Sums:
    """Of the constraints at these places. Raises `DidNotCompile` where the numbers are too large to be added up."""
    linears = [each for place in left_out if isinstance(each := leaves.model.constraints[place], Linear)]
    made = [each for linear in linears for each in _inequalities(leaves, linear)]
    if sum(each.contributions.nowhere for each in made) > LARGEST_SUM:
        raise DidNotCompile
    return Sums(leaves, tuple(linears), tuple(made), _guarded(leaves, linears))


def _guarded(leaves: Leaves, linears: Sequence[Linear]) -> tuple[Bytes, ...]:
    domains = leaves.model.domains
    names = dict.fromkeys(literal.variable for each in linears for literal in each.when)
    if prod(len(domains[name]) for name in names) > MOST_CASES:
        names = {}
    combinations = product(*(domains[name] for name in names))
    return tuple(leaves.mask(dict(zip(names, values, strict=True))) for values in combinations)


def _inequalities(leaves: Leaves, linear: Linear) -> Iterable[Inequality]:
    if linear.relation in {"<=", "=="}:
        yield _at_most(leaves, linear, 1)
    if linear.relation in {">=", "=="}:
        yield _at_most(leaves, linear, -1)


def _at_most(leaves: Leaves, linear: Linear, sign: int) -> Inequality:
    """Where a guard does not hold, so much is taken off that the rest always fits."""
    domains = leaves.model.domains
    terms = [
        Term(each.variable, tuple((value, sign * weight) for value, weight in dict(each.weights).items()))
        for each in linear.terms
    ]
    bound = sign * linear.bound
    excess = max(0, sum(max(0, *(weight for _, weight in each.weights), 0) for each in terms) - bound)
    guards = [
        Term.when(each.variable, value, -excess)
        for each in linear.when
        for value in domains[each.variable]
        if not true_of(each, {each.variable: value})
    ]
    contributions = Contributions.of(leaves, [*terms, *guards])
    return Inequality(contributions, min(bound, contributions.nowhere - 1))
