"""The base price: what the list or the contract says for one unit, times quantity and periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cpq.pricing.basket import Basket
from cpq.pricing.consumption import Remaining
from cpq.pricing.context import Context
from cpq.pricing.derived import Derived, derived
from cpq.pricing.entry import Entry, PricedEntry
from cpq.pricing.line import ZERO, Line
from cpq.pricing.market import QuoteMarket
from cpq.pricing.methods import Charge, Unpriced
from cpq.pricing.phases.by_hand import seen_by_shares
from cpq.pricing.phases.parting import beyond, beyond_the_limit, parts_of, units_within, within_the_limit
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Text


def base_price(basket: Basket, context: Context) -> Basket:
    """Every line with its list price. Raises `Refused` with every line that has none: a missing price is never a zero."""
    market = QuoteMarket(seen_by_shares(basket, context), context)
    remaining = Remaining(basket, context)
    lines: list[Line] = []
    findings: list[Finding] = []
    for line in basket.lines:
        try:
            lines += _in_parts(line, market, remaining, context)
        except Unpriced as error:
            findings.append(_unpriced(line, error, context))
    if findings:
        raise Refused(findings)
    return basket.with_lines(lines)


def _unpriced(line: Line, error: Unpriced, context: Context) -> Finding:
    """Why a line has no price, and where the price is written that cannot be worked out."""
    entry = context.prices.entry(line.item)
    related = () if entry is None else (entry.at(*error.path),)
    return Finding(
        "no-price", context.place_of(line.item, "product"), error.text, related=related, outside=error.outside
    )


def _in_parts(line: Line, market: QuoteMarket, remaining: Remaining, context: Context) -> Sequence[Line]:
    """The line with its price; in two parts, where it crosses the limit of the contract that agrees on its price."""
    item = line.item
    if item.role == "component":
        return (line,)
    entry = market.entry(item)
    contract, whole = entry.contract, _priced(line, entry, market, context)
    if contract is None or line.estimated or not remaining.on(contract, item):
        return (whole,)
    within = units_within(item, contract, _charge(whole), remaining)
    if within == item.quantity:
        return (whole.using(remaining.take(contract, item, within, _charge(whole))),)
    parts: list[Line] = []
    first, rest = parts_of(line, within)
    if within:
        agreed = _noted(_priced(first, entry, market, context), within_the_limit())
        parts.append(agreed.using(remaining.take(contract, item, within, _charge(agreed))))
    other = beyond(item, contract, context)
    return (*parts, _noted(_priced(rest, other, market, context), beyond_the_limit(contract)))


def _noted(line: Line, note: Text) -> Line:
    """The line, whose first step says why there are two parts."""
    first, *others = line.steps
    own = first.note
    both = note if own is None else Text(zh=f"{note.zh}；{own.zh}", en=f"{note.en}; {own.en}")
    return replace(line, steps=(replace(first, note=both), *others))


def _charge(line: Line) -> Decimal:
    """What a line comes to at its price with the tiers that it reaches."""
    price = line.entry.price if line.entry else None
    slices = price.slices if price else ()
    flat = sum((each.flat + each.quantity * each.unit_price for each in slices), ZERO)
    return line.item.extent.times(flat) if slices else line.list_amount


def _priced(line: Line, entry: Entry, market: QuoteMarket, context: Context) -> Line:
    item = line.item
    price = market.priced(entry.method, item)
    start = Line(item, PricedEntry(entry, price), price.unit_list, entry.method.floor)
    levels = derived(entry, price, item, market) if entry.levels else ()
    if price.charges:
        first, *others = price.charges
        steps = (
            _charged(first, entry, start, context, levels),
            *(_charged(each, entry, start, context) for each in others),
        )
        return start.plus(*steps)
    exact = line.over_term(price.unit_list)
    amount = context.round_per_period(exact, line)
    step = Step(
        Phase.BASE,
        entry.owner.id,
        entry.label,
        amount,
        exact,
        entry.at(*price.path),
        price.base,
        price.rate,
        item.quantity,
        price.unit_list,
        price.note,
        derived=levels,
        confidential=price.from_cost,
    )
    # As `start.plus(step)`, which would make a line more for every item.
    return Line(item, start.entry, price.unit_list, start.floor, (step,), amount, ZERO, amount)


def _charged(charge: Charge, entry: Entry, line: Line, context: Context, levels: tuple[Derived, ...] = ()) -> Step:
    """A part of the list amount that is not quantity × unit price."""
    exact = line.extent.times(charge.amount)
    return Step(
        Phase.BASE,
        entry.owner.id,
        entry.label,
        context.round_per_period(exact, line),
        exact,
        entry.at(*charge.path),
        quantity=charge.quantity,
        unit_price=charge.unit_price,
        note=charge.label,
        derived=levels,
    )
