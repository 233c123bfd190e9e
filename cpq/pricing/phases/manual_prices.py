"""Unit prices that the rep sets by hand, on a line and on options inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cpq.bom.by_hand import ManualPrice
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.phases.by_line import paid_by_line
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused, did_you_mean
from cpq.rulebook.text import Text

RULE = "manual-price"
LABEL = Text(zh="改定单价", en="Prices set by hand")
"""What the rep sets stands in no file."""


def manual_prices(basket: Basket, context: Context) -> Basket:
    """Every line whose unit price the rep sets, at that price: up or down, after the promotions and before the rep's discounts.

    Raises `Refused` with every option that is not inside its line.
    """
    asked = _asked(context)
    if not asked:
        return basket
    below = paid_by_line(basket)
    findings = [
        finding
        for index, price in asked.items()
        for finding in _not_inside(index, price, below.get(index, ()), context)
    ]
    if findings:
        raise Refused(findings)
    return basket.with_lines(priced_lines(basket, context))


def priced_lines(basket: Basket, context: Context) -> tuple[Line, ...]:
    """The lines with the prices that the rep sets."""
    asked = _asked(context)
    return tuple(_priced(line, asked, context) for line in basket.lines)


def _asked(context: Context) -> Mapping[int, ManualPrice]:
    return {index: line.price for index, line in context.asked if line.price is not None}


def _priced(line: Line, asked: Mapping[int, ManualPrice], context: Context) -> Line:
    price = asked.get(line.item.index)
    if price is None or line.included or line.added:
        return line
    unit = price.unit if line.item.role == "main" else price.options.get(line.item.code)
    step = None if unit is None else _step(line, unit, price.reason, context)
    return line if step is None else line.plus(step)


def _step(line: Line, unit: Decimal, reason: Text, context: Context) -> Step | None:
    """From the net amount to the price that was set for one of the unit that was ordered; nothing where that is the price already."""
    exact, becomes = line.over_term(unit), unit
    if line.item.ordered is not None:
        contains = line.item.ordered.contains
        exact, becomes = exact / contains, unit / contains
    amount = context.round_per_period(exact, line) - line.net
    if not amount:
        return None
    quantity = line.item.quantity
    return Step(
        Phase.MANUAL,
        RULE,
        LABEL,
        amount,
        exact - line.net,
        base=line.net,
        quantity=quantity,
        note=reason,
        becomes=becomes,
    )


def _not_inside(index: int, price: ManualPrice, lines: tuple[Line, ...], context: Context) -> Iterator[Finding]:
    inside = dict.fromkeys(line.item.code for line in lines if line.item.role != "main")
    for code in price.options:
        if code not in inside:
            near = did_you_mean(code, inside)
            text = Text(
                zh=f"这一行里没有单独计价的“{code}”{near.zh}，无法改定其单价",
                en=f'there is no "{code}" with a price of its own inside this line{near.en}: its price cannot be set',
            )
            yield Finding("manual-price", context.where("lines", index, "price", "options", code), text)
