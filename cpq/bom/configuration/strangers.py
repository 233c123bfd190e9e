"""Choices of what a product does not have: told by name, before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.configuration.selection import NestedSelection, Selection
from cpq.bom.configuration.state import Choice, Explanation, Path
from cpq.bom.configuration.variables import values_of
from cpq.bom.configuration.whole import Whole
from cpq.bom.products import Configurable, Product
from cpq.company.attribute import Attribute
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def stranger(rulebook: Rulebook, product: Configurable, selection: Selection) -> Explanation | None:
    """That something chosen does not exist, the first such thing as the only choice; None where all of it does."""
    found = next(_strangers(rulebook, product, selection, ()), None)
    return None if found is None else Explanation((found,), ())


def speaks_of_something(whole: Whole, choice: Choice) -> bool:
    """Whether there is what a choice is about; its quantity or value may still be none that can be had."""
    try:
        decisions = whole.at(choice.within).decisions
    except (LookupError, ValueError):
        return False
    if choice.option is None:
        return choice.name in decisions.entries
    return any(choice.option in slot.codes for slot in decisions.of_group(choice.name))


def _strangers(rulebook: Rulebook, product: Configurable, selection: Selection, within: Path) -> Iterator[Choice]:
    for group, said in selection.options.items():
        known = product.groups[group].options.keys() if group in product.groups else ()
        for code in (code for code in said if code not in known):
            yield Choice(group, code, said[code], text=_text(product, group, code), within=within)
    for name, value in selection.inputs.items():
        if not _can_have(rulebook, product, name, value):
            yield Choice(name, None, value=value, text=_text(product, name, str(value)), within=within)
    for place, parts in selection.nested.items():
        for number, part in enumerate(parts):
            yield from _in_place(rulebook, product, place, part, (*within, place, number))


def _can_have(rulebook: Rulebook, product: Configurable, name: str, value: object) -> bool:
    if name not in product.inputs:
        return False
    given = product.inputs[name]
    return value in values_of(given, rulebook.all(Attribute)[given.attribute])


def _in_place(
    rulebook: Rulebook, product: Configurable, place: str, part: NestedSelection, path: Path
) -> Iterator[Choice]:
    inner = rulebook.all(Product).get(part.product)
    fits = place in product.nested and part.product in product.nested[place].products and part.quantity > 0
    if fits and isinstance(inner, Configurable):
        yield from _strangers(rulebook, inner, part.selection, path)
    else:
        what = part.product if part.quantity == 1 else f"{part.product} × {part.quantity}"
        yield Choice(place, part.product, part.quantity, text=_text(product, place, what), within=path[:-2])


def _text(product: Configurable, name: str, what: str) -> Text:
    known = product.groups.get(name) or product.nested.get(name)
    label = Text.same(name) if known is None else known.name
    return Text(zh=f"{label.zh}：{what}", en=f"{label.en}: {what}")
