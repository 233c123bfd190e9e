"""The market: what the price methods may ask of the rest of the quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from cpq.bom.catalogue import Catalogue
from cpq.bom.item import Item
from cpq.bom.matching import Matching
from cpq.bom.target import Target
from cpq.money import currency_digits, round_to
from cpq.pricing.basket import Basket
from cpq.pricing.conditions import item_values
from cpq.pricing.context import Context
from cpq.pricing.entry import Entry
from cpq.pricing.line import ZERO, Line
from cpq.pricing.methods import PercentOf, Unpriced
from cpq.pricing.methods.method import Method, Over, Price, Share, Standing, Together
from cpq.pricing.share_base import base_of
from cpq.pricing.shares import looks_at
from cpq.pricing.surcharge import surcharge_of
from cpq.rulebook.text import Text


class QuoteMarket:
    """The `Market` of one quote: its prices, its costs, and the lines that have their price already."""

    def __init__(self, basket: Basket, context: Context) -> None:
        self._context = context
        self._matching = context.rulebook.derived(Matching)
        self._basket = basket
        self._amounts: dict[object, Decimal] = {}
        self._together: dict[tuple[str, tuple[str | int, ...], int | None], Decimal] = {}

    @cached_property
    def _below(self) -> Mapping[str, Sequence[Item]]:
        """Item id → the items directly below it."""
        below: dict[str, list[Item]] = {}
        for item in self._context.items:
            below.setdefault(item.parent or "", []).append(item)
        return below

    def entry(self, item: Item) -> Entry:
        """The entry that prices an item. Raises `Unpriced`."""
        entry = self._context.prices.entry(item)
        if entry is None:
            raise Unpriced(_missing(item, self._context))
        return entry

    def priced(self, method: Method, item: Item) -> Price:
        """What a method answers. A price that was worked out is rounded like one that was written, so that quantity × price is the amount."""
        price = method.priced(item, self)
        if not price.worked_out:
            return price
        return replace(price, unit_list=self.minor(price.unit_list, self._context.currency))

    def minor(self, amount: Decimal, currency: str) -> Decimal:
        return round_to(amount, currency_digits(currency), self._context.settings.rounding) or amount

    def list_price(self, item: Item) -> Decimal:
        """The list price of one unit with what its attributes add, as a line of its own has it. Raises `Unpriced`."""
        method = self.entry(item).method
        return self.priced(method, item).unit_list + surcharge_of(method, item)

    def standing(self, item: Item, over: Over) -> Standing:
        if over == "line":
            return Standing(ZERO, item.quantity)
        if isinstance(over, Together):
            return Standing(ZERO, self._of_target(item, over.lines))
        entry = self.entry(item)
        key = entry.owner.id, entry.path, item.year
        if key not in self._together:
            alike = (each for each in self._context.items if self._is_like(each, entry, item.year))
            self._together[key] = sum((each.quantity for each in alike), ZERO)
        before = self._before(item) if over == "customer" else ZERO
        return Standing(before, self._together[key])

    def _is_like(self, other: Item, entry: Entry, year: int | None) -> bool:
        """Whether another item has the same price."""
        found = self._context.prices.entry(other) if _counts_with(other, year) else None
        return found is not None and (found.owner.id, found.path) == (entry.owner.id, entry.path)

    def _of_target(self, item: Item, target: Target) -> Decimal:
        """The quantity of all items that a target means, and the item's own; options do not go with what they stand in."""
        others = (each for each in self._context.items if each.id != item.id and _counts_with(each, item.year))
        meant = (each for each in others if self._matching.matches(target, each, options_too=False))
        return item.quantity + sum((each.quantity for each in meant), ZERO)

    def _before(self, item: Item) -> Decimal:
        """What the customer had of the article, or of its product, before this quote."""
        cumulated = self._context.request.cumulated
        return cumulated.get(item.code, cumulated.get(item.product.id, ZERO))

    def values(self, item: Item) -> Mapping[str, object]:
        return {**self._context.values, **item_values(item, self._context.rulebook.derived(Catalogue))}

    def events(self, item: Item) -> Sequence[Decimal]:
        events = item.request.events
        if isinstance(events, int):
            return _alike(item.quantity, events)
        if not events:
            raise Unpriced(
                Text(
                    zh=f"“{item.code}”按笔计价，请在请求的该行写 events：笔数，或每笔的金额",
                    en=f'"{item.code}" is priced by event; write `events` on the line: how many there are, or the amount of each',
                )
            )
        if sum(events, ZERO) != item.quantity:
            raise Unpriced(
                Text(
                    zh=f"“{item.code}”的 events 合计 {sum(events, ZERO):f}，与数量 {item.quantity:f} 不符，请改正其一",
                    en=f'the events of "{item.code}" add up to {sum(events, ZERO):f}, and its quantity is {item.quantity:f}; correct one',
                )
            )
        return tuple(events)

    def cost(self, item: Item) -> Decimal:
        return self._context.round(self.exact_cost(item))

    def exact_cost(self, item: Item) -> Decimal:
        cost = self._context.costs.of(item)
        if cost.amount is None:
            raise Unpriced(
                Text(
                    zh=f"“{item.code}”按成本加成计价，但{cost.why.zh}",
                    en=f'"{item.code}" is priced from its cost, but {cost.why.en}',
                )
            )
        return cost.amount

    def components(self, item: Item) -> Decimal:
        parts = [part for part in self._below.get(item.id, ()) if part.role == "component"]
        if not parts:
            raise Unpriced(
                Text(
                    zh=f"“{item.code}”没有组件，不能按组件合计计价；请在价目表里写它自己的价格",
                    en=f'"{item.code}" has no components to sum; write a price of its own in the list',
                )
            )
        return sum((self._component(part) for part in parts), ZERO)

    def _component(self, part: Item) -> Decimal:
        """The list price of what one bundle contains of a part, over its term."""
        if isinstance(self.entry(part).method, PercentOf):
            raise Unpriced(
                Text(
                    zh=f"组件“{part.code}”按其他行的比例计价，不能计入组合的合计；请给它一个单价",
                    en=f'component "{part.code}" is priced as a percentage of other lines and cannot be summed; give it a price',
                )
            )
        return part.extent.times(self.list_price(part) * part.each)

    def amount_of(self, item: Item, of: Share) -> Decimal:
        # By identity: the share is part of the rulebook, and the same for every line that it prices over the same time.
        key = id(of), item.recurrence and (item.recurrence.period, item.recurrence.start, item.recurrence.end)
        if key not in self._amounts:
            self._amounts[key] = self._sum(item, of)
        return self._amounts[key]

    def _sum(self, item: Item, of: Share) -> Decimal:
        looked_at = [line for line in self._basket.earlier if self._is_looked_at(line, of)]
        if not looked_at:
            raise Unpriced(
                Text(
                    zh=f"“{item.code}”按其他行的比例计价，但报价中没有这样的行；请加上，或去掉本行",
                    en=f'"{item.code}" is a percentage of other lines, and there are none; add them or leave it out',
                )
            )
        return self._context.round(base_of(looked_at, of, item))

    def _is_looked_at(self, line: Line, of: Share) -> bool:
        return line.counts and looks_at(of, line.item, self._matching)


def _counts_with(other: Item, year: int | None) -> bool:
    """Whether an item's quantity counts with that of an item of a contract year.

    The years of a ramp are looked at one by one; with what has none the first counts. What is given back for the rest of a
    subscription is no order.
    """
    given_back = other.held is not None and other.held.credit
    return other.role != "component" and not given_back and other.year in (None, year or 1)


def _alike(quantity: Decimal, count: int) -> Sequence[Decimal]:
    """So many events of the same amount."""
    return (quantity / count,) * count if count else ()


def _missing(item: Item, context: Context) -> Text:
    price_list = context.price_list
    inside = item.above[0].id if item.above else None
    place = (
        Text(zh=f"的 options.{inside} 或 entries ", en=f" (options.{inside} or entries)")
        if inside
        else Text(zh="的 entries ", en=" (entries)")
    )
    return Text(
        zh=f"价目表 {price_list.id} 里没有“{item.code}”的价格，请在该表{place.zh}里补上（{price_list.place}）",
        en=f'price list {price_list.id} has no price for "{item.code}"; add one there{place.en} ({price_list.place})',
    )
