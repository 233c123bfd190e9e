"""Attributes under names and values that rules about lines can use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cpq.company.attribute import Attribute
from cpq.pricing.surcharge import as_number
from cpq.pricing.written import Written, written_prices
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

RESERVED = frozenset({"id", "code", "category", "kind", "tags"})
"""Names under `product.` that are not attributes."""


def attribute_names(rulebook: Rulebook) -> Iterator[Finding]:
    """No attribute hides what every product has."""
    for attribute in rulebook.all(Attribute).values():
        if attribute.id in RESERVED:
            name = f"product.{attribute.id}"
            text = Text(
                zh=f"{name} 在条件里另有含义，请给属性换一个编号",
                en=f"{name} means something else in conditions; rename the attribute",
            )
            yield Finding("reserved-name", attribute.place, text)


def surcharge_values(rulebook: Rulebook) -> Iterator[Finding]:
    """A surcharge on a choice or a yes/no is for one of its values, one on a number for a number, and each for another."""
    attributes = rulebook.all(Attribute)
    for written in written_prices(rulebook):
        for id, amounts in written.method.surcharges.items():
            known = _values(attributes[id])
            if known is None:
                yield from _numbers(id, tuple(amounts), written)
            for value in (each for each in amounts if known is not None and each not in known):
                yield _unknown_value(id, value, known or frozenset(), written.at("surcharges", id, value))


def _numbers(id: str, keys: Sequence[str], written: Written) -> Iterator[Finding]:
    first: dict[Decimal, str] = {}
    for key in keys:
        number, place = as_number(key), written.at("surcharges", id, key)
        if number is None:
            text = Text(
                zh=f"属性“{id}”是数值，不能是“{key}”；请写一个数",
                en=f'attribute "{id}" is a number and cannot be "{key}"; write a number',
            )
            yield Finding("unknown-value", place, text)
        elif number in first:
            text = Text(
                zh=f"“{key}”与“{first[number]}”是同一个数，请只留一处",
                en=f'"{key}" and "{first[number]}" are the same number; keep one of them',
            )
            yield Finding("duplicate-value", place, text, related=(written.at("surcharges", id, first[number]),))
        else:
            first[number] = key


def _unknown_value(id: str, value: str, known: frozenset[str], place: Place) -> Finding:
    near = did_you_mean(value, known)
    text = Text(
        zh=f"属性“{id}”没有取值“{value}”{near.zh}",
        en=f'attribute "{id}" has no value "{value}"{near.en}',
    )
    return Finding("unknown-value", place, text)


def _values(attribute: Attribute) -> frozenset[str] | None:
    match attribute.type:
        case "choice":
            return frozenset(attribute.values)
        case "yes_no":
            return frozenset({"true", "false"})
        case "number":
            return None
