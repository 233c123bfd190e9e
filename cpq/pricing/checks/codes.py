"""Prices are for codes that exist, by methods that suit them."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.codes import target_findings, unknown_codes
from cpq.bom.graph import uses_of
from cpq.bom.products import Bundle
from cpq.bom.target import Target
from cpq.pricing.contract import Contract
from cpq.pricing.guardrail import Guardrail, LineGuardrail, SectionGuardrail
from cpq.pricing.methods import Graduated, PercentOf, SumOfComponents, Together, Volume
from cpq.pricing.pocket import PocketCost
from cpq.pricing.price_list import PriceList
from cpq.pricing.price_rule import PriceRule
from cpq.pricing.written import written_prices
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.model import Entity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def known_codes(rulebook: Rulebook) -> Iterator[Finding]:
    """Every code that a price or a target names is a product's or a variant's."""
    catalogue = rulebook.derived(Catalogue)
    yield from unknown_codes(catalogue, ((written.code, written.at()) for written in written_prices(rulebook)))
    for target, owner, path in _targets(rulebook):
        yield from target_findings(catalogue, target, owner, *path)


def _targets(rulebook: Rulebook) -> Iterator[tuple[Target, Entity, tuple[str | int, ...]]]:
    """Every target that is written beside prices, with the rule and the path where it stands."""
    yield from _targets_of_lists(rulebook)
    for rule in rulebook.all(PriceRule).values():
        yield rule.target, rule, ("target",)
    for contract in rulebook.all(Contract).values():
        for position, discount in enumerate(contract.discounts):
            yield discount.target, contract, ("discounts", position, "target")
        for id, limit in contract.limits.items():
            yield limit.target, contract, ("limits", id, "target")
    for cost in rulebook.all(PocketCost).values():
        yield cost.target, cost, ("target",)
    for guardrail in rulebook.all(Guardrail).values():
        if isinstance(guardrail, LineGuardrail | SectionGuardrail):
            yield guardrail.target, guardrail, ("target",)


def _targets_of_lists(rulebook: Rulebook) -> Iterator[tuple[Target, Entity, tuple[str | int, ...]]]:
    """What shares are taken of, whose quantities decide, and what is excepted from a derivation."""
    for written in written_prices(rulebook):
        if isinstance(written.method, PercentOf):
            yield written.method.of, written.owner, (*written.path, "of")
        if isinstance(written.method, Volume | Graduated) and isinstance(written.method.over, Together):
            yield written.method.over.lines, written.owner, (*written.path, "over", "lines")
    for price_list in rulebook.all(PriceList).values():
        for position, exception in enumerate(price_list.based_on.except_ if price_list.based_on else ()):
            yield exception.target, price_list, ("based_on", "except", position, "target")


def options_stand_inside(rulebook: Rulebook) -> Iterator[Finding]:
    """What has a price inside a product stands in it: as an option, a nested part or a component."""
    catalogue = rulebook.derived(Catalogue)
    for written in written_prices(rulebook):
        parent = catalogue.article(str(written.path[1])) if written.path[0] == "options" else None
        article = catalogue.article(written.code)
        if parent is None or article is None:
            continue
        inside = dict.fromkeys(use.child for use in uses_of(parent.product) if use.role != "part")
        products = {found.product.id for code in inside if (found := catalogue.article(code))}
        if article.product.id not in products:
            near = did_you_mean(written.code, inside)
            text = Text(
                zh=f"“{parent.code}”里没有选项“{written.code}”{near.zh or '；请删去这个价格，或写到 entries 里'}",
                en=f'there is no option "{written.code}" in "{parent.code}"{near.en or "; remove its price, or write it in `entries`"}',
            )
            yield Finding("no-option", written.at(), text, related=(parent.product.place,))


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
