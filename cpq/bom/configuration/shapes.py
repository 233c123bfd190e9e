"""What stands in a product's nested places, whatever is chosen inside: the product and number of every part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpq.bom.configuration.selection import NestedSelection
from cpq.bom.configuration.state import NestedConfiguration


@dataclass(frozen=True, slots=True)
class PartShape:
    """`quantity` equal parts, and what stands in the nested places of each."""

    product: str
    quantity: int
    inside: Shape


@dataclass(frozen=True, slots=True)
class Shape:
    """Place → its parts, in order; a place without parts is not there."""

    places: tuple[tuple[str, tuple[PartShape, ...]], ...] = ()


NOTHING_INSIDE = Shape()


def selected_shape(nested: Mapping[str, Sequence[NestedSelection]]) -> Shape:
    """The shape of a selection."""

    def part(chosen: NestedSelection) -> PartShape:
        return PartShape(chosen.product, chosen.quantity, selected_shape(chosen.selection.nested))

    return Shape(tuple((name, tuple(map(part, parts))) for name, parts in nested.items() if parts))


def configured_shape(nested: Mapping[str, Sequence[NestedConfiguration]]) -> Shape:
    """The shape of a configuration."""

    def part(made: NestedConfiguration) -> PartShape:
        inside = made.configuration
        return PartShape(inside.product, made.quantity, configured_shape(inside.nested))

    return Shape(tuple((name, tuple(map(part, parts))) for name, parts in nested.items() if parts))
