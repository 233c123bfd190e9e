"""Guardrails on margins, and what has no margin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpq.bom.catalogue import Catalogue
from cpq.bom.graph import ProductGraph, uses_of
from cpq.bom.matching import Matching
from cpq.bom.products import Product, Usage
from cpq.pricing.guardrail import Guardrail, LineGuardrail, SectionGuardrail
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

_MOST_NAMED = 5


def margins_are_known(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of each guardrail on the margin that looks at products whose cost is not known: it asks for approval every time."""
    guardrails = [rule for rule in rulebook.all(Guardrail).values() if "margin" in _names(rule)]
    if not guardrails:
        return
    without = _sold_without_a_cost(rulebook)
    for rule in guardrails:
        looked_at = [product for product in without if _looks_at(rule, product, rulebook)]
        if looked_at:
            yield _unknown(rule, looked_at)


def _names(rule: Guardrail) -> frozenset[str]:
    return rule.condition.names if rule.condition is not None else frozenset()


def _sold_without_a_cost(rulebook: Rulebook) -> Sequence[Product]:
    """Products that can be a line with a price: sold alone, or chosen inside another. Costs add up only where nothing contains itself."""
    catalogue, graph = rulebook.derived(Catalogue), rulebook.derived(ProductGraph)
    if graph.cycles():
        return ()
    chosen = {
        catalogue.articles[use.child].product.id
        for product in catalogue.products.values()
        for use in uses_of(product)
        if use.role in ("option", "nested") and use.child in catalogue.articles
    }
    sold = (each for each in catalogue.products.values() if each.sold_alone or each.id in chosen)
    return [product for product in sold if graph.cost_roll_up(product.id).amount is None]


def _looks_at(rule: Guardrail, product: Product, rulebook: Rulebook) -> bool:
    """What is metered is no part of the whole quote's margin."""
    if isinstance(rule, SectionGuardrail) and isinstance(product, Usage):
        return False
    if isinstance(rule, LineGuardrail | SectionGuardrail):
        return rulebook.derived(Matching).names(rule.target, product)
    return not isinstance(product, Usage)


def _unknown(rule: Guardrail, products: Sequence[Product]) -> Finding:
    named, more = [product.id for product in products[:_MOST_NAMED]], len(products) > _MOST_NAMED
    text = Text(
        zh=f"这项护栏看毛利，而有 {len(products)} 个产品没有成本（{'、'.join(named)}{'等' if more else ''}），报价含有它们时总要审批；"
        "请在产品中写上 cost",
        en=f"this guardrail looks at the margin, and {len(products)} {'product has' if len(products) == 1 else 'products have'} no cost "
        f"({', '.join(named)}{', …' if more else ''}): every quote with them needs approval; write their cost",
    )
    return Finding("no-cost", rule.at("when"), text, Severity.WARNING, related=(products[0].place,))
