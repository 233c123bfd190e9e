"""The base price: what the list or the contract says for one unit, times quantity and periods."""

from __future__ import annotations

from dataclasses import replace

from cpq.bom.item import Item
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.derived import Derived, derived
from cpq.pricing.entry import Entry, PricedEntry
from cpq.pricing.line import Line
from cpq.pricing.market import QuoteMarket
from cpq.pricing.methods import Charge, PercentOf, Price, Unpriced
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused


def base_price(basket: Basket, context: Context) -> Basket:
    """Every line with its list price. Raises `Refused` with every line that has none: a missing price is never a zero."""
    market = QuoteMarket(basket, context)
    lines: list[Line] = []
    findings: list[Finding] = []
    for line in basket.lines:
        try:
            lines.append(_priced(line, market, context))
        except Unpriced as error:
            findings.append(Finding("no-price", context.place_of(line.item, "product"), error.text))
    if findings:
        raise Refused(findings)
    return basket.with_lines(lines)


def batches(context: Context) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The items in two batches: those that are a percentage of other lines come after those. What has a held price is in neither."""
    items = tuple(item for item in context.items if item.held is None)
    later = {item.id for item in items if _is_percentage(context.prices.entry(item))}
    if not later:
        return items, ()
    return tuple(item for item in items if item.id not in later), tuple(item for item in items if item.id in later)


def _is_percentage(entry: Entry | None) -> bool:
    return entry is not None and isinstance(entry.method, PercentOf)


def _priced(line: Line, market: QuoteMarket, context: Context) -> Line:
    item = line.item
    if item.role == "component":
        return line
    entry = market.entry(item)
    price = _in_minor_units(entry.method.priced(item, market), context)
    start = Line(item, PricedEntry(entry, price), price.unit_list, entry.method.floor)
    levels = derived(entry, price, item, market)
    if price.charges:
        first, *others = price.charges
        steps = (
            _charged(first, entry, start, context, levels),
            *(_charged(each, entry, start, context) for each in others),
        )
        return start.plus(*steps)
    exact = line.over_term(price.unit_list)
    step = Step(
        Phase.BASE,
        entry.owner.id,
        entry.label,
        context.round_per_period(exact, line),
        exact,
        entry.at(context.places, *price.path),
        price.base,
        price.rate,
        item.quantity,
        price.unit_list,
        price.note,
        derived=levels,
    )
    return start.plus(step)


def _charged(charge: Charge, entry: Entry, line: Line, context: Context, levels: tuple[Derived, ...] = ()) -> Step:
    """A part of the list amount that is not quantity × unit price."""
    exact = line.extent.times(charge.amount)
    return Step(
        Phase.BASE,
        entry.owner.id,
        entry.label,
        context.round_per_period(exact, line),
        exact,
        entry.at(context.places, *charge.path),
        quantity=charge.quantity,
        unit_price=charge.unit_price,
        note=charge.label,
        derived=levels,
    )


def _in_minor_units(price: Price, context: Context) -> Price:
    """A price that was worked out is rounded like one that was written, so that quantity × price is the amount.

    Only one that would vanish (a fraction of a cent, metered) stays as it is.
    """
    if not price.worked_out:
        return price
    return replace(price, unit_list=context.round(price.unit_list) or price.unit_list)
