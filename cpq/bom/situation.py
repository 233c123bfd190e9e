"""The situation of a quote: what is known of it before anything is priced, and the names that rules may use for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from cpq.bom.buyer import Buyer
from cpq.bom.calendar import add_months, in_calendar
from cpq.bom.existing import Existing
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.bom.tree import line_of
from cpq.company.company import Company, Settings
from cpq.company.currency import SellingCurrency
from cpq.company.market import Channel, Customer, Region, Segment
from cpq.company.payment import PaymentTerm
from cpq.rulebook.expressions import Day, MoneyType, Number, Scope, TextSet, TextType, Type
from cpq.rulebook.fields import Proration, coupon_spelling
from cpq.rulebook.kept import Kept
from cpq.rulebook.model import Entity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

MOST_BUYERS = 10_000
"""Customers that are kept as buyers."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Who buys what kind of quote, where and when. `regions` is the customer's region and all that contain it, nearest first.

    `values` are the values of the names of `sale_scope`. `common_end` is the last day of what has no term of its own, None where
    every product has its usual term; `existing` are the subscriptions that the customer has, `bought` the codes of what was bought
    before; `proration` is how the company measures part of a billing period; `deliveries` are the methods of delivery.
    """

    date: date
    currency: str
    channel: str
    customer: Buyer
    regions: tuple[str, ...]
    payment_term: str | None
    coupons: frozenset[str]
    proration: Proration = "actual"
    common_end: date | None = None
    existing: Mapping[str, Existing] = field(default_factory=dict[str, Existing])
    bought: frozenset[str] = frozenset()
    previous_orders: int | None = None
    time: str | None = None
    deliveries: frozenset[str] = frozenset()

    @property
    def values(self) -> Mapping[str, object]:
        """The values of the names that rules may use; what is not known of the customer is left out."""
        orders = {} if self.previous_orders is None else {"customer.orders": Decimal(self.previous_orders)}
        return orders | {
            "customer.id": self.customer.id or "",
            "customer.segment": self.customer.segment,
            "customer.region": self.customer.region,
            "customer.regions": frozenset(self.regions),
            "customer.groups": frozenset(self.customer.groups),
            "customer.bought": self.bought,
            "channel": self.channel,
            "currency": self.currency,
            "date": self.date,
            "payment_term": self.payment_term or "",
            "coupons": self.coupons,
            "delivery.methods": self.deliveries,
        }


def situation_of(rulebook: Rulebook, request: QuoteRequest) -> Situation:
    """The situation that a request describes; a customer's id stands for what the rulebook says of that customer."""
    buyer = buyer_of(rulebook, request.customer)
    return Situation(
        date=request.date,
        currency=request.currency,
        channel=request.channel,
        customer=buyer,
        regions=line_of(rulebook.all(Region), buyer.region),
        payment_term=request.payment_term,
        coupons=frozenset(request.coupons),
        proration=_proration(rulebook),
        common_end=_common_end(request),
        existing=request.existing,
        bought=frozenset(code for code, quantity in request.cumulated.items() if quantity),
        previous_orders=request.previous_orders,
        time=request.time,
        deliveries=frozenset(each.method for each in request.deliveries),
    )


def _proration(rulebook: Rulebook) -> Proration:
    """As the company's settings say; products can be looked at without a company, too."""
    companies = rulebook.all(Company).values()
    return next((company.settings for company in companies), _NO_COMPANY).proration


_NO_COMPANY = Settings()


def _common_end(request: QuoteRequest) -> date | None:
    """The day on which subscriptions without a term of their own end."""
    if request.co_terminate is not True:
        return request.co_terminate
    ends = [last_day(line, request.date) for _, line in request.counted]
    ends += [each.end for each in request.existing.values()]
    return max((day for day in ends if day is not None), default=None)


def last_day(line: LineRequest, quoted: date) -> date | None:
    """The last day that a line asks for itself."""
    if line.end is not None or line.term is None or not in_calendar(line.start or quoted):
        return line.end
    return add_months(line.start or quoted, line.term) - timedelta(days=1)


def buyer_of(rulebook: Rulebook, customer: str | Buyer) -> Buyer:
    """The customer as described in the request, or as the rulebook describes the id. Raises `KeyError` for an unknown id."""
    return customer if isinstance(customer, Buyer) else rulebook.derived(_Buyers).of(customer)


class _Buyers:
    """The customers of a rulebook as buyers, those that bought lately."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._customers = rulebook.all(Customer)
        self._found = Kept[str, Buyer](MOST_BUYERS)

    def of(self, id: str) -> Buyer:
        return self._found.of(id, lambda known: _buyer(self._customers[known]))


def _buyer(known: Customer) -> Buyer:
    return Buyer(
        id=known.id,
        name=known.name,
        segment=known.segment,
        groups=known.groups,
        region=known.region,
        address=known.address,
        contact=known.contact,
        tax_number=known.tax_number,
        tax_exempt=known.tax_exempt,
    )


def _words(rulebook: Rulebook, kind: type[Entity], *also: str) -> frozenset[str] | None:
    """The ids of a section as the closed set of words; open where the section has none."""
    ids = frozenset(rulebook.all(kind))
    return ids | frozenset(also) if ids else None


def _sale_names(rulebook: Rulebook) -> dict[str, Type]:
    regions = _words(rulebook, Region)
    return {
        "customer.id": TextType(_words(rulebook, Customer, "")),
        "customer.segment": TextType(_words(rulebook, Segment)),
        "customer.region": TextType(regions),
        "customer.regions": TextSet(regions),
        "customer.groups": TextSet(),
        "customer.bought": TextSet(),
        "customer.orders": Number(),
        "channel": TextType(_words(rulebook, Channel)),
        "currency": TextType(_words(rulebook, SellingCurrency)),
        "date": Day(),
        "payment_term": TextType(_words(rulebook, PaymentTerm, "")),
        "coupons": TextSet(spelling=coupon_spelling),
    }


def sale_scope(rulebook: Rulebook) -> Scope:
    """The names that are known before prices: for selling rules."""
    return Scope(_sale_names(rulebook), Text(zh="可售条件", en="a selling condition"))


def quote_scope(rulebook: Rulebook) -> Scope:
    """The names of a whole quote: the situation, and the amounts of the order and of its deliveries so far."""
    order: dict[str, Type] = {
        "order.list": MoneyType(),
        "order.net": MoneyType(),
        "order.quantity": Number(),
        "delivery.methods": TextSet(),
        "delivery.list": MoneyType(),
        "delivery.net": MoneyType(),
    }
    return Scope(_sale_names(rulebook) | order, Text(zh="报价条件", en="a quote condition"))
