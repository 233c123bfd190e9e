"""Prices are for codes that exist, by methods that suit them."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Bundle
from cpq.bom.target import Target
from cpq.pricing.checks.entries import written_prices
from cpq.pricing.contract import Contract
from cpq.pricing.guardrail import Guardrail, LineGuardrail
from cpq.pricing.methods import PercentOf, SumOfComponents
from cpq.pricing.price_rule import PriceRule
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def known_codes(rulebook: Rulebook) -> Iterator[Finding]:
    """Every code that a price or a target names is a product's or a variant's."""
    for written in written_prices(rulebook):
        yield from unknown_code(rulebook, written.code, written.at())
        if isinstance(written.method, PercentOf):
            yield from unknown_in_target(rulebook, written.method.of, written.at("of"))
    for rule in rulebook.all(PriceRule).values():
        yield from unknown_in_target(rulebook, rule.target, rule.at("target"))
    for contract in rulebook.all(Contract).values():
        for position, discount in enumerate(contract.discounts):
            yield from unknown_in_target(rulebook, discount.target, contract.at("discounts", position, "target"))
    for guardrail in rulebook.all(Guardrail).values():
        if isinstance(guardrail, LineGuardrail):
            yield from unknown_in_target(rulebook, guardrail.target, guardrail.at("target"))


def unknown_in_target(rulebook: Rulebook, target: Target, place: Place) -> Iterator[Finding]:
    """The codes of a target that nothing has."""
    for code in (*target.products, *target.except_):
        yield from unknown_code(rulebook, code, place)


def unknown_code(rulebook: Rulebook, code: str, place: Place) -> Iterator[Finding]:
    catalogue = rulebook.derived(Catalogue)
    if catalogue.article(code) is None:
        near = did_you_mean(code, catalogue.articles)
        text = Text(
            zh=f"没有编码为“{code}”的产品或变体{near.zh}",
            en=f'there is no product or variant with the code "{code}"{near.en}',
        )
        yield Finding("unknown-code", place, text)


def sums_have_components(rulebook: Rulebook) -> Iterator[Finding]:
    """Only a bundle has components to sum."""
    catalogue = rulebook.derived(Catalogue)
    for written in written_prices(rulebook):
        article = catalogue.article(written.code)
        if isinstance(written.method, SumOfComponents) and article and not isinstance(article.product, Bundle):
            text = Text(
                zh=f"“{written.code}”不是组合产品，没有组件可合计；请改用其他计价方法",
                en=f'"{written.code}" is not a bundle and has no components to sum; use another method',
            )
            yield Finding("no-components", written.at(), text)
