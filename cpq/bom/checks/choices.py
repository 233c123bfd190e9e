"""Groups, inputs and nested places that make sense by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpq.bom.configuration.names import CHOSEN
from cpq.bom.configuration.variables import MOST_INPUT_VALUES, quantities, values_of
from cpq.bom.products import Configurable
from cpq.bom.products.configurable import Group, Input, Option
from cpq.bom.products.product import AttributeValue
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
            text = _unusable(name, times[name])
            if text is not None:
                yield Finding("name-taken" if times[name] > 1 else "name-reserved", product.at(section, name), text)


def _unusable(name: str, times: int) -> Text | None:
    if times > 1:
        return Text(
            zh=f"名称“{name}”用了不止一次；选项组、填写项和嵌套部件位不能同名，请改名",
            en=f'the name "{name}" is used more than once; groups, inputs and nested places need different names, rename one',
        )
    if name in _WORDS:
        return Text(
            zh=f"“{name}”是规则语言的词，请换一个名称",
            en=f'"{name}" is a word of the rule language; choose another name',
        )
    return None


def group_findings(product: Configurable) -> Iterator[Finding]:
    for name, group in product.groups.items():
        text = _cardinality(group)
        if text is not None:
            yield Finding("group-limits", product.at("groups", name), text)
        for code, option in group.options.items():
            yield from _option(option, product.at("groups", name, "options", code))
        defaults = [code for code, option in group.options.items() if option.default]
        if len(defaults) > group.max:
            text = Text(
                zh=f"有 {len(defaults)} 个默认选项，但至多选 {group.max} 种；请去掉多余的 default，或调高 max",
                en=f"{len(defaults)} options have a default, but at most {group.max} can be chosen; remove a default, or raise max",
            )
            yield Finding("group-defaults", product.at("groups", name), text)


def _cardinality(group: Group) -> Text | None:
    if group.max < 1:
        return Text(
            zh="max 为 0，什么都选不了；请写 1 或更大的数，或删去此组",
            en="max is 0 and nothing can be chosen; write 1 or more, or remove the group",
        )
    if group.min > group.max:
        return limits_swapped(group.min, group.max)
    if group.min > len(group.options):
        return Text(
            zh=f"min 为 {group.min}，但此组只有 {len(group.options)} 个选项；请调低 min，或增加选项",
            en=f"min is {group.min}, but the group has only {len(group.options)} options; lower min, or add options",
        )
    return None


def limits_swapped(least: object, most: object) -> Text:
    """That a least is above its most."""
    return Text(
        zh=f"min 为 {least}，大于 max 的 {most}；请对调或改正",
        en=f"min is {least}, above max, {most}; swap or correct them",
    )


def _option(option: Option, place: Place) -> Iterator[Finding]:
    if option.min > option.max:
        yield Finding("option-quantity", place, limits_swapped(option.min, option.max))
    elif option.default and option.default not in quantities(option):
        zh = f"{option.min} 至 {option.max}" + (f"，步长 {option.step}" if option.step > 1 else "")
        en = f"{option.min} to {option.max}" + (f" in steps of {option.step}" if option.step > 1 else "")
        text = Text(
            zh=f"默认数量不能是 {option.default}，可写 {zh}",
            en=f"the default quantity {option.default} cannot be chosen; write {en}",
        )
        yield Finding("option-default", place, text)


def input_findings(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    for name, each in product.inputs.items():
        attribute = rulebook.all(Attribute)[each.attribute]
        yield from _input(each, attribute, product, name)


def _input(each: Input, attribute: Attribute, product: Configurable, name: str) -> Iterator[Finding]:
    values = values_of(each, attribute)
    if not values:
        yield Finding("input-values", product.at("inputs", name), _without_values(each))
    elif each.default is not None and not any(_same(each.default, value) for value in values):
        listed = ", ".join(map(_written, values[:8])) + (", …" if len(values) > 8 else "")
        text = Text(
            zh=f"默认值“{_written(each.default)}”不在可选值之内，可选：{listed}",
            en=f'the default "{_written(each.default)}" is none of the values on offer: {listed}',
        )
        yield Finding("input-default", product.at("inputs", name, "default"), text)
    if (each.min, each.max, each.step) != (None, None, None) and (each.values or attribute.type != "number"):
        text = Text(
            zh="min、max、step 只用于没有写 values 的数值属性，请删去",
            en="min, max and step are for a number without values; remove them",
        )
        yield Finding("input-range", product.at("inputs", name), text)


def _written(value: AttributeValue) -> str:
    """As in the file."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _without_values(each: Input) -> Text:
    if each.min is None or each.max is None or each.step is None:
        return Text(
            zh="没有可选的值；请写 values，或同时写 min、max 和 step",
            en="there is nothing to choose from; write values, or all of min, max and step",
        )
    if each.min > each.max:
        return limits_swapped(f"{each.min:f}", f"{each.max:f}")
    return Text(
        zh=f"从 min 到 max 按步长计超过 {MOST_INPUT_VALUES:,} 个值；请加大步长，或缩小范围",
        en=f"from min to max there are more than {MOST_INPUT_VALUES:,} values; take a larger step or a smaller range",
    )


def _same(one: object, other: object) -> bool:
    return one == other and type(one) is type(other)


def nested_findings(product: Configurable) -> Iterator[Finding]:
    for name, nested in product.nested.items():
        place = product.at("nested", name)
        if nested.max < 1:
            text = Text(
                zh="max 为 0，放不进任何部件；请写 1 或更大的数", en="max is 0 and no part fits; write 1 or more"
            )
            yield Finding("nested-limits", place, text)
        elif nested.min > nested.max:
            yield Finding("nested-limits", place, limits_swapped(nested.min, nested.max))
