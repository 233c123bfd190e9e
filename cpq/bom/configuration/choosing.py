"""A selection with one more choice in it, which replaces what was chosen there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from cpq.bom.configuration.selection import NestedSelection, Selection
from cpq.bom.configuration.state import Choice, Path
from cpq.bom.configuration.variables import is_single
from cpq.bom.products import Configurable, Product
from cpq.rulebook.rulebook import Rulebook


def with_choice(
    rulebook: Rulebook, product: Configurable, selection: Selection, choice: Choice, *, beside: bool = False
) -> Selection:
    """The selection with an option or the value of an input chosen, `beside` what is said of the others of a group that takes one.

    Raises `LookupError` where there is no such part.
    """
    if choice.within:
        place, number, *further = choice.within
        parts = list(selection.nested[str(place)])
        part = parts[int(number)]
        inside = cast("Configurable", rulebook.all(Product)[part.product])
        within = replace(choice, within=tuple(further))
        parts[int(number)] = replace(
            part, selection=with_choice(rulebook, inside, part.selection, within, beside=beside)
        )
        return replace(selection, nested={**selection.nested, str(place): tuple(parts)})
    if choice.value is not None:
        return replace(selection, inputs={**selection.inputs, choice.name: choice.value})
    if choice.option is None:
        return selection
    single = not beside and choice.name in product.groups and is_single(product.groups[choice.name])
    others: Mapping[str, int | None] = {} if single else selection.options.get(choice.name, {})
    return replace(selection, options={**selection.options, choice.name: {**others, choice.option: choice.quantity}})


def nested_at(selection: Selection, path: Path) -> Selection:
    """What is chosen inside the part at a path. Raises `LookupError` where nothing stands."""
    if not path:
        return selection
    place, number, *further = path
    return nested_at(selection.nested[str(place)][int(number)].selection, tuple(further))


def with_parts(selection: Selection, path: Path, place: str, parts: Sequence[NestedSelection]) -> Selection:
    """The selection with these parts in a nested place of the part at a path."""
    if not path:
        return replace(selection, nested={**selection.nested, place: tuple(parts)})
    outer, number, *further = path
    standing = list(selection.nested[str(outer)])
    part = standing[int(number)]
    standing[int(number)] = replace(part, selection=with_parts(part.selection, tuple(further), place, parts))
    return replace(selection, nested={**selection.nested, str(outer): tuple(standing)})


def fewer(parts: Sequence[NestedSelection], number: int) -> tuple[NestedSelection, ...]:
    """The first so many of the parts."""
    kept: list[NestedSelection] = []
    for part in parts:
        quantity = min(part.quantity, number - sum(each.quantity for each in kept))
        if quantity > 0:
            kept.append(replace(part, quantity=quantity))
    return tuple(kept)
