"""What guardrails look at: discount, margin and floor of a line and of the whole, as the names that their conditions use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cpq.bom.contract import contract_months
from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import Phase

NET_IN_COMPANY_CURRENCY = "net_in_company_currency"
"""The quote's net amount converted: a plain number, since amounts in expressions are in the quote's currency."""


def discount_of(before: Decimal, net: Decimal) -> Decimal:
    """How far the net amount is below another, as a fraction of it: 0.18 is 18 %; 0 where that amount is 0."""
    return (before - net) / before if before else ZERO


def margin_of(net: Decimal, cost: Decimal | None) -> Decimal | None:
    """(net − cost) / net as a fraction; None where the cost is not known. What is given away at a cost has a margin of −1."""
    if cost is None:
        return None
    if net == 0:
        return Decimal(-1) if cost else ZERO
    return (net - cost) / net


def line_measures(line: Line, cost: Decimal | None, net: Decimal) -> Mapping[str, object]:
    """`net` is the line's amount without tax. A margin that is not known is left out."""
    margin = margin_of(net, cost)
    known: Mapping[str, object] = {} if margin is None else {"margin": margin}
    off = discount_of(line.list_amount + line.surcharge, line.net)
    by_hand = manual_discount_of((line,))
    return {"discount": off, "manual_discount": by_hand, "below_floor": _below_floor(line), **known}


def manual_discount_of(lines: Iterable[Line]) -> Decimal:
    """What was taken off by hand, as a fraction of what the lines cost before; 0 where the rep raised the price."""
    before, by_hand = ZERO, ZERO
    for line in lines:
        given = sum((step.amount for step in line.steps if step.phase is Phase.MANUAL), ZERO)
        by_hand += given
        before += line.net - given
    return max(-by_hand / before, ZERO) if before else ZERO


def _below_floor(line: Line) -> bool:
    """Whether the net amount is below the floor, which a product's ramp and free months take down as they do the price."""
    net, least = _against_floor(line)
    return net < least


def of_floor(line: Line) -> Decimal | None:
    """The net amount as a fraction of the least one; None where the line has no floor, or the least amount is 0."""
    net, least = _against_floor(line)
    return net / least if least else None


def _against_floor(line: Line) -> tuple[Decimal, Decimal]:
    """The net amount and the least one, both in one unit; zeros where the line has no floor.

    The company gives ramps and free months to everybody; what calls for approval is what goes below the floor beside them. Multiplied
    across, so that nothing is lost by division: each took the running amount from `running` to `after`.
    """
    if line.floor is None:
        return ZERO, ZERO
    net, least, running = line.net, line.over_term(line.floor), ZERO
    for step in line.steps:
        after = running + step.amount
        if step.phase in _FOR_EVERYBODY and step.rule == line.item.product.id:
            net, least = net * running, least * after
        running = after
    return net, least


_FOR_EVERYBODY = frozenset({Phase.RAMP, Phase.FREE})


def quote_measures(
    lines: Iterable[Line], cost: Decimal | None, net: Decimal, rate: Decimal | None
) -> Mapping[str, object]:
    """The same for all lines that count together; `term` is the longest, in months.

    `rate` is the exchange rate to the company's currency; without one the amount in that currency is left out.
    """
    counted = [line for line in lines if line.counts]
    listed = sum((line.list_amount for line in counted), ZERO)
    before = sum((line.surcharge for line in counted), listed)
    running = sum((line.net for line in counted), ZERO)
    margin = margin_of(net, cost)
    known: Mapping[str, object] = {} if margin is None else {"margin": margin}
    if rate is not None:
        known = {**known, NET_IN_COMPANY_CURRENCY: running * rate}
    terms = [contract_months(line.item) for line in counted]
    return {
        "discount": discount_of(before, running),
        "manual_discount": manual_discount_of(counted),
        "list": listed,
        "net": running,
        "term": max(terms, default=ZERO),
        **known,
    }
