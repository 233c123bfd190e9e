"""Which products of a target could be added to a quote: sold to this customer, at a price of the list in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Configurable, Variants
from cpq.bom.sellability import why_not_sold
from cpq.bom.target import Target
from cpq.pricing.context import Context
from cpq.promotions.gift_line import item_of
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed


def offered(target: Target, context: Context) -> tuple[str, ...]:
    """The codes that a target names and that can be ordered as they are, of variants each; none of what it means by category or tag."""
    return tuple(article.code for article in _named(target, context) if _is_offered(article, context))


def some_of(codes: Sequence[str], more: int) -> Text:
    """So many more of some codes, or of whatever is meant where there are none."""
    named = listed(codes, 3)
    if not codes:
        return Text(zh=f"{more} 件", en=f"{more} more {'unit' if more == 1 else 'units'}")
    if len(codes) == 1:
        return Text(zh=f"{more} 件 {named.zh}", en=f"{more} more {named.en}")
    return Text(zh=f"{more} 件（{named.zh} 任选）", en=f"{more} more of {named.en}")


def _named(target: Target, context: Context) -> Iterator[Article]:
    catalogue = context.rulebook.derived(Catalogue)
    for code in target.products or ():
        article = catalogue.article(code)
        if article is None or isinstance(article.product, Configurable):
            continue
        if isinstance(article.product, Variants) and not article.is_variant:
            yield from catalogue.variants_of(article.product)
        else:
            yield article


def _is_offered(article: Article, context: Context) -> bool:
    product = article.product
    if why_not_sold(context.rulebook, product, context.situation, article.code):
        return False
    return context.prices.entry(item_of("offer", article, Decimal(1))) is not None
