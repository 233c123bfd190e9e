"""The subscriptions that orders begin, change and renew. Each state is kept; the last of a number is the one that holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from cpq.bom.existing import Existing
from cpq.bom.products.subscription import FreeMonths
from cpq.bom.request import LineRequest
from cpq.money import Rounding, arithmetic, round_to, settled
from cpq.orders.freed import free_months_of
from cpq.orders.refusal import refusal
from cpq.priced_quote import UNIT_PRICE_DIGITS, Billing, PricedLine, PricedQuote

DAY = timedelta(days=1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A state of a subscription: the `sequence`-th, from the day `since` on, by an order and its line.

    `price` is the net price of one unit and period, `quantity` counts the product's own unit; 0 says that it has ended, on `end`.
    `start` is the first day of the whole, whatever changed since; `charged` what all its lines come to. `renews` is the subscription
    that it goes on with.
    """

    number: str
    sequence: int
    order: str
    line: str
    product: str
    quantity: Decimal
    price: Decimal
    start: date
    end: date
    since: date
    billing_day: int
    free: FreeMonths | None
    charged: Decimal
    renews: str | None = None

    @property
    def ended(self) -> bool:
        """Whether it was taken away."""
        return not self.quantity

    @property
    def existing(self) -> Existing:
        """As a request for a quote says it; there is none of what has ended."""
        return Existing(
            product=self.product,
            quantity=self.quantity,
            price=self.price,
            start=self.start,
            end=self.end,
            billing_day=self.billing_day,
            free=self.free,
            charged=max(self.charged, ZERO),
        )


def subscriptions_after(quote: PricedQuote, order: str, held: Mapping[str, Subscription]) -> tuple[Subscription, ...]:
    """What an accepted quote makes of subscriptions: a state for each that it begins, renews or changes.

    `held` are the states that hold now, by number: all that lines of the quote name must be there, as the quote took them. Numbers are
    made of the order's and the line's. Raises `Refused` for a subscription that is not known or has changed since the quote.
    """
    with arithmetic():
        return tuple(_states(quote, order, held))


def _states(quote: PricedQuote, order: str, held: Mapping[str, Subscription]) -> Iterator[Subscription]:
    for index, asked in enumerate(quote.request.lines):
        if asked.aside:
            continue  # offered, and not taken
        lines = [line for line in quote.lines if _root(line) == str(index + 1)]
        for number in filter(None, (asked.amends, asked.renews, asked.co_term)):
            _same_as_quoted(number, quote, held)
        if asked.amends is not None:
            yield _changed(held[asked.amends], asked, lines, quote, order)
        else:
            yield from (_begun(line, asked, quote, order) for line in lines if _is_subscription(line))


def _root(line: PricedLine) -> str:
    """The position of the line of the request that a line of the quote comes from: 3 of 3, 3-Y2, 3-C and 3.1.2."""
    return line.number.partition("-")[0].partition(".")[0]


def _is_subscription(line: PricedLine) -> bool:
    return line.billing is not None and not line.estimated and line.quantity > 0


def _same_as_quoted(number: str, quote: PricedQuote, held: Mapping[str, Subscription]) -> None:
    now = held.get(number)
    if now is None:
        raise refusal(
            "unknown-subscription",
            f"没有订阅 {number}；只能变更、续订由订单产生的订阅",
            f"there is no subscription {number}; only those that orders began can be amended, renewed or ended with",
        )
    if now.ended or _comparable(now.existing) != _comparable(quote.request.existing.get(number)):
        raise refusal(
            "subscription-changed",
            f"报价之后订阅 {number} 已有变化；请按现状重新报价",
            f"subscription {number} has changed since the quote; make a new version of the quote from how it is now",
        )


def _comparable(existing: Existing | None) -> Existing | None:
    """A list of free months is the same as a tuple of them."""
    if existing is None or existing.free is None:
        return existing
    free = existing.free.model_copy(update={"months": tuple(existing.free.months)})
    return existing.model_copy(update={"free": free})


def _begun(line: PricedLine, asked: LineRequest, quote: PricedQuote, order: str) -> Subscription:
    billing = _billing(line)
    return Subscription(
        number=subscription_number(order, line.number),
        sequence=1,
        order=order,
        line=line.number,
        product=line.code,
        quantity=line.quantity * line.contains,
        price=_price(line, quote),
        start=billing.start,
        end=billing.end,
        since=billing.start,
        billing_day=billing.calendar.cycle.day,
        free=free_months_of(billing.calendar),
        charged=line.share or ZERO if line.included else line.net,
        renews=asked.renews,
    )


def subscription_number(order: str, line: str) -> str:
    """`ORD-2026-000007` and `2-Y1` make `SUB-2026-000007-2-Y1`."""
    return f"SUB-{order.removeprefix('ORD-')}-{line}"


def _changed(
    before: Subscription, asked: LineRequest, lines: Sequence[PricedLine], quote: PricedQuote, order: str
) -> Subscription:
    since = asked.start or quote.date
    charged = before.charged + sum((line.net for line in lines if line.billing), ZERO)
    state = replace(
        before, sequence=before.sequence + 1, order=order, line=lines[0].number, since=since, charged=charged
    )
    if not asked.quantity:
        return replace(state, quantity=ZERO, end=since - DAY)
    line = next(line for line in lines if _is_subscription(line))
    price = _price(line, quote) if asked.keep_price is False else before.price
    return replace(state, quantity=line.quantity * line.contains, price=price)


def _billing(line: PricedLine) -> Billing:
    if line.billing is None:
        raise ValueError(line.number)
    return line.billing


def _price(line: PricedLine, quote: PricedQuote) -> Decimal:
    """The net price of one of the product's own units and one period that is charged.

    The price shown, or what the amount of a whole period is for one unit, where that makes the line's net amount; else what the net
    amount comes to, to 12 digits after the point.
    """
    billing, quantity = _billing(line), line.quantity * line.contains
    extent, net = billing.calendar.paid, line.share or ZERO if line.included else line.net
    if not extent.length:
        return line.unit_list / line.contains

    def rounded(amount: Decimal) -> Decimal:
        return round_to(amount, quote.digits, quote.company.settings.rounding)

    for price in (line.unit_net / line.contains, _fine(billing.per_period / quantity)):
        if price >= 0 and extent.rounded(extent.times(price * quantity), rounded) == net:
            return price
    return _fine(extent.per_period(net) / quantity)


def _fine(price: Decimal) -> Decimal:
    fine = round_to(settled(price), UNIT_PRICE_DIGITS, Rounding.HALF_UP)
    return Decimal(f"{fine.normalize():f}")
