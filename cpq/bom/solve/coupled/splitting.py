"""A model taken apart: components that have nothing to do with one another but for a few large sums."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import networkx as nx

from cpq.bom.solve.meaning import scope
from cpq.bom.solve.model import Model
from cpq.bom.solve.normal_form import Linear, Variable
from cpq.bom.solve.renaming import renamed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.normal_form import Constraint

MOST_COUPLINGS = 8
"""Sums that may be looked at as couplings."""


@dataclass(frozen=True, slots=True)
class Split:
    """`components` are the names of their variables, in the model's order; `couplings` are the sums across them.

    What stands in the guards of one coupling is all in one component.
    """

    components: tuple[tuple[str, ...], ...]
    couplings: tuple[Linear, ...]


def split(model: Model) -> Split | None:
    """The split by the fewest sums after which no component holds more than half of the values; None without any.

    Sums over many variables go first. Only those are taken that say "at most" or "at least".
    """
    sums = [each for each in model.constraints if isinstance(each, Linear) and each.relation in ("<=", ">=")]
    sums.sort(key=lambda each: -len(scope(each)))
    half = sum(len(domain) for domain in model.domains.values()) / 2
    for count in range(1, min(len(sums), MOST_COUPLINGS) + 1):
        couplings = sums[:count]
        components = _components(model, couplings)
        if max(sum(len(model.domains[name]) for name in each) for each in components) <= half:
            return Split(components, tuple(each for each in model.constraints if each in couplings))
    return None


def _components(model: Model, couplings: Sequence[Linear]) -> tuple[tuple[str, ...], ...]:
    graph = cast("Any", nx.Graph())
    graph.add_nodes_from(model.domains)
    left_out = {id(each) for each in couplings}
    for constraint in model.constraints:
        names = _guards(constraint) if id(constraint) in left_out else scope(constraint)
        graph.add_edges_from(pairwise(names))
    place = {name: number for number, name in enumerate(model.domains)}
    connected = cast("Iterable[set[str]]", nx.connected_components(graph))
    found = (sorted(each, key=place.__getitem__) for each in connected)
    return tuple(map(tuple, sorted(found, key=lambda each: place[each[0]])))


def _guards(constraint: Constraint) -> Iterable[str]:
    return (each.variable for each in constraint.when) if isinstance(constraint, Linear) else ()


def models_of(model: Model, parts: Split) -> tuple[Model, ...]:
    """The components as models of their own, whose variables are called by their numbers: equal parts are equal models."""
    return tuple(
        _own_model(model, names, constraints)
        for names, constraints in zip(parts.components, _constraints(model, parts), strict=True)
    )


def rules_of(model: Model, parts: Split) -> tuple[tuple[str, ...], ...]:
    """Of each component the rules, in the order of its own model."""
    return tuple(tuple(_rules(constraints)) for constraints in _constraints(model, parts))


def _rules(constraints: Iterable[Constraint]) -> dict[str, None]:
    return dict.fromkeys(each.rule for each in constraints)


def _constraints(model: Model, parts: Split) -> list[list[Constraint]]:
    """The constraints of each component. One without variables goes to the first."""
    left_out = {id(each) for each in parts.couplings}
    owner = {name: number for number, names in enumerate(parts.components) for name in names}
    found: list[list[Constraint]] = [[] for _ in parts.components]
    for constraint in model.constraints:
        if id(constraint) not in left_out:
            found[next((owner[name] for name in scope(constraint)), 0)].append(constraint)
    return found


def _own_model(model: Model, names: Sequence[str], constraints: Sequence[Constraint]) -> Model:
    number = {name: str(place) for place, name in enumerate(names)}
    variables = tuple(Variable(number[name], model.domains[name]) for name in names)
    rules = {rule: str(place) for place, rule in enumerate(_rules(constraints))}
    return Model(variables, tuple(renamed(each, rules[each.rule], number.__getitem__) for each in constraints))
