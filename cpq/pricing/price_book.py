"""Which entry prices an item: contract before list, option price before entry, own entries before those of the list it is based on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cpq.bom.item import Item
from cpq.bom.situation import Situation
from cpq.money import CURRENCIES, Rounding, round_to, round_to_step
from cpq.pricing.contract import Contract
from cpq.pricing.entry import Entry
from cpq.pricing.methods import Change, Method
from cpq.pricing.price_list import BasedOn, PriceList
from cpq.pricing.tables import PriceTables
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


class PriceBook:
    """The prices in force for one quote. `contracts` are the customer's on that date, in the order of the files."""

    def __init__(self, rulebook: Rulebook, price_list: PriceList, situation: Situation) -> None:
        self._price_list = price_list
        self._listed = rulebook.derived(ListedEntries)
        self._currency = situation.currency
        self._day = situation.date
        self.contracts = _contracts_in_force(rulebook, situation)

    def entry(self, item: Item) -> Entry | None:
        """The entry for an item, or None where neither a contract nor the list has one."""
        return self._agreed(item) or self._listed.of(self._price_list, item, self._day)

    def _agreed(self, item: Item) -> Entry | None:
        for contract in self.contracts:
            prices = contract.prices.get(self._currency, {})
            for code in _codes(item):
                if code in prices:
                    path = ("prices", self._currency, code)
                    return Entry(prices[code], contract, path, contract.name, agreed=not contract.rules_too)
        return None


MOST_FOUND = 100_000
"""Entries that are kept; a table has more, and a server runs for long."""


class ListedEntries:
    """Which entry of a list prices what, found once: `rulebook.derived(ListedEntries)`."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._lists = rulebook.all(PriceList)
        self._tables = rulebook.derived(PriceTables)
        self._found: dict[tuple[str, str, str, date | None], Entry | None] = {}
        self._dated = {id: self._depends_on_the_day(each) for id, each in self._lists.items()}

    def of(self, price_list: PriceList, item: Item, day: date) -> Entry | None:
        key = price_list.id, item.code, _around(item), day if self._dated[price_list.id] else None
        if key not in self._found:
            if len(self._found) >= MOST_FOUND:
                self._found.clear()
            self._found[key] = self._sought(price_list, item, day)
        return self._found[key]

    def _depends_on_the_day(self, price_list: PriceList) -> bool:
        """Whether a table of the list, or of those it is based on, has prices for some days only."""
        own = price_list.table is not None and self._tables.table(price_list.table).dated
        return own or (
            price_list.based_on is not None and self._depends_on_the_day(self._lists[price_list.based_on.list])
        )

    def _sought(self, price_list: PriceList, item: Item, day: date) -> Entry | None:
        for path, method in _written(price_list, item):
            return Entry(method, price_list, path, price_list.name)
        if price_list.table is not None:
            table = self._tables.table(price_list.table)
            for code in _codes(item):
                row = table.of(code, day)
                if row is not None:
                    return Entry(row.method, price_list, ("table",), price_list.name, row=row.place)
        based = price_list.based_on
        if based is None:
            return None
        below = self._sought(self._lists[based.list], item, day)
        return _derived(below, price_list, based) if below else None


def _contracts_in_force(rulebook: Rulebook, situation: Situation) -> tuple[Contract, ...]:
    return tuple(
        contract
        for contract in rulebook.all(Contract).values()
        if contract.customer == situation.customer.id and contract.valid.covers(situation.date)
    )


def _codes(item: Item) -> tuple[str, ...]:
    """A variant's own code goes before its product."""
    return (item.code,) if item.code == item.product.id else (item.code, item.product.id)


def _around(item: Item) -> str:
    """The product that the item stands in, whose options can have prices of their own."""
    return item.above[0].id if item.above else ""


def _written(price_list: PriceList, item: Item) -> Iterator[tuple[tuple[str | int, ...], Method]]:
    parent = _around(item)
    if parent in price_list.options:
        for code in _codes(item):
            if code in price_list.options[parent]:
                yield ("options", parent, code), price_list.options[parent][code]
    for code in _codes(item):
        if code in price_list.entries:
            yield ("entries", code), price_list.entries[code]


def _derived(entry: Entry, price_list: PriceList, based: BasedOn) -> Entry:
    """An entry of the other list at this list's prices; its place stays where the price is written."""
    how = Text(zh=f"由 {based.list} 推导", en=f"derived from {based.list}")
    if based.percent:
        how = Text(zh=f"{how.zh} {based.percent * 100:+f}%", en=f"{how.en} {based.percent * 100:+f} %")
    change = change_of(based, CURRENCIES[price_list.currency])
    return replace(entry, method=entry.method.adjusted(change), label=price_list.name, note=how)


def change_of(based: BasedOn, digits: int) -> Change:
    """Price × rate × (1 + percent), rounded to a multiple of `round_to`, plus the ending.

    Without `round_to` it is rounded to the currency's minor unit, or as fine as the price itself is written. What is added to a
    price (a surcharge) is not brought to a price point, nor is a price that this would bring to nothing.
    """

    def addition(amount: Decimal) -> Decimal:
        derived = amount * based.rate * (1 + based.percent)
        return round_to(derived, max(digits, fraction_digits(amount)), Rounding.HALF_UP) or derived

    def price(amount: Decimal) -> Decimal:
        step, exact = based.round_to, amount * based.rate * (1 + based.percent)
        rounded = addition(amount) if step is None else round_to_step(exact, step, Rounding.HALF_UP)
        point = rounded + based.ending if amount else amount
        return point if point > 0 else addition(amount)

    return Change(price, addition, based.percent)


def fraction_digits(number: Decimal) -> int:
    """How many digits after the point a number is written with."""
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
