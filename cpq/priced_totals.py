"""The totals of a priced quote: sums over its lines, by section, by tax rate, by period, and what its contract is worth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cpq.pricing.line import ZERO
from cpq.rulebook.fields import Period
from cpq.rulebook.markings import INTERNAL
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class SectionTotal:
    """The lines under one heading."""

    section: Text
    net: Decimal


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """All lines of one rate."""

    name: Text
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RecurringTotal:
    """What is billed per period: the amount of one regular period over the lines of that period.

    Each contract year of a ramp has a row of its own, with that `year`; None is for the lines that pay the same over their whole term.
    """

    period: Period
    year: int | None
    per_period: Decimal
    net: Decimal
    """The whole term, or the year."""


@dataclass(frozen=True, slots=True)
class FirstInvoice:
    """What is due first: the first invoice of the billing schedule. `gross + rounding = payable`, as in the totals."""

    date: date
    net: Decimal
    tax: Decimal
    gross: Decimal
    rounding: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class ContractValue:
    """What a quote with recurring lines is worth, without tax and without what is metered.

    `tcv`, total contract value: everything, once and over the whole term. `acv`, annual contract value: the recurring lines' amounts ÷
    months of their contract × 12, summed; what is paid once is not in it. The months are those of the line's billing periods, and parts of
    them as they are charged, without the rounding of a part's amount. `mrr`, monthly recurring revenue: the recurring lines' amounts
    for one whole period that is charged ÷ months of the period, summed; of a ramp the first year. `arr`: 12 × that. Each is rounded once. These are the
    usual definitions of subscription businesses, which are no accounting standard: revenue is recognised by other rules.
    """

    tcv: Decimal
    acv: Decimal
    mrr: Decimal
    arr: Decimal
    first_invoice: FirstInvoice


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the lines.

    `list_amount + surcharge - discount = net`, `one_off + sum(recurring.net) = net`, `net + tax = gross` (where prices exclude tax).
    `gross + rounding = payable`, what is to be paid in all; `rounding` is 0 unless the currency is rounded for cash.
    """

    list_amount: Decimal
    surcharge: Decimal = field(default=ZERO, kw_only=True)
    discount: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    rounding: Decimal = field(default=ZERO, kw_only=True)
    payable: Decimal = field(kw_only=True)
    delivery: Decimal = field(default=ZERO, kw_only=True)
    """What of `net` the deliveries are; the rest is for goods and services."""
    one_off: Decimal
    recurring: tuple[RecurringTotal, ...]
    sections: tuple[SectionTotal, ...]
    taxes: tuple[TaxTotal, ...]
    usage_estimate: Decimal
    cost: Decimal | None = field(metadata=INTERNAL)
    margin: Decimal | None = field(metadata=INTERNAL)
    """(net − cost) / net before tax as a fraction of six digits, None where a cost is not known or net is 0; without the deliveries whose
    method says no cost."""

    @property
    def before_tax(self) -> Decimal:
        """The amount without tax, whether prices include it or not."""
        return self.gross - self.tax
