"""Price lists and contracts that are not in force for a quote, though they are not far from it."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.matching import Matching
from cpq.explanation.shortfall import Shortfall, no_amount_in, out_of_days
from cpq.pricing.context import Context
from cpq.pricing.contract import Contract
from cpq.pricing.line import Line
from cpq.pricing.list_in_force import passed_over
from cpq.pricing.listed_entries import ListedEntries
from cpq.pricing.price_list import PriceList


def near_lists(line: Line, context: Context) -> Iterator[Shortfall]:
    """The other lists of this currency and channel that price the line's product, and why each was not taken."""
    situation, lists = context.situation, context.rulebook.all(PriceList)
    entries = context.rulebook.derived(ListedEntries)
    asked = context.request.price_list is not None
    for other in passed_over(context.rulebook, situation, context.in_force, asked):
        each = lists[other.id]
        same_market = each.currency == situation.currency and each.channel == situation.channel
        entry = entries.of(each, line.item, situation.date) if same_market else None
        if entry is not None:
            yield Shortfall(each, each.name, other.why, each.place)


def near_contracts(line: Line, context: Context) -> Iterator[Shortfall]:
    """The customer's contracts about the line that are not in force on the quote's date, or agree on a price in other currencies alone."""
    situation = context.situation
    for each in context.rulebook.all(Contract).values():
        if each.customer != situation.customer.id:
            continue
        if not each.valid.covers(situation.date):
            if _about(each, line, context):
                yield Shortfall(each, each.name, out_of_days(each.valid), each.at("valid"))
        elif not _names(each, line, context.currency) and (others := _currencies(each, line)):
            yield Shortfall(each, each.name, no_amount_in(context.currency), each.at("prices", others[0]))


def _names(contract: Contract, line: Line, currency: str) -> bool:
    """Whether it agrees on a price of the line in a currency."""
    prices = contract.prices.get(currency, {})
    return line.item.code in prices or line.item.product.id in prices


def _currencies(contract: Contract, line: Line) -> list[str]:
    return [currency for currency in contract.prices if _names(contract, line, currency)]


def _about(contract: Contract, line: Line, context: Context) -> bool:
    if _names(contract, line, context.currency):
        return True
    matching = context.rulebook.derived(Matching)
    return any(matching.matches(discount.target, line.item) for discount in contract.discounts)
