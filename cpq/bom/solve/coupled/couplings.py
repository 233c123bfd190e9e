"""The sums that couple components, place by place; and the cases that their guards make."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.coupled.profiles import Resource
from cpq.bom.solve.meaning import true_of
from cpq.bom.solve.sums import merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cpq.bom.solve.circuit.kernels import Longs
    from cpq.bom.solve.coupled.components import Component, Place
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Linear

MOST_CASES = 16


@dataclass(frozen=True, slots=True)
class Coupling:
    """What places, by number, have a part in: so many times a resource each, `bound` at most in all, by a rule."""

    rule: str
    resources: Mapping[int, tuple[Resource, int]]
    bound: int


@dataclass(frozen=True, slots=True)
class Case:
    """Values of the guards' variables, and the couplings that are asked for there."""

    given: Mapping[str, frozenset[int]]
    couplings: tuple[Coupling, ...]


def cases_of(model: Model, places: Sequence[Place], linears: Sequence[Linear]) -> tuple[Case, ...] | None:
    """Every case once: together they are everything. None where there are more than `MOST_CASES`."""
    guards = list(dict.fromkeys(literal.variable for each in linears for literal in each.when))
    if prod(len(model.domains[name]) for name in guards) > MOST_CASES:
        return None
    known: dict[tuple[Component, bytes], Resource] = {}
    couplings = [(each, _coupling(model, places, each, known)) for each in linears]
    return tuple(_cases(model, guards, couplings))


def _cases(model: Model, guards: Sequence[str], couplings: Sequence[tuple[Linear, Coupling]]) -> Iterator[Case]:
    for values in product(*(model.domains[name] for name in guards)):
        given = dict(zip(guards, values, strict=True))
        active = tuple(coupling for linear, coupling in couplings if all(true_of(each, given) for each in linear.when))
        yield Case({name: frozenset((value,)) for name, value in given.items()}, active)


def _coupling(
    model: Model, places: Sequence[Place], linear: Linear, known: dict[tuple[Component, bytes], Resource]
) -> Coupling:
    """As "at most"."""
    sign = 1 if linear.relation == "<=" else -1
    sums = merged(linear.terms, model.domains)
    resources: dict[int, tuple[Resource, int]] = {}
    for number, place in enumerate(places):
        weights = _weights(place, sums, sign)
        if weights.any():
            factor = int(np.gcd.reduce(weights))
            weights //= factor
            key = (place.component, weights.tobytes())
            resources[number] = known.setdefault(key, Resource(weights)), factor
    return Coupling(linear.rule, resources, sign * linear.bound)


def _weights(place: Place, sums: Mapping[str, Mapping[int, int]], sign: int) -> Longs:
    domains = place.component.leaves.model.domains.values()
    own = [
        sign * sums[name][value] if name in sums else 0
        for name, domain in zip(place.names, domains, strict=True)
        for value in domain
    ]
    return np.array(own, np.int64)
