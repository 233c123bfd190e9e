"""Groups, inputs and nested places that make sense by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpq.bom.configuration.variables import quantities, values_of
from cpq.bom.configuration.vocabulary import CHOSEN
from cpq.bom.products import Configurable
from cpq.bom.products.configurable import Group, Input, Option
from cpq.company.attribute import Attribute
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

_WORDS = frozenset(("and", "or", "not", "in", "if", "else", "is", "true", "false", "for", "lambda", CHOSEN))


def name_findings(product: Configurable) -> Iterator[Finding]:
    """Groups, inputs and nested places have different names, and none that the rule language needs itself."""
    sections = {"groups": product.groups, "inputs": product.inputs, "nested": product.nested}
    times = Counter(name for names in sections.values() for name in names)
    for section, names in sections.items():
        for name in names:
            place = product.at(section, name)
            if times[name] > 1:
                text = Text(
                    zh=f"名称“{name}”用了不止一次，请改名", en=f'the name "{name}" is used more than once; rename one'
                )
                yield Finding("name-taken", place, text)
            if name in _WORDS:
                text = Text(
                    zh=f"“{name}”是规则语言的词，请改名", en=f'"{name}" is a word of the rule language; rename it'
                )
                yield Finding("name-reserved", place, text)


def group_findings(product: Configurable) -> Iterator[Finding]:
    for name, group in product.groups.items():
        yield from _cardinality(group, product.at("groups", name))
        for code, option in group.options.items():
            yield from _option(option, product.at("groups", name, "options", code))
        defaults = [code for code, option in group.options.items() if option.default]
        if len(defaults) > group.max:
            text = Text(
                zh=f"至多选 {group.max} 种，却有 {len(defaults)} 个默认选项",
                en=f"{len(defaults)} defaults, but {group.max} at most are chosen",
            )
            yield Finding("group-defaults", product.at("groups", name), text)


def _cardinality(group: Group, place: Place) -> Iterator[Finding]:
    if group.max < 1:
        text = Text(zh="max 至少为 1，否则什么都选不了", en="max is at least 1, or nothing can be chosen")
        yield Finding("group-limits", place, text)
    elif group.min > min(group.max, len(group.options)):
        text = Text(
            zh=f"至少选 {group.min} 种，但至多只能选 {min(group.max, len(group.options))} 种",
            en=f"at least {group.min} are to be chosen, but at most {min(group.max, len(group.options))} can be",
        )
        yield Finding("group-limits", place, text)


def _option(option: Option, place: Place) -> Iterator[Finding]:
    if option.min > option.max:
        text = Text(
            zh=f"最小数量 {option.min} 大于最大数量 {option.max}",
            en=f"the least quantity {option.min} is above the most, {option.max}",
        )
        yield Finding("option-quantity", place, text)
    elif option.default and option.default not in quantities(option):
        text = Text(
            zh=f"默认数量 {option.default} 不在可选数量之内",
            en=f"the default quantity {option.default} is none that can be chosen",
        )
        yield Finding("option-default", place, text)


def input_findings(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    for name, each in product.inputs.items():
        attribute = rulebook.all(Attribute)[each.attribute]
        yield from _input(each, attribute, product, name)


def _input(each: Input, attribute: Attribute, product: Configurable, name: str) -> Iterator[Finding]:
    values = values_of(each, attribute)
    place = product.at("inputs", name)
    if not values:
        text = Text(
            zh="没有可选的值：请写 values，或 min、max、step（不超过一万个值）",
            en="there is nothing to choose: write values, or min, max and step (10,000 values at most)",
        )
        yield Finding("input-values", place, text)
    elif each.default is not None and not any(_same(each.default, value) for value in values):
        text = Text(
            zh=f"默认值“{each.default}”不在可选值之内",
            en=f'the default "{each.default}" is none of the values on offer',
        )
        yield Finding("input-default", product.at("inputs", name, "default"), text)
    if (each.min, each.max, each.step) != (None, None, None) and (each.values or attribute.type != "number"):
        text = Text(zh="min、max、step 只用于未写 values 的数值", en="min, max and step are for numbers without values")
        yield Finding("input-range", place, text)


def _same(one: object, other: object) -> bool:
    return one == other and type(one) is type(other)


def nested_findings(product: Configurable) -> Iterator[Finding]:
    for name, nested in product.nested.items():
        if nested.min > nested.max or nested.max < 1:
            text = Text(zh="最多件数须不小于最少件数，且至少为 1", en="max is at least 1 and not below min")
            yield Finding("nested-limits", product.at("nested", name), text)
