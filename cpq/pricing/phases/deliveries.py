"""Deliveries: lines of their own after the goods, and their prices by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpq.bom.delivery_request import DeliveryRequest, ids_of
from cpq.pricing.basket import Basket
from cpq.pricing.conditions import failing_terms, holds
from cpq.pricing.context import Context
from cpq.pricing.delivery_item import delivery_item
from cpq.pricing.delivery_method import DeliveryMethod, DeliveryTiers
from cpq.pricing.entry import Entry, PricedEntry
from cpq.pricing.line import ZERO, Line
from cpq.pricing.methods import Fixed, Price
from cpq.pricing.methods.tiers import reached, tier_label
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

RULE = "manual-delivery"
LABEL = Text(zh="改定运费", en="Delivery prices set by hand")


def deliveries(basket: Basket, context: Context) -> Basket:
    """The basket with a line for each delivery after the goods, at its method's price.

    Raises `Refused` with every delivery whose method is not offered for the quote, or has no price in its currency.
    """
    asked = context.request.deliveries
    if not asked:
        return basket
    pricing = _Pricing(basket, context)
    found = [pricing.line(position, id) for position, id in enumerate(ids_of(asked))]
    findings = [each for each in found if isinstance(each, Finding)]
    if findings:
        raise Refused(findings)
    return basket.with_lines([*basket.lines, *(each for each in found if isinstance(each, Line))])


def delivery_prices(basket: Basket, context: Context) -> Basket:
    """Every delivery whose price the rep sets, at that price, after every promotion. Raises `Refused` for fractions of the minor unit."""
    if all(asked.price is None for asked in context.request.deliveries):
        return basket
    findings = list(_too_fine(context))
    if findings:
        raise Refused(findings)
    return basket.with_lines(_by_hand(line, context) if line.delivery else line for line in basket.lines)


def _too_fine(context: Context) -> Iterator[Finding]:
    for position, asked in enumerate(context.request.deliveries):
        if asked.price is not None and asked.price != context.round(asked.price):
            text = Text(
                zh=f"{context.currency} 金额最多 {context.digits} 位小数",
                en=f"an amount in {context.currency} has at most {context.digits} digits after the point",
            )
            yield Finding("delivery-price", context.where("deliveries", position, "price"), text)


def _by_hand(line: Line, context: Context) -> Line:
    asked = context.request.deliveries[line.item.index]
    if asked.price is None or asked.price == line.net:
        return line
    amount = asked.price - line.net
    step = Step(
        Phase.MANUAL,
        RULE,
        LABEL,
        amount,
        amount,
        base=line.net,
        quantity=Decimal(1),
        note=asked.reason,
        becomes=asked.price,
    )
    return line.plus(step)


class _Pricing:
    """The deliveries of one quote, priced by the goods as they stand."""

    def __init__(self, basket: Basket, context: Context) -> None:
        self._basket = basket
        self._context = context
        self._order = basket.order_values()
        self._values = {**context.values, **self._order}

    def line(self, position: int, id: str) -> Line | Finding:
        """One delivery with its first step, or why it cannot be had."""
        asked = self._context.request.deliveries[position]
        place = self._context.where("deliveries", position, "method")
        method = self._context.rulebook.get(DeliveryMethod, asked.method)
        if method is None:
            return _unknown(asked, place)
        why_not = self._not_offered(method, place) or self._not_priced(method, asked, place)
        if why_not is not None:
            return why_not
        item = delivery_item(method, asked, position, id)
        step = self._step(method, asked)
        price = step.unit_price or ZERO
        entry = Entry(Fixed(method="fixed", price=price), method, (), method.name)
        return Line(item, PricedEntry(entry, Price(price)), price).plus(step)

    def _not_offered(self, method: DeliveryMethod, place: Place) -> Finding | None:
        name, day = method.name, self._context.situation.date
        if not method.valid.covers(day):
            text = Text(
                zh=f"“{name.zh}”在 {day} 不提供，请改选配送方式",
                en=f'"{name.en}" is not offered on {day}; choose another method',
            )
            return Finding("delivery-not-offered", place, text, related=(method.at("valid"),))
        if method.when is not None and not holds(method.when, self._values, method, "when"):
            term = failing_terms(method.when, self._values, method, "when")[0].text
            text = Text(
                zh=f"“{name.zh}”不适用于本报价：{term} 不成立；请改选配送方式",
                en=f'"{name.en}" is not offered for this quote: {term} does not hold; choose another method',
            )
            return Finding("delivery-not-offered", place, text, related=(method.at("when"),))
        return None

    def _not_priced(self, method: DeliveryMethod, asked: DeliveryRequest, place: Place) -> Finding | None:
        name, currency = method.name, self._context.currency
        if currency in method.price or asked.price is not None:
            return None
        text = Text(
            zh=f"“{name.zh}”没有 {currency} 运费，请在其 price 里补上，或在配送中写 price 与 reason",
            en=f'"{name.en}" has no price in {currency}: add it to the method, or write `price` and `reason` with the delivery',
        )
        return Finding("no-delivery-price", place, text, related=(method.at("price"),))

    def _step(self, method: DeliveryMethod, asked: DeliveryRequest) -> Step:
        """What the method costs here; where it names no amount in the currency, what the rep sets."""
        price, note, path = asked.price or ZERO, asked.reason, ()
        written = method.price.get(self._context.currency)
        if isinstance(written, DeliveryTiers):
            tier = reached(written.tiers, self._measure(written))
            price, note = written.tiers[tier].price, tier_label(written.tiers, tier)
            path = ("price", self._context.currency, "tiers", tier)
        elif written is not None:
            price, note, path = written, None, ("price", self._context.currency)
        amount, place = self._context.round(price), method.at(*path)
        return Step(
            Phase.BASE, method.id, method.name, amount, price, place, quantity=Decimal(1), unit_price=price, note=note
        )

    def _measure(self, tiers: DeliveryTiers) -> Decimal:
        """How large the order is."""
        if tiers.attribute is not None:
            return sum_of(tiers.attribute, self._basket)
        value = self._order[f"order.{tiers.by}"]
        return value if isinstance(value, Decimal) else ZERO


def sum_of(attribute: str, basket: Basket) -> Decimal:
    """The sum of a number over everything that is delivered; the years of a ramp count once.

    What a bundle states of itself covers its components. Options and nested parts come on top of what they stand in.
    """
    stated = {line.item.id for line in basket if isinstance(line.item.attributes.get(attribute), Decimal)}
    total = ZERO
    for line in basket:
        item, value = line.item, line.item.attributes.get(attribute)
        covered = item.role == "component" and item.parent in stated
        if isinstance(value, Decimal) and item.year in (None, 1) and not covered:
            total += value * item.quantity
    return total


def _unknown(asked: DeliveryRequest, place: Place) -> Finding:
    text = Text(
        zh=f"delivery_methods 里没有“{asked.method}”，请改正或补上",
        en=f'there is no "{asked.method}" in delivery_methods; correct it or add it',
    )
    return Finding("unknown-delivery", place, text)
