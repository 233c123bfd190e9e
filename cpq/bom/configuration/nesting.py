"""The parts in a product's nested places: completed each by itself, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from cpq.bom.configuration.offering import nested_rule
from cpq.bom.configuration.selection import NestedSelection, Selection
from cpq.bom.configuration.state import Configuration, Explanation, NestedConfiguration, RuleText
from cpq.bom.configuration.value_words import parts_text
from cpq.bom.products import Configurable

Nested = Mapping[str, tuple[NestedConfiguration, ...]]
Complete = Callable[[NestedSelection], Configuration | Explanation]


def completed_parts(product: Configurable, selection: Selection, complete: Complete) -> Nested | Explanation:
    """The nested parts, each completed; or why one of them cannot be, or why there are too many."""
    found: dict[str, tuple[NestedConfiguration, ...]] = {}
    for name, parts in selection.nested.items():
        done: list[NestedConfiguration] = []
        for number, part in enumerate(parts):
            inside = complete(part)
            if isinstance(inside, Explanation):
                return replace(inside, within=(name, number, *inside.within))
            done.append(NestedConfiguration(part.quantity, inside))
        found[name] = tuple(done)
    broken = tuple(broken_limits(product, found))
    return Explanation((), broken, (broken[0].id.removeprefix("nested:"),)) if broken else found


def broken_limits(product: Configurable, nested: Nested) -> Iterator[RuleText]:
    """The nested places that hold too few parts or too many. Whether an empty one is on offer at all is a rule of the product."""
    for name, place in product.nested.items():
        count = sum(part.quantity for part in nested.get(name, ()))
        offered_or_empty = place.when is None or count
        if offered_or_empty and not place.min <= count <= place.max:
            yield RuleText(nested_rule(name), parts_text(name, place, count), product.at("nested", name))
