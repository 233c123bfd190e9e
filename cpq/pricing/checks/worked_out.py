"""Prices that cannot be worked out, for the product does not say what they are made of."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.graph import ProductGraph
from cpq.bom.products import Configurable, Product, Variants
from cpq.company.attribute import Attribute
from cpq.pricing.methods import CostPlus, Formula, MarginTarget, Matrix
from cpq.pricing.written import Written, written_prices
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def prices_can_be_worked_out(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of prices by a cost that is not known, and by attributes that the product does not have: no quote has them."""
    catalogue, graph = rulebook.derived(Catalogue), rulebook.derived(ProductGraph)
    costs_add_up = not graph.cycles()
    for written in written_prices(rulebook):
        if not isinstance(written.method, CostPlus | MarginTarget | Formula | Matrix):
            continue
        product = catalogue.products.get(written.code) or getattr(catalogue.article(written.code), "product", None)
        if not isinstance(product, Product):
            continue
        if costs_add_up and _needs_cost(written) and not isinstance(product, Configurable):
            unknown = graph.cost_roll_up(product.id).unknown
            if unknown:
                yield _no_cost(written, product, unknown)
        missing = sorted(_attributes(written) & rulebook.all(Attribute).keys() - _stated(product))
        if missing:
            yield _no_attribute(written, product, missing)


def _needs_cost(written: Written) -> bool:
    match written.method:
        case CostPlus() | MarginTarget():
            return True
        case Formula(price=price):
            return "cost" in price.names
        case _:
            return False


def _attributes(written: Written) -> frozenset[str]:
    """The attributes without which there is no price."""
    match written.method:
        case Formula(price=price):
            return frozenset(name.removeprefix("product.") for name in price.names if name.startswith("product."))
        case Matrix(rows=rows):
            return frozenset(rows[0].when).intersection(*(row.when for row in rows[1:]))
        case _:
            return frozenset()


def _stated(product: Product) -> frozenset[str]:
    stated = frozenset(product.attributes)
    if isinstance(product, Variants):
        return stated | frozenset(product.axes)
    if isinstance(product, Configurable):
        return stated | frozenset(each.attribute for each in product.inputs.values())
    return stated


def _no_cost(written: Written, product: Product, unknown: tuple[str, ...]) -> Finding:
    named = ", ".join(unknown[:5])
    text = Text(
        zh=f"“{written.code}”按成本计价，但 {named} 没有写成本，无法报价；请在产品中写上 cost，或改用其他计价方法",
        en=f'"{written.code}" is priced from its cost, and no cost is written for {named}: it cannot be quoted; write its `cost`, or use another '
        "method",
    )
    return Finding("price-without-cost", written.at(), text, Severity.WARNING, related=(product.place,))


def _no_attribute(written: Written, product: Product, missing: list[str]) -> Finding:
    named = ", ".join(missing)
    text = Text(
        zh=f"“{written.code}”按属性计价，但产品没有 {named}，无法报价；请在产品中写上，或改正价格",
        en=f'"{written.code}" is priced by attributes, and the product has no {named}: it cannot be quoted; write it in the product, or correct '
        "the price",
    )
    return Finding("price-without-attribute", written.at(), text, Severity.WARNING, related=(product.place,))
