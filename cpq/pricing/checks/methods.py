"""Prices for other units."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.pricing.methods import Fixed
from cpq.pricing.written import written_prices
from cpq.rulebook.finding import Finding
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
