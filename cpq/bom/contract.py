"""Contract terms: how often something is billed, and from when to when."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from cpq.bom.item import Item, Recurrence
from cpq.bom.products import Product, Subscription, Usage
from cpq.rulebook.fields import MONTHS, Period
from cpq.rulebook.text import Text

LAST_START = MAXYEAR - 100
"""The latest year in which a contract can start: its end is a date, too."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a term that is priced by itself; `year` is the contract year of a ramp, None without one."""

    recurrence: Recurrence | None
    year: int | None = None


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def term_problem(product: Product, months: int | None, start: date) -> Text | None:
    """What is wrong with the term asked for, or nothing."""
    if not isinstance(product, Subscription | Usage):
        return None if months is None else _no_term(product)
    wanted, least, most = months or usual_term(product), shortest_term(product), product.term.max
    if not least <= wanted <= most:
        return Text(
            zh=f"“{product.name.zh}”的期限须为 {least} 至 {most} 个月，不能是 {wanted} 个月",
            en=f'the term of "{product.name.en}" is {least} to {most} months, not {wanted}',
        )
    period = MONTHS[billing_of(product)]
    if wanted % period:
        return Text(
            zh=f"“{product.name.zh}”每 {period} 个月计费一次，期限须为其整数倍，不能是 {wanted} 个月",
            en=f'"{product.name.en}" is billed every {period} months; the term is a multiple of that, not {wanted}',
        )
    if start.year > LAST_START:
        return Text(
            zh=f"起始日太晚，最晚为 {LAST_START} 年", en=f"the start is too late; the latest year is {LAST_START}"
        )
    return None


def _no_term(product: Product) -> Text:
    return Text(
        zh=f"“{product.name.zh}”不按期限计费，请去掉 term",
        en=f'"{product.name.en}" is not billed over a term; remove term',
    )


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


def contract_months(item: Item) -> int:
    """The months that the item's whole contract runs, also for one contract year of a ramp; 0 for what is paid once."""
    product = item.product
    if item.recurrence is None or not isinstance(product, Subscription | Usage):
        return 0
    return item.request.term or usual_term(product)


def slices_of(product: Product, months: int | None, start: date) -> Sequence[Slice]:
    """The term in the parts that are priced by themselves: one, or one for each contract year of a ramp.

    A year that the term ends in is shorter. `term_problem` must have found nothing.
    """
    if not isinstance(product, Subscription | Usage):
        return [Slice(None)]
    term = months or usual_term(product)
    if isinstance(product, Subscription) and product.ramp:
        years = range(0, term, 12)
        return [Slice(_recurrence(product, start, begin, min(12, term - begin)), begin // 12 + 1) for begin in years]
    return [Slice(_recurrence(product, start, 0, term))]


def _recurrence(product: Subscription | Usage, start: date, begin: int, months: int) -> Recurrence:
    """`months` months from the `begin`-th of the contract; days are counted from the contract's first day."""
    period = billing_of(product)
    invoiced = product.invoiced if isinstance(product, Subscription) else "arrears"
    end = add_months(start, begin + months) - timedelta(days=1)
    return Recurrence(period, months // MONTHS[period], add_months(start, begin), end, invoiced)
