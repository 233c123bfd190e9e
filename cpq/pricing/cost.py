"""What a unit costs the seller, in the quote's currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.graph import ProductGraph
from cpq.bom.products import Product
from cpq.company.company import Company
from cpq.company.currency import SellingCurrency
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.rulebook.text import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class UnitCost:
    """The cost of one unit, not rounded; None where it is not known, and then why."""

    amount: Decimal | None
    why: Text = NOTHING


def unit_cost(product: Product, context: Context) -> UnitCost:
    """The product's own cost or the sum of its parts', converted at the exchange rate of the quote's date."""
    cost = context.rulebook.derived(ProductGraph).cost_roll_up(product.id)
    if cost.amount is None:
        missing = ", ".join(cost.unknown[:5])
        text = Text(zh=f"{missing} 没有写成本（cost）", en=f"no cost is written for {missing}")
        return UnitCost(None, text)
    rate = exchange_rate(context)
    if rate is None:
        return UnitCost(None, no_rate(context))
    return UnitCost(cost.amount / rate)


def exchange_rate(context: Context) -> Decimal | None:
    """What one unit of the quote's currency is worth in the company's, on the quote's date."""
    if context.currency == context.rulebook.one(Company).currency:
        return Decimal(1)
    currency = context.rulebook.get(SellingCurrency, context.currency)
    return currency.rate_on(context.situation.date) if currency else None


def no_rate(context: Context) -> Text:
    day = context.situation.date
    return Text(
        zh=f"{day} 没有 {context.currency} 的汇率，请在 currencies 里补上",
        en=f"there is no exchange rate for {context.currency} on {day}; add one under currencies",
    )


def line_cost(line: Line, context: Context) -> Decimal | None:
    """The cost of the whole line; nothing for what is paid with the line above, whose cost contains it."""
    if line.included:
        return Decimal(0)
    cost = unit_cost(line.item.product, context).amount
    return None if cost is None else context.round(cost * line.item.quantity * line.periods)
