"""Held prices: what is charged and given back where a quote goes on with a subscription that the customer has.

They come last: no rule, promotion or discount of the quote works on a price that was agreed before, or on what is given back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from cpq.bom.extent import Extent
from cpq.bom.item import Held, Item
from cpq.bom.products import Subscription
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.entry import Entry, PricedEntry
from cpq.pricing.line import Line
from cpq.pricing.methods import Fixed, Price
from cpq.pricing.phases.percentage import Cause, percentage_step
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.text import Text


def held_prices(basket: Basket, context: Context) -> Basket:
    """The basket with the lines whose price is taken over, in the order of the items."""
    held = [_line(item, item.held, context) for item in context.items if item.held is not None]
    if not held:
        return basket
    return basket.with_lines([*basket.lines, *held]).together(context.items)


def _line(item: Item, held: Held, context: Context) -> Line:
    price = held.existing.price
    entry = Entry(Fixed(method="fixed", price=price), item.product, (), Text.same(held.id), agreed=True)
    step = _credit(item, held, context) if held.credit else _charge(item, held, context)
    line = Line(item, PricedEntry(entry, Price(price)), price).plus(step)
    return line.plus(*_uplift(line, context)) if held.renews else line


def _charge(item: Item, held: Held, context: Context) -> Step:
    label = Text(zh=f"沿用 {held.id} 的单价", en=f"Price of {held.id}, kept")
    amount, exact = _amount(item, item.quantity, context)
    return _step(item, held, context, Step(Phase.BASE, held.id, label, amount, exact))


def _credit(item: Item, held: Held, context: Context) -> Step:
    """What the same days were charged with, mirrored; never more than was charged in all."""
    amount, exact = _amount(item, -item.quantity, context)
    most = held.existing.charged
    given = amount if most is None else min(amount, context.round(most))
    label = Text(zh=f"{held.id} 剩余期间退费", en=f"Credit for the rest of {held.id}")
    note = Text(zh="以已计费用为限", en="no more than was charged") if given < amount else None
    return _step(item, held, context, Step(Phase.BASE, held.id, label, -given, -exact, note=note))


def _amount(item: Item, quantity: Decimal, context: Context) -> tuple[Decimal, Decimal]:
    """Rounded as an invoice of the subscription is, and exact; free months are neither charged nor given back."""
    extent = item.recurrence.calendar.paid if item.recurrence else Extent(0)
    exact = extent.times((item.held.existing.price if item.held else Decimal(0)) * quantity)
    return extent.rounded(exact, context.round), exact


def _step(item: Item, held: Held, context: Context, step: Step) -> Step:
    """A step with the price that it is of, and where that is written."""
    place = context.where("existing", held.id, "price")
    return replace(step, place=place, quantity=item.quantity, unit_price=held.existing.price)


def _uplift(line: Line, context: Context) -> Iterator[Step]:
    """What the kept price rises: as the customer's contract says, else the product; at most the contract's cap."""
    product = line.item.product
    if not isinstance(product, Subscription):
        return
    label = Text(zh="续订涨价", en="Uplift at renewal")
    rate, cause = product.uplift, (product.id, label, product.at("uplift"))
    for contract in context.prices.contracts:
        if contract.uplift is not None:
            rate, cause = contract.uplift, (contract.id, label, contract.at("uplift"))
            break
    yield from _capped(line, rate, cause, context)


def _capped(line: Line, rate: Decimal, cause: Cause, context: Context) -> Iterator[Step]:
    note = None
    for contract in context.prices.contracts:
        if contract.uplift_cap is not None and contract.uplift_cap < rate:
            most, asked = (f"{(each * 100).normalize():f}" for each in (contract.uplift_cap, rate))
            note = Text(zh=f"以 {most}% 为上限，本应 {asked}%", en=f"at most {most} %, instead of {asked} %")
            rate, cause = contract.uplift_cap, (cause[0], cause[1], contract.at("uplift_cap"))
    if rate:
        yield percentage_step(line, rate, Phase.PRICE_RULE, cause, context, note)
