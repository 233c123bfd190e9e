"""What the parts of a coupled model are asked: which of their values can be had, and what each costs at least.

Equal parts, whatever their variables are called, are one component: it knows its variables by their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from cpq.bom.solve.circuit.leaves import Leaves
from cpq.bom.solve.coupled.splitting import models_of
from cpq.bom.solve.normal_form import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.coupled.limits import Limit
    from cpq.bom.solve.coupled.splitting import Split
    from cpq.bom.solve.engine import Engine, Objective
    from cpq.bom.solve.model import Model

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

    def limits(self, mask: Bytes, weights: Longs) -> Sequence[Limit]:
        """On the sum of the weights: a solution keeps one of those whose masks have all its leaves. Raises `NotAlike`."""
        ...

    def within(self, mask: Bytes, weights: Longs) -> Longs:
        """As `least`, of the solutions that only have leaves of the mask; whether they keep a limit is not asked."""
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
    for names, own in zip(parts.components, models_of(model, parts), strict=True):
        key = (own.variables, own.constraints)
        if key not in made:
            made[key] = make(own)
        places.append(Place(made[key], names))
    return tuple(places)
