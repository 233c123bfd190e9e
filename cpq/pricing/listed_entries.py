"""Which entry of a price list prices an item: option price before entry, written before the table, own before what it is based on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from cpq.bom.item import Item
from cpq.bom.matching import Matching
from cpq.pricing.entry import Entry, Level
from cpq.pricing.methods import FromList, Method
from cpq.pricing.price_list import BasedOn, PriceList
from cpq.pricing.tables import PriceTables
from cpq.pricing.terms import Terms
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook

MOST_FOUND = 100_000
"""Entries that are kept; a table has more, and a server runs for long."""


class ListedEntries:
    """Found once: `rulebook.derived(ListedEntries).of(price_list, item, day)`."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._lists = rulebook.all(PriceList)
        self._tables = rulebook.derived(PriceTables)
        self._matching = rulebook.derived(Matching)
        self._found: dict[tuple[str, str, tuple[str, ...], date | None], Entry | None] = {}
        self._dated = any(
            each.table is not None and self._tables.table(each.table).dated for each in self._lists.values()
        )

    def of(self, price_list: PriceList, item: Item, day: date) -> Entry | None:
        around = tuple([product.id for product in item.above]) if item.above else ()
        key = price_list.id, item.code, around, day if self._dated else None
        if key in self._found:
            return self._found[key]
        found = self._sought(price_list, item, day)
        if len(self._found) >= MOST_FOUND:
            self._found.clear()
        self._found[key] = found
        return found

    def followed(self, entry: Entry, item: Item, day: date, currency: str) -> Entry:
        """The entry itself, or for a price that is `from_list` the other list's, at this entry's terms in its `currency`."""
        method = entry.method
        if not isinstance(method, FromList):
            return entry
        other = self._lists[method.list]
        below = self._sought(other, item, day)
        if below is None:
            return entry
        terms = Terms(other.currency, currency, method.rate, method.percent, method.round_to, method.ending)
        derived = taken(below, other, terms, entry.place)
        return replace(
            derived,
            method=method.replacing(derived.method),
            label=entry.label,
            agreed=entry.agreed,
            contract=entry.contract,
        )

    def _sought(self, price_list: PriceList, item: Item, day: date) -> Entry | None:
        for path, method in written(price_list, codes(item), item.above[0].id if item.above else ""):
            entry = Entry(method, price_list, path, price_list.name)
            return self.followed(entry, item, day, price_list.currency)
        if price_list.table is not None:
            table = self._tables.table(price_list.table)
            for code in codes(item):
                row = table.of(code, day)
                if row is not None:
                    return Entry(row.method, price_list, ("table",), price_list.name, rows=row.places)
        based = price_list.based_on
        return self._derived(price_list, based, item, day) if based else None

    def _derived(self, price_list: PriceList, based: BasedOn, item: Item, day: date) -> Entry | None:
        """The entry of the other list at this list's prices, or at those of its first exception that means the item."""
        other = self._lists[based.list]
        below = self._sought(other, item, day)
        if below is None:
            return None
        for number, each in enumerate(based.except_):
            if self._matching.matches(each.target, item, options_too=False):
                terms = each.terms(based, other.currency, price_list.currency)
                place = price_list.at("based_on", "except", number)
                break
        else:
            terms = based.terms(other.currency, price_list.currency)
            place = price_list.at("based_on")
        return replace(taken(below, other, terms, place), label=price_list.name)


def taken(entry: Entry, source: PriceList, terms: Terms, place: Place) -> Entry:
    """An entry of `source` with the terms on it; where the price is written stays its place, `place` is where the terms are."""
    level = Level(source, entry.method, terms, place)
    return replace(entry, method=entry.method.adjusted(level.change), levels=(*entry.levels, level))


def codes(item: Item) -> tuple[str, ...]:
    """A variant's own code goes before its product."""
    return (item.code,) if item.code == item.product.id else (item.code, item.product.id)


def written(price_list: PriceList, codes: Iterable[str], parent: str) -> Iterator[tuple[tuple[str | int, ...], Method]]:
    """The prices that a list writes for an item of these codes that stands in `parent`, what goes first first."""
    options = price_list.options.get(parent, {})
    yield from ((("options", parent, code), options[code]) for code in codes if code in options)
    yield from ((("entries", code), price_list.entries[code]) for code in codes if code in price_list.entries)
