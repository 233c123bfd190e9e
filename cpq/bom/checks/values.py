"""Values of attributes agree with what is declared of the attribute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Configurable, Variants
from cpq.company.attribute import Attribute
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Value = Decimal | bool | str


def choices_have_values(rulebook: Rulebook) -> Iterator[Finding]:
    """A choice says of what, and only a choice does; only a number has a unit."""
    for attribute in rulebook.all(Attribute).values():
        if attribute.type == "choice" and not attribute.values:
            text = Text(
                zh="type: choice 的属性须列出 values，例如 values: {red: 红}",
                en="an attribute of type choice lists its values, as in values: {red: Red}",
            )
            yield Finding("no-values", attribute.at("type"), text)
        if attribute.type != "choice" and attribute.values:
            text = Text(
                zh="只有 type: choice 的属性才有 values；请写 type: choice，或删去 values",
                en="only an attribute of type choice has values; write type: choice, or remove values",
            )
            yield Finding("values", attribute.at("values"), text)
        if attribute.type != "number" and attribute.total:
            text = Text(
                zh="只有数值属性才能汇总；请写 type: number，或删去 total",
                en="only a number has a total; write type: number, or remove total",
            )
            yield Finding("total", attribute.at("total"), text)
        if attribute.type != "number" and attribute.unit:
            text = Text(
                zh="只有数值属性才有单位；请写 type: number，或删去 unit",
                en="only a number has a unit; write type: number, or remove unit",
            )
            yield Finding("unit", attribute.at("unit"), text)


def attribute_values(rulebook: Rulebook) -> Iterator[Finding]:
    """Products, inputs and axes of variants use values of the declared type."""
    attributes = rulebook.all(Attribute)
    for product in rulebook.derived(Catalogue).products.values():
        for name, value in product.attributes.items():
            yield from wrong_value(attributes[name], value, product.at("attributes", name))
        if isinstance(product, Variants):
            for name, values in product.axes.items():
                yield from _wrong_axis(attributes[name], values, product, name)
        if isinstance(product, Configurable):
            yield from _inputs(attributes, product)


def _inputs(attributes: Mapping[str, Attribute], product: Configurable) -> Iterator[Finding]:
    for name, each in product.inputs.items():
        for number, value in enumerate(each.values):
            yield from wrong_value(attributes[each.attribute], value, product.at("inputs", name, "values", number))


def _wrong_axis(attribute: Attribute, values: Sequence[str], product: Variants, name: str) -> Iterator[Finding]:
    if attribute.type != "choice":
        text = Text(
            zh=f"变体只能按列举属性变化，“{name}”不是，请把它声明为 type: choice",
            en=f'variants vary by attributes of type choice; "{name}" is none, declare it as type: choice',
        )
        yield Finding("axis", product.at("axes", name), text)
        return
    for number, value in enumerate(values):
        yield from wrong_value(attribute, value, product.at("axes", name, number))


def wrong_value(attribute: Attribute, value: Value, place: Place) -> Iterator[Finding]:
    """What is wrong with a value of an attribute, if anything."""
    match attribute.type, value:
        case ("yes_no", bool()) | ("number", Decimal()):
            return
        case "choice", str() if value in attribute.values:
            return
        case "choice", _:
            near = did_you_mean(str(value), attribute.values)
            listed = ", ".join(attribute.values)
            zh = f"“{attribute.name.zh}”没有值“{value}”{near.zh or f'；可用：{listed}'}"
            en = f'"{attribute.name.en}" has no value "{value}"{near.en or f"; it has: {listed}"}'
        case "number", _:
            zh = f"“{attribute.name.zh}”是数值，不能是“{value}”"
            en = f'"{attribute.name.en}" is a number and cannot be "{value}"'
        case _:
            zh = f"“{attribute.name.zh}”只能是 true 或 false，不能是“{value}”"
            en = f'"{attribute.name.en}" is true or false, not "{value}"'
    yield Finding("attribute-value", place, Text(zh=zh, en=en))
