"""The answer: a priced quote, as data, from which the terminal, the API, the PDF and the page are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from cpq.bom.buyer import Buyer
from cpq.bom.calendar import NO_CALENDAR, Calendar
from cpq.bom.item import Role
from cpq.bom.request import QuoteRequest
from cpq.company.company import Company
from cpq.company.payment import Instalment
from cpq.priced_totals import ContractValue, FirstInvoice, RecurringTotal, SectionTotal, TaxTotal, Totals
from cpq.pricing.approval import Approval, RouteStep, Signature
from cpq.pricing.consumption import Consumed
from cpq.pricing.line import ZERO
from cpq.pricing.list_in_force import PassedOver
from cpq.pricing.measures import discount_of
from cpq.pricing.outcome import Outcome
from cpq.pricing.remark import Remark
from cpq.pricing.taxation import LineTax
from cpq.pricing.trace import Phase, Step
from cpq.promotions.rebates.accrual import Rebate
from cpq.rulebook.fields import Period
from cpq.rulebook.markings import INTERNAL, UNSEEN
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

__all__ = [
    "UNIT_PRICE_DIGITS",
    "Approval",
    "Aside",
    "Billing",
    "Consumed",
    "ContractValue",
    "FirstInvoice",
    "LineTax",
    "Metering",
    "Outcome",
    "PassedOver",
    "Pocket",
    "PocketDeduction",
    "PricedLine",
    "PricedQuote",
    "Rebate",
    "RecurringTotal",
    "Remark",
    "RouteStep",
    "SectionTotal",
    "Signature",
    "TaxTotal",
    "Totals",
    "WaterfallRow",
]


UNIT_PRICE_DIGITS = 12
"""The most digits after the point of a unit price: as many as a price list can write."""


@dataclass(frozen=True, slots=True)
class Billing:
    """How a recurring line is billed. `per_period` is the net amount of a whole period that is paid for.

    `periods` is how many there are, to six digits where the term has part of one: 3.516129; `free` of them are not charged. `calendar`
    is every period by itself, and no part of the JSON; `cpq schedule` answers with each one's amount.
    """

    period: Period
    periods: Decimal
    start: date
    end: date
    invoiced: Literal["advance", "arrears"]
    per_period: Decimal
    free: Decimal = field(default=ZERO, kw_only=True)
    calendar: Calendar = field(default=NO_CALENDAR, kw_only=True, repr=False, metadata=UNSEEN)

    @property
    def prorated(self) -> bool:
        """Whether the term has part of a period."""
        return self.periods % 1 != 0


@dataclass(frozen=True, slots=True)
class Metering:
    """What is expected of a metered line per month, and how much of that is free on this line; the rest is billed."""

    expected: Decimal
    included: Decimal


@dataclass(frozen=True, slots=True)
class PocketDeduction:
    """What a sale costs beside its goods: `amount` is taken off the net amount without tax. Never shown to customers."""

    rule: str
    label: Text
    amount: Decimal
    place: Place


@dataclass(frozen=True, slots=True)
class Pocket:
    """What stays of the net amount without tax after the `deductions`; `margin` is (price − cost) / price, None where it is not known."""

    deductions: tuple[PocketDeduction, ...]
    price: Decimal
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line with everything said of it. Amounts are for the whole quantity and term, in the quote's currency.

    `number` is 1, 1.1, 1.2 …, of deliveries D1, D2 …; `parent` the id of the line above or None. `list_amount + surcharge - discount = net`, and `net` is the
    sum of the trace's amounts: what rules put on top of the list amount is the surcharge, what they take off the discount; neither is
    negative. Where prices exclude tax, `gross` is `net` and the tax; where they include it, `gross` is `net` and contains it.
    `unit_list` and `unit_net` are for one unit and one period, rounded for show: with more than the currency's digits where they need them.
    `quantity` counts the unit that was ordered, which `contains` so many of the product's own.
    `included`: paid with its parent. `cost` is None where it is not known, and for a delivery where its method says none.
    `year` is the contract year of a ramp, from 1.
    `share` is what of a bundle's net amount falls on a component; the components' shares add up to it.
    `metering` is that of a metered line, whose `quantity` is what is billed per month.
    """

    id: str
    number: str
    parent: str | None
    role: Role
    product: str
    code: str
    name: Text
    description: Text | None
    details: tuple[tuple[Text, Text], ...]
    """Attributes to print: (name, value)."""
    group: Text | None
    """Name of the option group that it was chosen in."""
    section: Text
    unit: Text
    quantity: Decimal
    each: Decimal
    contains: Decimal = field(default=Decimal(1), kw_only=True)
    unit_list: Decimal
    unit_net: Decimal
    list_amount: Decimal
    surcharge: Decimal = field(default=ZERO, kw_only=True)
    discount: Decimal
    net: Decimal
    tax: LineTax
    gross: Decimal
    cost: Decimal | None = field(metadata=INTERNAL)
    included: bool
    billing: Billing | None
    year: int | None = field(default=None, kw_only=True)
    metering: Metering | None = field(default=None, kw_only=True)
    share: Decimal | None = field(default=None, kw_only=True)
    estimated: bool
    """A metered line: the amount is an estimate and not part of the totals."""
    note: Text | None
    trace: tuple[Step, ...]
    pocket: tuple[PocketDeduction, ...] = field(default=(), metadata=INTERNAL)
    """What the line costs the company after the sale."""

    @property
    def before_tax(self) -> Decimal:
        """The amount without tax, whether prices include it or not."""
        return self.gross - self.tax.amount

    @property
    def has_margin(self) -> bool:
        """Whether the line is part of the quote's margin: a delivery is where its method says what it costs."""
        return self.role != "delivery" or self.cost is not None

    @property
    def pocket_price(self) -> Decimal:
        """The amount without tax less the pocket costs."""
        return self.before_tax - sum((each.amount for each in self.pocket), ZERO)

    @property
    def off_list(self) -> Decimal:
        """How far the net amount is below the list amount, as a fraction of it: 0.18 is 18 %, negative where surcharges outweigh discounts."""
        return discount_of(self.list_amount, self.net)


