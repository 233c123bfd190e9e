"""Entries: where the price of an item is written, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass

from cpq.pricing.contract import Contract
from cpq.pricing.methods import Change, Method, Price
from cpq.pricing.price_list import PriceList
from cpq.pricing.terms import Terms, change_of
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Level:
    """A step on the way from one list to another: the `source` and its `method`, and the terms that changed it, written at `place`."""

    source: PriceList
    method: Method
    terms: Terms
    place: Place

    @property
    def change(self) -> Change:
        return change_of(self.terms)


@dataclass(frozen=True, slots=True)
class Entry:
    """A price method as it is written in `owner` (a price list or a contract) at `path`.

    `levels` is what was done to it on the way, for a list that is based on another.
    `contract` is the one that agrees on it; `agreed`: one whose prices are final. `rows` are those of a table, one for each tier.
    """

    method: Method
    owner: Entity
    path: tuple[str | int, ...]
    label: Text
    levels: tuple[Level, ...] = ()
    agreed: bool = False
    contract: Contract | None = None
    rows: tuple[Place, ...] = ()

    @property
    def place(self) -> Place:
        """Where it is written."""
        return self.rows[0] if self.rows else self.owner.at(*self.path)

    def at(self, *path: str | int) -> Place:
        """The place of something below the entry; a bare number has nothing below, and of a table a tier has its row."""
        match path:
            case ("tiers", int(tier), *_) if self.rows:
                return self.rows[tier]
            case _:
                return self.rows[0] if self.rows else self.owner.at(*self.path, *path)


@dataclass(slots=True)
class PricedEntry:
    """An entry and the price that it gave for one item."""

    entry: Entry
    price: Price
