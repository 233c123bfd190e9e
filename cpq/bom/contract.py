"""Contract terms: how often something is billed, and from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cpq.bom.calendar import Cycle, Span, add_months, calendar_of, months_of, shown, united
from cpq.bom.item import Item, Recurrence
from cpq.bom.products import Product, Subscription, Usage
from cpq.bom.products.subscription import FreeMonths
from cpq.bom.request import RampStep
from cpq.rulebook.fields import MONTHS, Period, Proration

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line and its quote say of the term: `months` or `end`, else `common_end`, else the product's usual term.

    `cycle_day` is the day of the month on which periods begin; `free` and `ramp` go before the product's own. `continued` says that it is
    no new contract, for which the product's own would be; `within` is the contract that it is part of, where it goes on with one.
    """

    start: date
    proration: Proration
    months: int | None = None
    end: date | None = None
    common_end: date | None = None
    cycle_day: int | None = None
    free: FreeMonths | None = None
    ramp: Sequence[RampStep] = ()
    continued: bool = False
    within: Span | None = None

    def ramps(self, product: Subscription | Usage) -> bool:
        """Whether each contract year is priced by itself."""
        return bool(self.ramp or (isinstance(product, Subscription) and product.ramp and not self.continued))


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a term that is priced by itself; `year` is the contract year of a ramp, None without one.

    `quantity` is the quantity of that year where the line says one.
    """

    recurrence: Recurrence | None
    year: int | None = None
    quantity: Decimal | None = None


def billing_of(product: Subscription | Usage) -> Period:
    """The period of the price; what is metered is billed by the month."""
    return product.billing if isinstance(product, Subscription) else "month"


def shortest_term(product: Subscription | Usage) -> int:
    """The shortest term in months: one billing period where none is written."""
    return product.term.min or MONTHS[billing_of(product)]


def usual_term(product: Subscription | Usage) -> int:
    """The term in months where a request names none: a year, as near as the shortest and the longest allow, if none is written."""
    period = MONTHS[billing_of(product)]
    return product.term.default or min(max(12, shortest_term(product)), product.term.max // period * period)


def contract_months(item: Item) -> Decimal:
    """The months that the item's whole contract runs, also for one contract year of a ramp; 0 for what is paid once."""
    return shown(item.recurrence.months) if item.recurrence else Decimal(0)


def span_of(product: Subscription | Usage, asked: Asked) -> Span:
    """The first day of the contract, and the day after its last."""
    end = asked.end if asked.end or asked.months else asked.common_end
    if end is not None:
        return asked.start, end + DAY
    return asked.start, add_months(asked.start, asked.months or usual_term(product))


def slices_of(product: Product, asked: Asked) -> Sequence[Slice]:
    """The term in the parts that are priced by themselves: one, or one for each contract year of a ramp.

    A year that the term ends in is shorter. `term_problem` must have found nothing.
    """
    if not isinstance(product, Subscription | Usage):
        return [Slice(None)]
    contract = span_of(product, asked)
    if not asked.ramps(product):
        return [Slice(_recurrence(product, asked, contract, contract))]
    return [
        Slice(_recurrence(product, asked, contract, span), year, quantity_in(asked.ramp, year))
        for year, span in enumerate(_years(contract), start=1)
    ]


def quantity_in(ramp: Sequence[RampStep], year: int) -> Decimal | None:
    """The quantity of a contract year: as written for it, else of the last year before it that says one."""
    written = {step.year: step.quantity for step in ramp if step.quantity is not None and step.year <= year}
    return written[max(written)] if written else None


def _years(contract: Span) -> Iterator[Span]:
    first, number = contract[0], 0
    while (begin := add_months(first, 12 * number)) < contract[1]:
        number += 1
        yield begin, min(add_months(first, 12 * number), contract[1])


def _recurrence(product: Subscription | Usage, asked: Asked, contract: Span, span: Span) -> Recurrence:
    """The part of a contract that lies in a span; days are counted from the contract's first day."""
    invoiced = product.invoiced if isinstance(product, Subscription) else "arrears"
    calendar = calendar_of(cycle_of(product, asked), span, free_spans(product, asked, contract))
    return Recurrence(billing_of(product), calendar, invoiced, months_of(contract))


def cycle_of(product: Subscription | Usage, asked: Asked) -> Cycle:
    """When billing periods begin: as the contract does, or with the calendar; on the day of the line, else of the product."""
    months, start = MONTHS[billing_of(product)], asked.within[0] if asked.within else asked.start
    month = start.year * 12 + start.month - 1
    if not isinstance(product, Subscription):
        return Cycle(month, start.day, months, asked.proration)
    with_calendar = product.aligned == "calendar"
    day = asked.cycle_day or product.billing_day or (1 if with_calendar else start.day)
    return Cycle(0 if with_calendar else month, day, months, product.proration or asked.proration)


def free_spans(product: Product, asked: Asked, contract: Span) -> tuple[Span, ...]:
    """The days that are not charged, within the contract."""
    own = product.free if isinstance(product, Subscription) and not asked.continued else None
    free = asked.free or own
    if free is None or not isinstance(product, Subscription):
        return ()
    return spans_of(free, asked.within or contract)


def spans_of(free: FreeMonths, contract: Span) -> tuple[Span, ...]:
    """The days that free months are, in a contract."""
    first, after = contract
    spans = [(add_months(first, month - 1), add_months(first, month)) for month in free.months]
    spans.append((first, add_months(first, free.first)))
    spans.append((max(first, _months_before(after, free.last)), after))
    return united([(begin, min(end, after)) for begin, end in spans if begin < min(end, after)])


def _months_before(after: date, months: int) -> date:
    """The first day of the last months before a day; no month is before year 1."""
    return add_months(after, -months) if after.year * 12 + after.month - months > 12 else date.min