@dataclass(frozen=True, slots=True)
class Aside:
    """A line that is offered beside the quote, by its `number`: an option, or an alternative that stands for the line `instead_of`.

    `lines` are it and what is inside it, priced as they are once it is chosen. `net`, `tax`, `gross` and `usage_estimate` are what
    choosing it adds to those of the quote, with all that changes then: tiers, promotions, deliveries; negative where the quote gets
    cheaper. `approvers` are those who would have to approve besides.
    """

    number: str
    kind: Literal["option", "alternative"]
    instead_of: str | None
    lines: tuple[PricedLine, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    usage_estimate: Decimal
    approvers: tuple[Text, ...] = ()

    @property
    def line(self) -> PricedLine:
        """The line itself."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class WaterfallRow:
    """One row of the quote's waterfall: from list amount to net; `amount` is signed, `running` the sum so far."""

    phase: Phase | Literal["list", "net", "tax", "gross"]
    rule: str
    label: Text
    amount: Decimal
    running: Decimal
    place: Place | None


@dataclass(frozen=True, slots=True)
class PricedQuote:
    """The priced quote. The same request and rulebook version give an equal one."""

    request: QuoteRequest
    rulebook_version: str
    company: Company
    buyer: Buyer
    currency: str
    digits: int
    date: date
    valid_until: date
    price_list: str
    price_list_name: Text
    price_list_place: Place
    tax_included: bool
    payment_terms: Text | None
    lines: tuple[PricedLine, ...]
    waterfall: tuple[WaterfallRow, ...]
    totals: Totals
    approvals: tuple[Approval, ...]
    remarks: tuple[Remark, ...]
    price_list_reason: Text | None = None
    """Why this list was taken."""
    price_lists_passed_over: tuple[PassedOver, ...] = ()
    """The other lists, and why each was not taken; of many those that were nearest."""
    instalments: tuple[Instalment, ...] = field(default=(), metadata=UNSEEN)
    """In which parts what is paid once is invoiced; all at once where none are said."""
    due_days: int = field(default=0, metadata=UNSEEN)
    """So many days after its date an invoice is due."""
    cash_step: Decimal | None = field(default=None, metadata=UNSEEN)
    """What is to be paid is a multiple of this; None where the currency is not rounded for cash."""
    contract: ContractValue | None = None
    """What the contract is worth; None where nothing is billed over time."""
    consumption: tuple[Consumed, ...] = ()
    """What the quote uses of the limits of the customer's contracts, for whoever keeps count."""
    promotions: tuple[Outcome, ...] = ()
    """What became of each promotion of the rulebook."""
    points: int = 0
    """How many points the customer earns with it."""
    rebates: tuple[Rebate, ...] = ()
    """How it stands in each rebate programme of the customer: what it earns, and what of earlier rebates pays for it."""
    pocket: Pocket | None = field(default=None, metadata=INTERNAL)
    """What stays in the company's pocket; None where it declares no costs to pocket."""
    route: tuple[RouteStep, ...] = ()
    """The approvals in the order in which they are to be asked for, those of one level side by side."""
    asides: tuple[Aside, ...] = ()
    """What is offered beside the quote, and is part of nothing above."""

    def line(self, number: str) -> PricedLine | None:
        """The line with a number or an id."""
        return next((line for line in self.lines if number in (line.number, line.id)), None)

    def below(self, line: PricedLine) -> Sequence[PricedLine]:
        """The lines directly below a line."""
        return [each for each in self.lines if each.parent == line.id]

    def in_sections(self) -> Mapping[Text, Sequence[PricedLine]]:
        """The lines under their headings, in the order of the totals; what is inside a product stands under its product."""
        under: dict[Text, list[PricedLine]] = {total.section: [] for total in self.totals.sections}
        heading: dict[str, Text] = {}
        for line in self.lines:
            heading[line.id] = line.section if line.parent is None else heading.get(line.parent, line.section)
            under.setdefault(heading[line.id], []).append(line)
        return {section: lines for section, lines in under.items() if lines}
