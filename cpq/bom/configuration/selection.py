"""A rep's choices, read from a request and checked by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.variables import is_single, quantities, values_of
from cpq.bom.products import Configurable, Product
from cpq.bom.products.configurable import Group, Input, Nested
from cpq.bom.request import Chosen, NestedRequest
from cpq.company.attribute import Attribute
from cpq.money import InvalidAmount
from cpq.rulebook import numbers
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Where = Callable[..., Place]
"""The place of a value by its path: `where("cpu", "CPU-1")`."""

_MOST_LISTED = 8
"""Values of an input that a message names."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What the rep has decided so far.

    `options`: group → option → quantity, 0 for "not this one", None for "this one, in any quantity". `inputs`: name →
    value. `nested`: place → parts. What is not mentioned is open.
    """

    options: Mapping[str, Mapping[str, int | None]] = field(default_factory=dict[str, "Mapping[str, int | None]"])
    inputs: Mapping[str, Element] = field(default_factory=dict[str, Element])
    nested: Mapping[str, tuple[NestedSelection, ...]] = field(default_factory=dict[str, "tuple[NestedSelection, ...]"])


@dataclass(frozen=True, slots=True)
class NestedSelection:
    """`quantity` equal parts, each with the same choices."""

    product: str
    selection: Selection
    quantity: int = 1


def least_selection(rulebook: Rulebook, product: Configurable) -> Selection:
    """The parts that a product cannot be without, of the first products that fit, with what they need in turn; nothing else chosen."""
    return Selection(nested=dict(_least(rulebook, product)))


def _least(rulebook: Rulebook, product: Configurable) -> Iterator[tuple[str, tuple[NestedSelection, ...]]]:
    for name, place in product.nested.items():
        inside = rulebook.all(Product)[place.products[0]]
        if place.min and place.when is None and isinstance(inside, Configurable):
            yield name, (NestedSelection(inside.id, least_selection(rulebook, inside), place.min),)


def read_selection(
    rulebook: Rulebook, product: Configurable, chosen: Mapping[str, Chosen], where: Where
) -> tuple[Selection, tuple[Finding, ...]]:
    """The selection that a request's `configuration` means, and everything that is wrong with it by name or number.

    What the rules say of it is asked of the configurator.
    """
    reader = _Reader(rulebook, product, where)
    for name, value in chosen.items():
        reader.read(name, value)
    return Selection(reader.options, reader.inputs, reader.nested), tuple(reader.findings)


class _Reader:
    def __init__(self, rulebook: Rulebook, product: Configurable, where: Where) -> None:
        self._rulebook = rulebook
        self._product = product
        self._where = where
        self.options: dict[str, Mapping[str, int | None]] = {}
        self.inputs: dict[str, Element] = {}
        self.nested: dict[str, tuple[NestedSelection, ...]] = {}
        self.findings: list[Finding] = []

    def read(self, name: str, value: Chosen) -> None:
        product = self._product
        if name in product.groups:
            self.options[name] = dict(self._options(name, product.groups[name], value))
        elif name in product.inputs:
            self._input(name, product.inputs[name], value)
        elif name in product.nested:
            self.nested[name] = tuple(self._parts(name, product.nested[name], value))
        else:
            self._unknown(name)

    def _say(self, code: str, zh: str, en: str, *path: str | int) -> None:
        self.findings.append(Finding(code, self._where(*path), Text(zh=zh, en=en)))

    def _unknown(self, name: str) -> None:
        product = self._product
        known = [*product.groups, *product.inputs, *product.nested]
        near = did_you_mean(name, known)
        zh = near.zh or f"；可填：{'、'.join(known)}"
        en = near.en or f"; it has: {', '.join(known)}"
        self._say(
            "unknown-choice", f"“{product.name.zh}”没有“{name}”{zh}", f'"{product.name.en}" has no "{name}"{en}', name
        )

    def _options(self, name: str, group: Group, value: Chosen) -> Iterator[tuple[str, int | None]]:
        if isinstance(value, str):
            given: Mapping[str, int | None] = {value: None}
        elif isinstance(value, Mapping):
            given = value
        else:
            zh = f"“{group.name.zh}”要写一个选项，或 {{选项: 数量}}"
            self._say("choice-form", zh, f'"{group.name.en}" takes one option, or {{option: quantity}}', name)
            return
        for code, quantity in given.items():
            if self._fits(name, group, code, quantity):
                yield code, quantity
        if is_single(group) and sum(quantity != 0 for quantity in given.values()) > 1:
            self._say("one-option", f"“{group.name.zh}”只能选一种", f'"{group.name.en}" takes one option only', name)

    def _fits(self, name: str, group: Group, code: str, quantity: int | None) -> bool:
        option = group.options.get(code)
        if option is None:
            near = did_you_mean(code, group.options)
            listed = ", ".join(list(group.options)[:8])
            zh = f"“{group.name.zh}”里没有选项“{code}”{near.zh or f'；可选：{listed}'}"
            en = f'"{group.name.en}" has no option "{code}"{near.en or f"; it has: {listed}"}'
            self._say("unknown-option", zh, en, name, code)
            return False
        allowed = quantities(option)
        if quantity in (None, 0) or quantity in allowed:
            return True
        step = (
            f"，步长 {option.step}" if option.step > 1 else "",
            f" in steps of {option.step}" if option.step > 1 else "",
        )
        zh = f"“{code}”的数量须为 {allowed[0]} 至 {allowed[-1]}{step[0]}，不能是 {quantity}"
        en = f'the quantity of "{code}" is {allowed[0]} to {allowed[-1]}{step[1]}, not {quantity}'
        self._say("option-quantity", zh, en, name, code)
        return False

    def _input(self, name: str, input: Input, value: Chosen) -> None:
        attribute = self._rulebook.all(Attribute)[input.attribute]
        values = values_of(input, attribute)
        value = _number(value) if attribute.type == "number" else value
        fitting = [each for each in values if each == value and type(each) is type(value)]
        if fitting:
            self.inputs[name] = fitting[0]
            return
        listed = _listed(input, values)
        near = (
            did_you_mean(value, [each for each in values if isinstance(each, str)]) if isinstance(value, str) else None
        )
        shown = _shown(value) if isinstance(value, str | bool) or not isinstance(value, Mapping | Sequence) else "…"
        zh = f"“{attribute.name.zh}”不能是“{shown}”{near.zh if near else ''}；可填：{listed.zh}"
        en = f'"{attribute.name.en}" cannot be "{shown}"{near.en if near else ""}; it can be: {listed.en}'
        self._say("input-value", zh, en, name)

    def _parts(self, name: str, nested: Nested, value: Chosen) -> Iterator[NestedSelection]:
        if isinstance(value, str | bool | Mapping) or not isinstance(value, Sequence):
            zh = f"“{nested.name.zh}”要写部件列表：- product: …"
            self._say("choice-form", zh, f'"{nested.name.en}" takes a list of parts: - product: …', name)
            return
        for number, part in enumerate(value):
            read = self._part(name, nested, part, number)
            if read is not None:
                yield read

    def _part(self, name: str, nested: Nested, part: NestedRequest, number: int) -> NestedSelection | None:
        inside = self._rulebook.all(Product).get(part.product)
        if part.product not in nested.products or not isinstance(inside, Configurable):
            near = did_you_mean(part.product, nested.products)
            listed = ", ".join(nested.products[:8])
            zh = f"“{nested.name.zh}”里不能放“{part.product}”{near.zh or f'；可放：{listed}'}"
            en = f'"{part.product}" does not fit in "{nested.name.en}"{near.en or f"; what fits: {listed}"}'
            self._say("unknown-part", zh, en, name, number, "product")
            return None

        def where(*path: str | int) -> Place:
            return self._where(name, number, "configuration", *path)

        selection, findings = read_selection(self._rulebook, inside, part.configuration, where)
        self.findings += findings
        return NestedSelection(part.product, selection, part.quantity)


def _number(value: Chosen) -> Chosen:
    """A number that JSON has as a string, as it has every exact number."""
    if not isinstance(value, str):
        return value
    try:
        exact = numbers.number(value)
    except InvalidAmount:
        return value
    return value if exact is None else Decimal(exact)


def _listed(input: Input, values: Sequence[Element]) -> Text:
    """The values that an input takes: some, or the first, the last and their distance."""
    if len(values) > _MOST_LISTED and input.step is not None:
        first, last, step = _shown(values[0]), _shown(values[-1]), _shown(input.step)
        return Text(zh=f"{first} 至 {last}，步长 {step}", en=f"{first} to {last} in steps of {step}")
    listed = ", ".join(_shown(each) for each in values[:_MOST_LISTED])
    return Text.same(listed + (", …" if len(values) > _MOST_LISTED else ""))


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
