"""Readings: what a name in a rule is worth, by the values of the variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, assert_never

Element = Decimal | bool | str
Portions = tuple[tuple[Element, int], ...]
"""Elements, each with how many times it counts."""
Assignment = Mapping[str, int]

Kind = Literal["scalar", "total", "bag", "set"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A name's value, gathered from `constant` and from the portions of each variable in `parts` (variable → value → portions).

    `scalar`: the one element that there always is. `total`: the sum of element × times. `bag`: a tuple with every
    element as often as it counts. `set`: the different elements.
    """

    kind: Kind
    parts: Mapping[str, Mapping[int, Portions]] = field(default_factory=dict[str, Mapping[int, Portions]])
    constant: Portions = ()
    _holders: dict[tuple[type, Element], tuple[str, ...]] = field(
        default_factory=dict[tuple[type, Element], tuple[str, ...]], init=False, repr=False, compare=False
    )
    """Which variables bring an element, found when first asked for: a product can have thousands of options."""

    def value(self, assignment: Assignment) -> object:
        """The value when the variables have these values; all of `parts` must be among them."""
        portions = list(self.portions(assignment))
        match self.kind:
            case "scalar":
                return portions[0][0]
            case "total":
                return sum((Decimal(element) * times for element, times in portions), Decimal(0))
            case "bag":
                return tuple(element for element, times in portions for _ in range(times))
            case "set":
                return frozenset(str(element) for element, _ in portions)
            case _:
                assert_never(self.kind)

    def portions(self, assignment: Assignment) -> Iterator[tuple[Element, int]]:
        yield from self.constant
        for variable, by_value in self.parts.items():
            yield from by_value.get(assignment[variable], ())

    def given(self, fixed: Assignment) -> Reading:
        """The reading once some variables are fixed."""
        if not any(variable in self.parts for variable in fixed):
            return self
        known = tuple(
            portion
            for variable, by_value in self.parts.items()
            if variable in fixed
            for portion in by_value.get(fixed[variable], ())
        )
        open_parts = {variable: by_value for variable, by_value in self.parts.items() if variable not in fixed}
        return Reading(self.kind, open_parts, self.constant + known)

    def inside(self, prefix: str, times: int) -> Reading:
        """The reading as part of a whole in which so many equal parts stand, and their variables begin with the prefix."""

        def more(portions: Portions) -> Portions:
            return tuple((element, count * times) for element, count in portions)

        parts = {
            prefix + variable: {value: more(portions) for value, portions in by_value.items()}
            for variable, by_value in self.parts.items()
        }
        return Reading(self.kind, parts, more(self.constant))

    def holders(self, element: Element) -> tuple[str, ...]:
        """The variables that bring the element at one of their values, in the order of `parts`."""
        if not self._holders:
            found: dict[tuple[type, Element], dict[str, None]] = {}
            for variable, by_value in self.parts.items():
                for each, _ in (portion for portions in by_value.values() for portion in portions):
                    found.setdefault((type(each), each), {})[variable] = None
            self._holders.update({key: tuple(variables) for key, variables in found.items()})
        return self._holders.get((type(element), element), ())

    def elements(self) -> tuple[Element, ...]:
        """Every element that can occur, once. `True` and `1` are different elements."""
        found = {(type(element), element): element for element, _ in self._all()}
        return tuple(found.values())

    def _all(self) -> Iterator[tuple[Element, int]]:
        yield from self.constant
        for by_value in self.parts.values():
            for portions in by_value.values():
                yield from portions


def joined(kind: Kind, readings: Iterable[Reading]) -> Reading:
    """All readings as one."""
    parts: dict[str, dict[int, Portions]] = {}
    constant: Portions = ()
    for reading in readings:
        constant += reading.constant
        for variable, by_value in reading.parts.items():
            known = parts.setdefault(variable, {})
            for value, portions in by_value.items():
                known[value] = known.get(value, ()) + portions
    return Reading(kind, parts, constant)
