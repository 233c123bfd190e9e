"""Every price that is written in a rulebook, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cpq.pricing.contract import Contract
from cpq.pricing.methods import Method
from cpq.pricing.price_list import PriceList
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Written:
    """A price for a code, written in `owner` at `path`."""

    code: str
    method: Method
    owner: Entity
    path: tuple[str | int, ...]

    def at(self, *path: str | int) -> Place:
        return self.owner.at(*self.path, *path)


def written_prices(rulebook: Rulebook) -> Iterator[Written]:
    """The entries and option prices of every list, and the agreed prices of every contract."""
    for price_list in rulebook.all(PriceList).values():
        for code, method in price_list.entries.items():
            yield Written(code, method, price_list, ("entries", code))
        for parent, options in price_list.options.items():
            for code, method in options.items():
                yield Written(code, method, price_list, ("options", parent, code))
    for contract in rulebook.all(Contract).values():
        for currency, prices in contract.prices.items():
            for code, method in prices.items():
                yield Written(code, method, contract, ("prices", currency, code))
