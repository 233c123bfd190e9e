"""Prices for other units."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Usage
from cpq.bom.quantity import is_measured
from cpq.pricing.methods import Fixed, Graduated
from cpq.pricing.written import written_prices
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def units_are_the_products(rulebook: Rulebook) -> Iterator[Finding]:
    """A price for another unit is for one that the product has."""
    catalogue = rulebook.derived(Catalogue)
    for written in written_prices(rulebook):
        article = catalogue.article(written.code)
        per = written.method.per if isinstance(written.method, Fixed) else None
        if per is not None and article is not None and per not in article.product.units:
            known = ", ".join(article.product.units)
            text = Text(
                zh=f"“{written.code}”没有计量单位“{per}”"
                + (f"（有：{known}）" if known else "")
                + "；请在产品的 units 中定义，或去掉 per",
                en=f'"{written.code}" has no unit "{per}"'
                + (f" (there are {known})" if known else "")
                + "; define it under the "
                "product's `units`, or remove `per`",
            )
            yield Finding("unknown-unit", written.at("per"), text, related=(article.product.place,))


def graduated_tiers_measure(rulebook: Rulebook) -> Iterator[Finding]:
    """Tiers that are counted from 1 say nothing of what lies between two units: the third begins after two, or at three."""
    catalogue = rulebook.derived(Catalogue)
    for written in written_prices(rulebook):
        method, article = written.method, catalogue.article(written.code)
        if not isinstance(method, Graduated) or article is None or not is_measured(article.product):
            continue
        if len(method.tiers) > 1 and method.tiers[0].begins == 1 and not isinstance(article.product, Usage):
            text = Text(
                zh=f"“{written.code}”可订小数，而阶梯价从 1 起按件数计：第二档从第 {method.tiers[1].begins:f} 件起；连续计量请写 from: 0",
                en=f'"{written.code}" is ordered in fractions, and its graduated tiers count units from 1: the second begins with unit '
                f"{method.tiers[1].begins:f}, not at that quantity; begin with `from: 0` to measure",
            )
            yield Finding("tiers-count", written.at("tiers", 0), text, Severity.WARNING, (article.product.at("order"),))
