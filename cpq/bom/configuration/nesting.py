"""How many parts may stand in a product's nested places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cpq.bom.configuration.offering import nested_rule
from cpq.bom.configuration.selection import NestedSelection
from cpq.bom.configuration.state import Choice, Explanation, NestedConfiguration, RuleText
from cpq.bom.configuration.value_words import number_text, parts_text
from cpq.bom.configuration.whole import Whole
from cpq.bom.products import Configurable

Parts = Mapping[str, Sequence[NestedSelection]] | Mapping[str, Sequence[NestedConfiguration]]


def broken_limits(product: Configurable, nested: Parts) -> Iterator[RuleText]:
    """The nested places that hold too few parts or too many. Whether an empty one is on offer at all is a rule of the product."""
    for name, place in product.nested.items():
        count = sum(part.quantity for part in nested.get(name, ()))
        offered_or_empty = place.when is None or count
        if offered_or_empty and not place.min <= count <= place.max:
            yield RuleText(nested_rule(name), parts_text(name, place, count), product.at("nested", name))


def wrong_number(whole: Whole) -> Explanation | None:
    """That somewhere in the whole there are too few parts or too many; the innermost first."""
    for each in whole.every():
        for broken in broken_limits(each.product, each.selection.nested):
            place = broken.id.removeprefix(nested_rule(""))
            chosen = number_choice(each, place)
            return Explanation((chosen,), (replace(broken, within=each.path, part=each.part),), (*each.path, place))
    return None


def number_choice(whole: Whole, place: str) -> Choice:
    """How many parts stand in a nested place, as a choice."""
    number = sum(part.quantity for part in whole.selection.nested.get(place, ()))
    text = number_text(whole.product.nested[place], number)
    return Choice(place, None, number, text=text, within=whole.path, part=whole.part)
