"""What the parts of a coupled model are asked: which of their values can be had, and what each costs at least.

Equal parts, whatever their variables are called, are one component: it knows its variables by their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from cpq.bom.solve.circuit.leaves import Leaves
from cpq.bom.solve.meaning import scope
from cpq.bom.solve.model import Model
from cpq.bom.solve.normal_form import Term, Variable
from cpq.bom.solve.renaming import renamed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cpq.bom.solve.circuit.kernels import Longs
    from cpq.bom.solve.coupled.splitting import Split
    from cpq.bom.solve.engine import Engine, Objective
    from cpq.bom.solve.normal_form import Constraint

Value = TypeVar("Value")

NOWHERE = 2**60
"""More than any sum: stands for "in no solution"."""


class Component(Protocol):
    """Answers about one kind of part by leaf, that is by value of each variable (see `Leaves`)."""

    @property
    def leaves(self) -> Leaves: ...

    @property
    def engine(self) -> Engine:
        """For single solutions."""
        ...

    def least(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> Longs:
        """The least sum of the leaves' weights over the solutions that have each leaf; `NOWHERE` without any."""
        ...

    def floor(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> int:
        """No solution has less; that there is one is not said."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a component stands in the whole: `names` are its variables there, in the order of its own."""

    component: Component
    names: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def own(self, name: str) -> str:
        """The component's name for a variable of the whole."""
        return str(self.names.index(name))

    def whole(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Values by the component's names, by those of the whole."""
        return {name: values[str(number)] for number, name in enumerate(self.names)}

    def terms(self, objective: Objective) -> Objective:
        """What an objective adds up here."""
        own = {name: str(number) for number, name in enumerate(self.names)}
        return tuple(Term(own[each.variable], each.weights) for each in objective if each.variable in own)


def places_of(model: Model, parts: Split, make: Callable[[Model], Component]) -> tuple[Place, ...]:
    """A place for every component; equal ones are made once."""
    made: dict[tuple[object, ...], Component] = {}
    places: list[Place] = []
    for names, constraints in zip(parts.components, _constraints(model, parts), strict=True):
        own = _own_model(model, names, constraints)
        key = (own.variables, own.constraints)
        if key not in made:
            made[key] = make(own)
        places.append(Place(made[key], names))
    return tuple(places)


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
    rules = {rule: str(place) for place, rule in enumerate(dict.fromkeys(each.rule for each in constraints))}
    return Model(variables, tuple(renamed(each, rules[each.rule], number.__getitem__) for each in constraints))
