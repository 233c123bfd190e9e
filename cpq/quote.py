"""The straight line: a request and a rulebook become a priced quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, Overflow

from cpq.answer import answer, aside_of
from cpq.bom.asides import chosen
from cpq.bom.explosion import Exploded, explode_request
from cpq.bom.request import QuoteRequest
from cpq.bom.situation import situation_of
from cpq.money import arithmetic
from cpq.priced_quote import Aside, PricedQuote
from cpq.pricing.basket import Basket
from cpq.pricing.consumption import unknown_limits
from cpq.pricing.context import Context, PhaseFunction, Where, context_of
from cpq.pricing.list_in_force import list_in_force
from cpq.pricing.phases.base_price import base_price
from cpq.pricing.phases.contract_discounts import contract_discounts
from cpq.pricing.phases.deliveries import deliveries, delivery_prices
from cpq.pricing.phases.free_months import free_months
from cpq.pricing.phases.held_prices import held_prices
from cpq.pricing.phases.manual import manual_line_discounts, manual_order_discount
from cpq.pricing.phases.manual_prices import manual_prices
from cpq.pricing.phases.parting import together_again
from cpq.pricing.phases.price_rules import price_rules
from cpq.pricing.phases.quantity_tiers import quantity_tiers
from cpq.pricing.phases.ramps import ramps
from cpq.pricing.phases.setup_fees import setup_fees
from cpq.pricing.phases.surcharges import surcharges
from cpq.pricing.shares import batches
from cpq.promotions.chosen_gifts import unfit_gifts
from cpq.promotions.phases import deals, delivery_discounts, line_discounts, order_discounts, promised_months, rewards
from cpq.promotions.rebates.used import used_rebates
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.stages import stage
from cpq.written_request import where_of

LINE_PHASES: tuple[PhaseFunction, ...] = (
    base_price,
    surcharges,
    quantity_tiers,
    ramps,
    price_rules,
    contract_discounts,
    together_again,
    deals,
    line_discounts,
    free_months,
    promised_months,
)
"""The waterfall, part one: each line on its way from list price to net. Lines that are a percentage of others go through it after those, step by step."""

ORDER_PHASES: tuple[PhaseFunction, ...] = (
    order_discounts,
    deliveries,
    delivery_discounts,
    delivery_prices,
    manual_prices,
    used_rebates,
    manual_line_discounts,
    manual_order_discount,
)
"""The waterfall, part two: all lines together. What is given on deliveries comes between `deliveries` and `delivery_prices`."""


def price_quote(
    rulebook: Rulebook, request: QuoteRequest, where: Where | None = None, *, asides: bool = True
) -> PricedQuote:
    """Configure, price, promote, total. A pure function: the same request and rulebook give an equal quote.

    `where` tells the place of a value of the request, for findings. Without `asides` what is offered beside the quote has no price, which
    saves a pricing for each. Raises `Refused` with everything that stands in the way.
    """
    where = where or where_of(request)
    try:
        with arithmetic():
            quote = _priced(rulebook, request, where)
            offered = tuple(_asides(rulebook, quote, where)) if asides else ()
            return replace(quote, asides=offered) if offered else quote
    except ArithmeticError:
        raise Refused([_too_large(where)]) from None


def _priced(rulebook: Rulebook, request: QuoteRequest, where: Where) -> PricedQuote:
    with stage("explode"):
        context, exploded = opened(rulebook, request, where)
    with stage("waterfall"):
        basket = waterfall(context)
    with stage("answer"):
        return _within_bounds(answer(basket, exploded.notes, context))


def _asides(rulebook: Rulebook, quote: PricedQuote, where: Where) -> Iterator[Aside]:
    """Each option and alternative by pricing everything again as if it were chosen: the figure that is shown is what it would add."""
    for index, line in enumerate(quote.request.lines):
        if line.aside:
            yield aside_of(quote, index, _priced(rulebook, chosen(quote.request, index), where))


def opened(rulebook: Rulebook, request: QuoteRequest, where: Where) -> tuple[Context, Exploded]:
    """What is asked for, as items, and the price list that is in force."""
    situation = situation_of(rulebook, request)
    exploded = explode_request(rulebook, request, situation, where)
    in_force = list_in_force(rulebook, situation, request.price_list, where)
    if isinstance(in_force, Finding):
        raise Refused([*exploded.findings, in_force])
    if exploded.findings:
        raise Refused(exploded.findings)
    context = context_of(rulebook, request, situation, in_force, exploded.items, where)
    unfit = [*unknown_limits(context), *unfit_gifts(context)]
    if unfit:
        raise Refused(unfit)
    return context, exploded


def waterfall(context: Context) -> Basket:
    """Every item with its trace, from list price to net."""
    basket = Basket()
    for batch in batches(context):
        basket = basket.then(batch)
        for phase in LINE_PHASES if batch else ():
            basket = phase(basket, context)
    basket = basket.together(context.items)
    for phase in ORDER_PHASES:
        basket = phase(basket, context)
    return setup_fees(rewards(held_prices(basket, context), context), context)


LARGEST = Decimal(10) ** 20
"""Amounts from here on cannot be written out with all their digits everywhere."""


def _within_bounds(quote: PricedQuote) -> PricedQuote:
    amounts = (amount for line in quote.lines for amount in (line.list_amount, line.gross))
    if any(abs(amount) >= LARGEST for amount in (*amounts, quote.totals.list_amount, quote.totals.gross)):
        raise Overflow
    return quote


def _too_large(where: Where) -> Finding:
    text = Text(
        zh="金额过大，无法精确计算；请检查数量与单价",
        en="the amounts are too large to be worked out exactly; check quantities and prices",
    )
    return Finding("too-large", where(), text)
