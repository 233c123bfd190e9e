"""Choices inside nested parts: those of a part taken out of the whole, and put back into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from cpq.bom.configuration.state import Path
from cpq.bom.products import Configurable, Product
from cpq.bom.products.configurable import Nested
from cpq.bom.request import Chosen, NestedRequest
from cpq.rulebook.rulebook import Rulebook

Choices = Mapping[str, Chosen]


def parts_in(choices: Choices, place: str) -> tuple[NestedRequest, ...]:
    """What stands in a nested place."""
    parts = choices.get(place, ())
    return tuple(cast("Sequence[NestedRequest]", parts)) if isinstance(parts, Sequence) else ()


def choices_at(choices: Choices, path: Path) -> Choices:
    """The choices inside the part at a path; raises `LookupError` where nothing stands."""
    if not path:
        return choices
    place, number, *further = path
    return choices_at(parts_in(choices, str(place))[int(number)].configuration, tuple(further))


def with_choices_at(choices: Choices, path: Path, inside: Choices) -> Choices:
    """The choices of the whole with others inside one part."""
    if not path:
        return inside
    place, number, *further = path
    parts = list(parts_in(choices, str(place)))
    part = parts[int(number)]
    changed = with_choices_at(part.configuration, tuple(further), inside)
    parts[int(number)] = part.model_copy(update={"configuration": dict(changed)})
    return {**choices, str(place): tuple(parts)}


def product_at(rulebook: Rulebook, product: Configurable, choices: Choices, path: Path) -> Configurable:
    """The product of the part at a path; raises `LookupError` where nothing stands."""
    if not path:
        return product
    place, number, *further = path
    part = parts_in(choices, str(place))[int(number)]
    return product_at(rulebook, _configurable(rulebook, part.product), part.configuration, tuple(further))


def with_number(
    parts: Sequence[NestedRequest], product: str | None, number: int, fitting: Nested
) -> Sequence[NestedRequest]:
    """So many parts, of all or of one product: what is missing is added at the end, what is too much goes from there."""
    counted = [each for each in parts if product in (None, each.product)]
    missing = number - sum(each.quantity for each in counted)
    new = product or (parts[-1].product if parts else fitting.products[0])
    if missing > 0:
        return (*parts, *(NestedRequest(product=new) for _ in range(missing)))
    return tuple(_fewer(parts, product, -missing))


def _fewer(parts: Sequence[NestedRequest], product: str | None, surplus: int) -> Sequence[NestedRequest]:
    left: list[NestedRequest] = []
    for part in reversed(parts):
        gone = min(surplus, part.quantity) if product in (None, part.product) else 0
        surplus -= gone
        if part.quantity > gone:
            left.append(part.model_copy(update={"quantity": part.quantity - gone}))
    return left[::-1]


def least_parts(rulebook: Rulebook, product: Configurable) -> Choices:
    """The parts that a product cannot be without, of the first products that fit, with what they need in turn."""
    return {
        name: tuple(
            NestedRequest(
                product=place.products[0],
                configuration=dict(least_parts(rulebook, _configurable(rulebook, place.products[0]))),
            )
            for _ in range(place.min)
        )
        for name, place in product.nested.items()
        if place.min and place.when is None
    }


def _configurable(rulebook: Rulebook, product: str) -> Configurable:
    return cast("Configurable", rulebook.all(Product)[product])
