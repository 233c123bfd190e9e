"""What more units of a line cost, where that can be told without pricing it anew."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.methods import Fixed
from cpq.pricing.phases.price_rules import price_rule_index
from cpq.pricing.trace import Phase


def unit_price(line: Line, context: Context) -> Decimal | None:
    """What each unit of a line costs over its term, whatever its quantity; None where that may change with the quantity.

    It does not change where one unit has a fixed price and no least charge, no price rule means the product, and nothing changed it so far.
    """
    method = line.entry.entry.method if line.entry is not None else None
    if not isinstance(method, Fixed) or method.minimum is not None:
        return None
    if any(step.phase is not Phase.BASE for step in line.steps):
        return None
    if context.rulebook.derived(price_rule_index).of(line.item):
        return None
    return line.net / line.item.quantity if line.item.quantity else None


def units_of(asked: Decimal, line: Line, context: Context, kind: Literal["amount", "quantity"]) -> Decimal | None:
    """How many units of a line come to an amount, or that quantity itself; None where that cannot be told exactly."""
    if kind == "quantity":
        return asked
    price = unit_price(line, context)
    return asked / price if price else None
