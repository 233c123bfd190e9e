"""Prices by methods that look at something else: other units, shares of other lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from cpq.bom.catalogue import Catalogue
from cpq.pricing.checks.entries import written_prices
from cpq.pricing.methods import Fixed, PercentOf
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


def no_share_of_a_share(rulebook: Rulebook) -> Iterator[Finding]:
    """A percentage of other lines names no product that is a percentage itself: there would be a circle, or an order to guess."""
    prices = [each for each in written_prices(rulebook) if isinstance(each.method, PercentOf)]
    shares = {(each.owner.id, each.code): each for each in prices}
    for written in prices:
        of = cast("PercentOf", written.method).of
        for number, code in enumerate(of.products):
            other = shares.get((written.owner.id, code))
            if other is not None:
                text = Text(
                    zh=f"“{written.code}”按“{code}”的比例计价，而“{code}”本身也按其他行的比例计价；请改为给它的基数，或给其中一个定价",
                    en=f'"{written.code}" is a percentage of "{code}", which is a percentage of other lines itself; name what that is '
                    "taken of, or give one of them a price",
                )
                yield Finding("share-of-a-share", written.at("of", "products", number), text, related=(other.at(),))
