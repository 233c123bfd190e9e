"""Lines that cross the limit of a contract: in two parts from their price on, and together again once their rules are applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from cpq.bom.item import Item
from cpq.bom.quantity import portion
from cpq.pricing.basket import Basket
from cpq.pricing.consumption import Remaining
from cpq.pricing.context import Context
from cpq.pricing.contract import Contract
from cpq.pricing.entry import Entry
from cpq.pricing.line import ZERO, Line
from cpq.pricing.methods import Unpriced
from cpq.rulebook.text import Text


def units_within(item: Item, contract: Contract, amount: Decimal, remaining: Remaining) -> Decimal:
    """How many units of an item, which all come to an amount, a contract's limits leave at its price, in portions that can be ordered."""
    share = remaining.share(contract, item, amount)
    return item.quantity if share == 1 else portion(item, part_of(item.quantity, share))


def part_of(number: Decimal, share: Fraction) -> Decimal:
    """A share of a number; exact, where it can be written."""
    return number * share.numerator / share.denominator


def parts_of(line: Line, within: Decimal) -> tuple[Line, Line]:
    """The part of a line that is within the limits, and the rest of it."""
    item = line.item
    return Line(replace(item, quantity=within)), Line(replace(item, quantity=item.quantity - within))


def beyond(item: Item, contract: Contract, context: Context) -> Entry:
    """What an item costs without its contract. Raises `Unpriced`."""
    entry = context.prices.listed(item)
    if entry is None:
        raise Unpriced(
            Text(
                zh=f"合同“{contract.id}”对“{item.code}”的限额已用完，而价目表里没有它的价格；请提高限额或补价格",
                en=f'the limit of contract "{contract.id}" for "{item.code}" is used up, and the price list has no price for it; '
                "raise the limit or add a price",
            )
        )
    return entry


def within_the_limit() -> Text:
    return Text(zh="合同限额以内", en="within the contract's limit")


def beyond_the_limit(contract: Contract) -> Text:
    name = contract.name
    return Text(zh=f"超出合同“{name.zh}”的限额", en=f"beyond the limit of “{name.en}”")


def together_again(basket: Basket, context: Context) -> Basket:
    """The parts of each line as one line, with the steps of both."""
    if len({line.item.id for line in basket.lines}) == len(basket.lines):
        return basket
    whole = {item.id: item for item in context.items}
    return basket.with_lines(_joined(basket.lines, whole))


def _joined(lines: Iterable[Line], whole: Mapping[str, Item]) -> Iterable[Line]:
    found: dict[str, Line] = {}
    for line in lines:
        before = found.get(line.item.id)
        found[line.item.id] = line if before is None else _sum(before, line, whole[line.item.id])
    return found.values()


def _sum(within: Line, rest: Line, item: Item) -> Line:
    """Prices of one unit are those of both parts on the average."""
    quantity = item.quantity

    def average(one: Decimal, other: Decimal) -> Decimal:
        return (one * within.item.quantity + other * rest.item.quantity) / quantity

    floors = (within.floor, rest.floor)
    return Line(
        item,
        within.entry,
        average(within.unit_list, rest.unit_list),
        None if floors == (None, None) else average(floors[0] or ZERO, floors[1] or ZERO),
        (*within.steps, *rest.steps),
        within.list_amount + rest.list_amount,
        within.surcharge + rest.surcharge,
        within.net + rest.net,
        (*within.uses, *rest.uses),
    )
