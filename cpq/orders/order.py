"""An order: what a customer accepted, frozen with its amounts. No later rulebook, price or request changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cpq.answer.schedule import Schedule
from cpq.bom.buyer import Buyer
from cpq.bom.item import Role
from cpq.orders.refusal import refusal
from cpq.orders.states import State
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.rulebook.fields import Period
from cpq.rulebook.text import Text

LARGEST = 2**63 - 1
"""Minor units; what is stored of money is an integer of 64 bits."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line as it was accepted; `number` and `parent` are those of the quote, amounts are for the whole quantity and term.

    `included`: paid with the line above. `estimated`: metered, and no part of the totals. `subscription` is the number under which
    the line is amended and renewed, where it is one; of a line that amends, of the subscription that it amends.
    """

    number: str
    parent: str | None
    role: Role
    product: str
    code: str
    name: Text
    unit: Text
    quantity: Decimal
    unit_net: Decimal
    net: Decimal
    tax_name: Text
    tax_rate: Decimal
    tax: Decimal
    gross: Decimal
    included: bool
    estimated: bool
    period: Period | None
    start: date | None
    end: date | None
    subscription: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """`quote` and `version` say what was accepted, on `date`. `net`, `tax` and `gross` are the quote's totals; `payable` is the sum of
    the invoices, which differs from `gross` by what each is rounded for cash.

    `customer` is the number that the rulebook knows the customer by, None where the quote describes one. Invoices are due `due` days after their date.
    """

    number: str
    quote: str
    version: int
    rulebook_version: str
    date: date
    customer: str | None
    buyer: Buyer
    currency: str
    tax_included: bool
    due: int
    state: State
    lines: tuple[OrderLine, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class Accepted:
    """Which version of which quote was accepted, and when."""

    quote: str
    version: int
    day: date


def order_of(
    quote: PricedQuote, schedule: Schedule, accepted: Accepted, number: str, subscriptions: Mapping[str, str]
) -> Order:
    """The order of an accepted quote. `subscriptions`: number of a line of the quote → number of the subscription.

    Raises `Refused` for amounts that cannot be kept.
    """
    _within_bounds(quote, schedule)
    return Order(
        number=number,
        quote=accepted.quote,
        version=accepted.version,
        rulebook_version=quote.rulebook_version,
        date=accepted.day,
        customer=quote.request.customer if isinstance(quote.request.customer, str) else None,
        buyer=quote.buyer,
        currency=quote.currency,
        tax_included=quote.tax_included,
        due=quote.due_days,
        state="open",
        lines=tuple(_line(line, subscriptions) for line in quote.lines),
        net=quote.totals.net,
        tax=quote.totals.tax,
        gross=quote.totals.gross,
        payable=schedule.payable,
    )


def _line(line: PricedLine, subscriptions: Mapping[str, str]) -> OrderLine:
    billing = line.billing
    return OrderLine(
        number=line.number,
        parent=line.parent,
        role=line.role,
        product=line.product,
        code=line.code,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        unit_net=line.unit_net,
        net=line.net,
        tax_name=line.tax.name,
        tax_rate=line.tax.rate,
        tax=line.tax.amount,
        gross=line.gross,
        included=line.included,
        estimated=line.estimated,
        period=billing.period if billing else None,
        start=billing.start if billing else None,
        end=billing.end if billing else None,
        subscription=subscriptions.get(line.number),
    )


def _within_bounds(quote: PricedQuote, schedule: Schedule) -> None:
    every = (each for line in quote.lines for each in (line.list_amount, line.net, line.gross))
    if max(map(abs, (*every, schedule.gross, schedule.payable))).scaleb(quote.digits) > LARGEST:
        raise refusal(
            "too-large",
            "金额过大，无法入账；请拆成几份报价",
            "the amounts are too large to be kept in books; make several quotes of it",
        )
