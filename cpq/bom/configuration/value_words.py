"""Values, parts and their numbers in words."""

from __future__ import annotations

from cpq.bom.configuration.readings import Element
from cpq.bom.products.configurable import Nested
from cpq.company.attribute import Attribute
from cpq.rulebook.text import Text


def shown_value(attribute: Attribute, value: Element) -> Text:
    """A value with its name or unit, for people."""
    if isinstance(value, bool):
        return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
    if isinstance(value, str):
        return attribute.values.get(value, Text.same(value))
    return Text.same(f"{value:,f}" + (f" {attribute.unit}" if attribute.unit else ""))


def parts_text(name: str, place: Nested, count: int) -> Text:
    """That there are too few parts in a nested place, and what fits there; or too many."""
    zh, en = place.name.zh, place.name.en
    if count > place.max:
        return Text(
            zh=f"“{zh}”最多放 {place.max} 件，现在有 {count} 件，请减少 {count - place.max} 件",
            en=f'"{en}" takes at most {place.max} {_parts(place.max)} and has {count}; remove {count - place.max}',
        )
    fitting, missing = ", ".join(place.products[:8]), place.min - count
    return Text(
        zh=f"“{zh}”至少要 {place.min} 件，现在有 {count} 件；请在 {name} 下再加 {missing} 件，可放：{fitting}",
        en=f'"{en}" takes at least {place.min} {_parts(place.min)} and has {count}; add {missing} under {name}, from: {fitting}',
    )


def number_text(place: Nested, number: int) -> Text:
    """That so many parts stand in a nested place."""
    return Text(zh=f"{place.name.zh}：{number} 件", en=f"{place.name.en}: {number} {_parts(number)}")


def part_text(place: Nested, number: int) -> Text:
    """What an entry of a nested place is called, counted from 1."""
    return Text(zh=f"{place.name.zh}第 {number + 1} 项", en=f"{place.name.en} {number + 1}")


def inside_text(outer: Text, inner: Text) -> Text:
    """What a part inside a part is called; either may be without a name."""
    if not outer.en or not inner.en:
        return inner if inner.en else outer
    return Text(zh=f"{outer.zh}·{inner.zh}", en=f"{outer.en}, {inner.en}")


def _parts(count: int) -> str:
    return "part" if count == 1 else "parts"
