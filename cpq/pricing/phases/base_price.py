"""The base price: what the list or the contract says for one unit, times quantity and periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from cpq.bom.item import Item
from cpq.bom.matching import Matching
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.cost import unit_cost
from cpq.pricing.entry import Entry, PricedEntry
from cpq.pricing.line import ZERO, Line
from cpq.pricing.methods import PercentOf, Price, Unpriced
from cpq.pricing.methods.method import Share
from cpq.pricing.phases.surcharges import surcharge_of
from cpq.pricing.price_book import PriceBook
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Text


def base_price(basket: Basket, context: Context) -> Basket:
    """Every line with its list price. Raises `Refused` with every line that has none: a missing price is never a zero."""
    market = _Market(basket, context)
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
    """The items in two batches: those that are a percentage of other lines come after those."""
    book = PriceBook(context.rulebook, context.price_list, context.situation)
    later = {item.id for item in context.items if _is_percentage(book.entry(item))}
    first = tuple(item for item in context.items if item.id not in later)
    return first, tuple(item for item in context.items if item.id in later)


def _is_percentage(entry: Entry | None) -> bool:
    return entry is not None and isinstance(entry.method, PercentOf)


def _priced(line: Line, market: _Market, context: Context) -> Line:
    item = line.item
    if item.role == "component":
        return line
    entry = market.entry(item)
    price = _in_minor_units(entry.method.priced(item, market), context)
    exact = price.unit_list * item.quantity * line.periods
    step = Step(
        Phase.BASE,
        entry.owner.id,
        entry.label,
        context.round_per_period(exact, line),
        exact,
        entry.at(*price.path),
        price.base,
        price.rate,
        item.quantity,
        price.unit_list,
        price.note or entry.note,
    )
    unit_list, floor = price.unit_list, entry.method.floor
    return replace(line, entry=PricedEntry(entry, price), unit_list=unit_list, floor=floor).plus(step)


def _in_minor_units(price: Price, context: Context) -> Price:
    """A price that was worked out is rounded like one that was written, so that quantity × price is the amount.

    Only one that would vanish (a fraction of a cent, metered) stays as it is.
    """
    if price.rate is None:
        return price
    return replace(price, unit_list=context.round(price.unit_list) or price.unit_list)


class _Market:
    """What the price methods may ask."""

    def __init__(self, basket: Basket, context: Context) -> None:
        self._context = context
        self._book = PriceBook(context.rulebook, context.price_list, context.situation)
        self._matching = context.rulebook.derived(Matching)
        self._basket = basket
        self._below: dict[str, list[Item]] = {}
        for item in context.items:
            self._below.setdefault(item.parent or "", []).append(item)

    def entry(self, item: Item) -> Entry:
        """The entry that prices an item. Raises `Unpriced`."""
        entry = self._book.entry(item)
        if entry is None:
            raise Unpriced(_missing(item, self._context))
        return entry

    def cost(self, item: Item) -> Decimal:
        cost = unit_cost(item.product, self._context)
        if cost.amount is None:
            raise Unpriced(
                Text(
                    zh=f"“{item.code}”按成本加成计价，但{cost.why.zh}",
                    en=f'"{item.code}" is priced from its cost, but {cost.why.en}',
                )
            )
        return self._context.round(cost.amount)

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
        method = self.entry(part).method
        if isinstance(method, PercentOf):
            raise Unpriced(
                Text(
                    zh=f"组件“{part.code}”按其他行的比例计价，不能计入组合的合计；请给它一个单价",
                    en=f'component "{part.code}" is priced as a percentage of other lines and cannot be summed; give it a price',
                )
            )
        unit = method.priced(part, self).unit_list + surcharge_of(method, part)
        return unit * part.each * (part.recurrence.periods if part.recurrence else 1)

    def amount_of(self, item: Item, of: Share) -> Decimal:
        looked_at = [line for line in self._basket.earlier if self._is_looked_at(line, of)]
        if not looked_at:
            raise Unpriced(
                Text(
                    zh=f"“{item.code}”按其他行的比例计价，但报价中没有这样的行；请加上，或去掉本行",
                    en=f'"{item.code}" is a percentage of other lines, and there are none; add them or leave it out',
                )
            )
        return self._sum(looked_at, of)

    def _is_looked_at(self, line: Line, of: Share) -> bool:
        once = line.item.recurrence is None or of.recurring_too
        return line.counts and once and self._matching.matches(of.of, line.item)

    def _sum(self, lines: Iterable[Line], of: Share) -> Decimal:
        amounts = ((line.net if of.basis == "net" else line.list_amount) / line.periods for line in lines)
        return self._context.round(sum(amounts, ZERO))


def _missing(item: Item, context: Context) -> Text:
    price_list = context.price_list
    inside = item.above[0].id if item.above else None
    place = (
        Text(zh=f"的 options.{inside} 或 entries", en=f" (options.{inside} or entries)")
        if inside
        else Text(zh="的 entries", en=" (entries)")
    )
    return Text(
        zh=f"价目表 {price_list.id} 里没有“{item.code}”的价格，请在该表{place.zh}里补上（{price_list.place}）",
        en=f'price list {price_list.id} has no price for "{item.code}"; add one there{place.en} ({price_list.place})',
    )
