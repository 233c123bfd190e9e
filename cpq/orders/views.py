"""Orders, invoices, payments and subscriptions as they are answered. No costs are kept with them, so that there are none to hide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cpq.bom.buyer import Buyer
from cpq.orders.aging import Bucket
from cpq.orders.invoices import InvoiceLine, InvoiceTax, Kind
from cpq.orders.order import OrderLine
from cpq.orders.states import State
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order in a list. `payable` is what all its invoices come to, in `currency`."""

    id: str
    number: str
    quote: str
    quote_number: str
    quote_version: int
    date: date
    customer: str | None
    name: Text
    currency: str
    state: State
    net: Decimal
    tax: Decimal
    gross: Decimal
    payable: Decimal
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with its lines, frozen as they were accepted. `invoiced` is what its invoices and credit notes come to so far, `planned`
    how many invoices are still to be issued, `next_invoice` the day of the first of them; `open` is what is owed.
    """

    id: str
    number: str
    quote: str
    quote_number: str
    quote_version: int
    rulebook_version: str
    date: date
    customer: str | None
    buyer: Buyer
    currency: str
    tax_included: bool
    due: int
    state: State
    net: Decimal
    tax: Decimal
    gross: Decimal
    payable: Decimal
    invoiced: Decimal
    open: Decimal
    planned: int
    next_invoice: date | None
    lines: tuple[OrderLine, ...]
    subscriptions: tuple[SubscriptionView, ...]
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription as it is now. `quantity` is 0 where it has ended; `renewed_by` are those that go on with it."""

    number: str
    order: str
    product: str
    quantity: Decimal
    price: Decimal
    currency: str
    start: date
    end: date
    since: date
    charged: Decimal
    renews: str | None
    renewed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UsagePeriod:
    """What was used of a metered line in one of its periods, as `records` tell it; `invoice` is the number of its invoice."""

    line: str
    start: date
    end: date
    quantity: Decimal
    records: int
    invoice: str | None


@dataclass(frozen=True, slots=True)
class InvoiceSummary:
    """An invoice in a list: `payable - allocated = open`, of a credit note what is left of it as the customer's credit."""

    id: str
    number: str
    kind: Kind
    order: str
    of: str | None
    date: date
    due: date
    customer: str | None
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    payable: Decimal
    allocated: Decimal
    open: Decimal
    days_past_due: int
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """An invoice with its lines, as it was issued. `gross + rounding = payable`. Of a credit note amounts are negative; `of` is the
    invoice that it takes back, and `open` what is left of it as the customer's credit.
    """

    id: str
    number: str
    kind: Kind
    order: str
    sequence: int | None
    of: str | None
    reason: Text | None
    date: date
    due: date
    customer: str | None
    currency: str
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[InvoiceTax, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    rounding: Decimal
    payable: Decimal
    allocated: Decimal
    refunded: Decimal
    open: Decimal
    days_past_due: int
    allocations: tuple[AllocationView, ...]
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class AllocationView:
    """So much of a payment or credit note pays so much of an invoice, both by number; negative where it was taken back."""

    funds: str
    invoice: str
    amount: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment: `allocated + refunded + left = amount`, and `left` is the customer's credit."""

    id: str
    number: str
    order: str
    date: date
    customer: str | None
    currency: str
    amount: Decimal
    allocated: Decimal
    refunded: Decimal
    left: Decimal
    reference: str | None
    note: str | None
    allocations: tuple[AllocationView, ...]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class FundsView:
    """A payment or credit note, by number: `allocated + refunded + left = amount`."""

    number: str
    currency: str
    amount: Decimal
    allocated: Decimal
    refunded: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Receivables:
    """What is open on a day, by currency: in buckets of days past due."""

    day: date
    currencies: Mapping[str, tuple[Bucket, ...]]
