"""What of a bundle's price falls on each of its components: for statistics, returns and bookings; customers pay the bundle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from cpq.allocation import allocate
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.market import QuoteMarket
from cpq.pricing.methods import Unpriced


def shares_of_bundles(lines: Sequence[Line], context: Context) -> Mapping[str, Decimal]:
    """Item id of a component → its share of the bundle's net amount, exact to the cent: the shares of a bundle add up to its net.

    In proportion to the components' own list prices, surcharges included; where one has none, to their costs; where that is not known either, all alike.
    Largest remainder, ties by the order of the components. A bundle inside a bundle shares out what fell on it.
    """
    inside = _inside(lines)
    if not inside:
        return {}
    market, shares = QuoteMarket(Basket(), context), dict[str, Decimal]()
    for line in lines:
        parts = inside.get(line.item.id)
        if parts:
            amount = shares.get(line.item.id, line.net)
            found = allocate(amount, _weights(parts, market, context), context.digits)
            shares |= {part.item.id: share for part, share in zip(parts, found, strict=True)}
    return shares


def unweighed(lines: Sequence[Line], context: Context) -> Iterator[tuple[Line, Line, Literal["cost", "number"]]]:
    """Of every bundle whose parts are of several tax classes the first part without a list price, and what divides the bundle instead."""
    inside = _inside(lines)
    if not inside:
        return
    market = QuoteMarket(Basket(), context)
    for bundle in (line for line in lines if line.item.id in inside):
        parts = inside[bundle.item.id]
        if len({part.item.product.tax_class for part in parts}) < 2:
            continue
        without = next((part for part in parts if not _has_price(part, market)), None)
        if without is not None:
            known = all(context.costs.of(part.item).amount is not None for part in parts)
            yield bundle, without, "cost" if known else "number"


def _inside(lines: Sequence[Line]) -> Mapping[str, list[Line]]:
    """The components by the item that they are in."""
    inside: dict[str, list[Line]] = {}
    for line in lines:
        if line.item.role == "component" and line.item.parent is not None:
            inside.setdefault(line.item.parent, []).append(line)
    return inside


def _has_price(part: Line, market: QuoteMarket) -> bool:
    try:
        market.entry(part.item)
    except Unpriced:
        return False
    return True


def _weights(parts: Sequence[Line], market: QuoteMarket, context: Context) -> Sequence[Decimal]:
    try:
        return [max(market.list_price(part.item), ZERO) * _units(part) for part in parts]
    except Unpriced:
        costs = [context.costs.of(part.item).amount for part in parts]
        known = [cost for cost in costs if cost is not None]
        if len(known) < len(parts):
            return [Decimal(1)] * len(parts)
        return [cost * _units(part) for cost, part in zip(known, parts, strict=True)]


def _units(part: Line) -> Decimal:
    return max(part.over_term(Decimal(1)), ZERO)
