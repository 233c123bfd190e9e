"""The inequalities that a circuit leaves out, decided on it: a value can be had when the least sum with it fits.

That is exact for one inequality. Of several, each alone and all added up rule values out, and what that leaves is asked
of an engine that knows the whole model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.objectives import LARGEST_SUM, Contributions
from cpq.bom.solve.meaning import holds, true_of
from cpq.bom.solve.normal_form import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.circuit.circuit import Circuit
    from cpq.bom.solve.circuit.kernels import Bytes
    from cpq.bom.solve.circuit.leaves import Leaves
    from cpq.bom.solve.engine import Solution
    from cpq.bom.solve.normal_form import Linear


@dataclass(frozen=True, slots=True)
class Inequality:
    """The contributions of a solution's leaves add up to `bound` at most."""

    contributions: Contributions
    bound: int


@dataclass(frozen=True, slots=True)
class Sums:
    """All that a circuit leaves out; `inequalities` say the same as `linears`."""

    linears: tuple[Linear, ...]
    inequalities: tuple[Inequality, ...]

    @property
    def exact(self) -> bool:
        """Whether `narrowed` leaves nothing but what can be had."""
        return len(self.inequalities) < 2

    def kept(self, solution: Solution) -> bool:
        return all(holds(each, solution) for each in self.linears)

    def narrowed(self, circuit: Circuit, mask: Bytes) -> Bytes:
        """The leaves of the mask without those that no solution within the inequalities has."""
        while True:
            before = mask
            for each in self._tried():
                mask = (each.contributions.through(circuit, mask) <= each.bound).astype(np.uint8)
            if self.exact or (mask == before).all():
                return mask

    def _tried(self) -> Sequence[Inequality]:
        if self.exact:
            return self.inequalities
        added = sum(each.contributions.by_leaf for each in self.inequalities)
        nowhere = sum(each.contributions.nowhere for each in self.inequalities)
        together = Contributions(np.asarray(added, np.int64), nowhere)
        return (*self.inequalities, Inequality(together, sum(each.bound for each in self.inequalities)))


def sums_of(leaves: Leaves, linears: Sequence[Linear]) -> Sums:
    """Raises `DidNotCompile` where the numbers are too large to be added up."""
    made = [each for linear in linears for each in _inequalities(leaves, linear)]
    if sum(each.contributions.nowhere for each in made) > LARGEST_SUM:
        raise DidNotCompile
    return Sums(tuple(linears), tuple(made))


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
