"""Variants: the pattern of their codes, codes of their own, and combinations that are not made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Variants
from cpq.bom.variation import MOST_VARIANTS, count_of, made
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def variants_are_sound(rulebook: Rulebook) -> Iterator[Finding]:
    for product in rulebook.derived(Catalogue).products.values():
        if isinstance(product, Variants):
            yield from _too_many(product)
            yield from pattern_findings(product)
            yield from _own_codes(product)
            yield from _without(product)


def _too_many(product: Variants) -> Iterator[Finding]:
    count = count_of(product)
    if count > MOST_VARIANTS:
        text = Text(
            zh=f"共有 {count} 种组合，最多 {MOST_VARIANTS} 种；请减少取值或拆成几个产品",
            en=f"there are {count} combinations, {MOST_VARIANTS} at most; use fewer values or split the product",
        )
        yield Finding("too-many-variants", product.at("axes"), text)


def pattern_findings(product: Variants) -> Iterator[Finding]:
    """The pattern names every axis and nothing else."""
    named = _PLACEHOLDER.findall(product.code)
    for name in named:
        if name not in product.axes:
            near = did_you_mean(name, product.axes)
            text = Text(
                zh=f"编码用到 {{{name}}}，但 axes 里没有“{name}”{near.zh}",
                en=f'the code uses {{{name}}}, but there is no "{name}" in axes{near.en}',
            )
            yield Finding("code-pattern", product.at("code"), text)
    missing = [axis for axis in product.axes if axis not in named and len(product.axes[axis]) > 1]
    if missing and set(named) <= product.axes.keys():
        text = Text(
            zh=f"编码须含 {{{missing[0]}}}，否则不同变体的编码会相同",
            en=f"the code must contain {{{missing[0]}}}, or different variants get the same code",
        )
        yield Finding("code-pattern", product.at("code"), text)


def _own_codes(product: Variants) -> Iterator[Finding]:
    for code, choice in product.codes.items():
        yield from _unknown(product, choice, "codes", code)
        missing = [axis for axis in product.axes if axis not in choice]
        if missing:
            text = Text(
                zh=f"单独的编码须写明每个属性的值，还缺：{'、'.join(missing)}",
                en=f"a code of its own needs a value for every axis; add {', '.join(missing)}",
            )
            yield Finding("variant-code", product.at("codes", code), text)
        elif not made(product, choice):
            text = Text(
                zh="这种组合已列在 without 中，不会生产；请删去其中一处",
                en="this combination is not made: it is listed under without; remove one of the two",
            )
            yield Finding("variant-code", product.at("codes", code), text)


def _without(product: Variants) -> Iterator[Finding]:
    for number, choice in enumerate(product.without):
        yield from _unknown(product, choice, "without", number)


def _unknown(product: Variants, choice: Mapping[str, str], *path: str | int) -> Iterator[Finding]:
    for axis, value in choice.items():
        known = product.axes.get(axis)
        if known is None:
            near = did_you_mean(axis, product.axes)
            text = Text(zh=f"axes 里没有“{axis}”{near.zh}", en=f'there is no "{axis}" in axes{near.en}')
            yield Finding("unknown-axis", product.at(*path, axis), text)
        elif value not in known:
            near = did_you_mean(value, known)
            listed = ", ".join(known)
            text = Text(
                zh=f"“{axis}”没有值“{value}”{near.zh or f'；可用：{listed}'}",
                en=f'"{axis}" has no value "{value}"{near.en or f"; it has: {listed}"}',
            )
            yield Finding("unknown-axis-value", product.at(*path, axis), text)
