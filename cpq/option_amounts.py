"""What the options of a configurable product and of its parts weigh in a quote: list prices, or what is lost by selling them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cpq.bom.allowance import Allowances
from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration import Selection
from cpq.bom.configuration.amounts import Amounts, OptionPlace, option_places, part_places
from cpq.bom.item import Item
from cpq.bom.line import Line
from cpq.bom.line_items import LineItems
from cpq.bom.products import Configurable
from cpq.bom.request import QuoteRequest
from cpq.bom.situation import situation_of
from cpq.money import arithmetic
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context, context_of
from cpq.pricing.list_in_force import list_in_force
from cpq.pricing.market import QuoteMarket
from cpq.pricing.methods import Unpriced
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.written_request import where_of

Objective = Literal["price", "margin"]
"""Completions with the lowest list price, or with the highest margin on it."""


@dataclass(frozen=True, slots=True)
class OptionAmounts:
    """The amount for one piece of each option in one unit of what has it, over its term, in the quote's currency.

    For `margin`: cost less price, so that the least sum is the highest margin. What has no amount of its own (a percentage
    of other lines, an unknown cost) weighs nothing and is in `missing`, with the reason.
    """

    amounts: Amounts
    missing: Mapping[OptionPlace, Text] = field(default_factory=dict[OptionPlace, Text])


def option_amounts(
    rulebook: Rulebook,
    request: QuoteRequest,
    product: Configurable,
    selection: Selection,
    objective: Objective = "price",
) -> OptionAmounts:
    """Those of the product and of the parts that the selection has in it: list prices before tiers, discounts and promotions,
    which depend on the whole quote. For `price` also those of the parts themselves: how many stand in an open place is then weighed,
    too. For `margin` not: more parts would only ever be more margin.

    The request says for whom, when and in which currency; its first line how long. Raises `Refused` where no price list
    fits.
    """
    with arithmetic():
        context = _context(rulebook, request)
        market = QuoteMarket(Basket(), context)
        amounts: dict[OptionPlace, Decimal] = {}
        missing: dict[OptionPlace, Text] = {}
        for place, items in _options(context, product, selection, parts=objective == "price"):
            try:
                amounts[place] = sum((_amount(item, market, context, objective) for item in items), Decimal(0))
            except Unpriced as error:
                missing[place] = error.text
        return OptionAmounts(amounts, missing)


def _context(rulebook: Rulebook, request: QuoteRequest) -> Context:
    where = where_of(request)
    situation = situation_of(rulebook, request)
    in_force = list_in_force(rulebook, situation, request.price_list, where)
    if isinstance(in_force, Finding):
        raise Refused([in_force])
    return context_of(rulebook, request, situation, in_force, (), where)


def _options(
    context: Context, product: Configurable, selection: Selection, *, parts: bool
) -> Iterator[tuple[OptionPlace, tuple[Item, ...]]]:
    """One piece of every option as it would stand in the line, and for the price of every part: once, or once for each year of a ramp."""
    line = Line(context.rulebook, context.situation, context.request.lines[0], 0, context.where)
    articles = context.rulebook.derived(Catalogue).articles
    items = LineItems(line, Allowances())
    for place in option_places(product, selection, context.rulebook):
        yield place, items.option([articles[id] for id in place.products], place.group, place.option)
    for place in part_places(product, selection, context.rulebook) if parts else ():
        yield place, items.part([articles[id] for id in (*place.products, place.option)], place.group)


def _amount(item: Item, market: QuoteMarket, context: Context, objective: Objective) -> Decimal:
    method = market.entry(item).method
    price = market.list_price(item)
    setup = method.setup.price if method.setup and item.year in (None, 1) else Decimal(0)
    if objective == "price":
        return item.extent.times(price) + setup
    cost = context.costs.of(item)
    if cost.amount is None:
        raise Unpriced(cost.why)
    return item.extent.times(cost.amount - price) - setup
