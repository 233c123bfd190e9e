"""The line of a gift: what is given, at its list price, before the promotion takes that off."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.item import Item
from cpq.bom.request import LineRequest
from cpq.bom.sellability import why_not_sold
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.entry import Entry, PricedEntry
from cpq.pricing.line import ZERO, Line
from cpq.pricing.methods import Fixed, Price
from cpq.pricing.phases.base_price import base_price
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


def gift_line(promotion: Entity, code: str, quantity: Decimal, context: Context) -> Line:
    """A line of its own for a gift. Raises `Refused` where it may not be sold to this customer."""
    article = context.rulebook.derived(Catalogue).articles[code]
    item = item_of(promotion.id, article, quantity, context.rulebook.derived(Catalogue).section_of(article.product))
    reasons = why_not_sold(context.rulebook, item.product, context.situation, code)
    if reasons:
        raise Refused([_not_given(promotion, code, reason.text, reason.place) for reason in reasons])
    if context.prices.entry(item) is None:
        return _without_price(item, promotion)
    (line,) = base_price(Basket((Line(item),)), context).lines
    return replace(line, uses=())


def item_of(promotion: str, article: Article, quantity: Decimal, section: Text | None = None) -> Item:
    """So much of an article on a line of its own that nobody asked for."""
    id = f"gift:{promotion}"
    return Item(
        id=id,
        number=f"G:{promotion}",
        parent=None,
        root=id,
        role="gift",
        product=article.product,
        code=article.code,
        name=article.name,
        quantity=quantity,
        each=quantity,
        attributes=article.attributes,
        section=section or article.name,
        request=LineRequest(product=article.code, quantity=quantity),
    )


def _without_price(item: Item, promotion: Entity) -> Line:
    """A gift that the price list does not know is worth nothing on the quote."""
    entry = Entry(Fixed(method="fixed", price=ZERO), promotion, ("benefit",), item.name)
    place = promotion.at("benefit")
    step = Step(Phase.BASE, promotion.id, item.name, ZERO, ZERO, place, quantity=item.quantity, unit_price=ZERO)
    return Line(item, PricedEntry(entry, Price(ZERO)), ZERO).plus(step)


def _not_given(promotion: Entity, code: str, why: Text, place: Place) -> Finding:
    text = Text(
        zh=f"促销“{promotion.id}”的赠品 {code} 不可售给该客户：{why.zh}；请换一件赠品，或在促销中写 on_error: skip",
        en=f'the gift {code} of promotion "{promotion.id}" may not be sold to this customer: {why.en}; give something else, or write '
        "`on_error: skip` in the promotion",
    )
    return Finding("gift-not-sold", promotion.at("benefit"), text, related=(place,))
