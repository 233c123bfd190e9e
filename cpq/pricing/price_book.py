"""The prices of one quote: contract before list, and the list's converted where the quote is in another currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cpq.bom.item import Item
from cpq.bom.situation import Situation
from cpq.pricing.contract import Contract
from cpq.pricing.entry import Entry
from cpq.pricing.listed_entries import ListedEntries, codes, taken
from cpq.pricing.price_list import PriceList
from cpq.pricing.terms import Terms
from cpq.rulebook.rulebook import Rulebook


class PriceBook:
    """The prices in force for one quote. `contracts` are the customer's on that date, in the order of the files.

    `conversion` is what turns the list's prices into the quote's currency; None where they are in it.
    """

    def __init__(
        self, rulebook: Rulebook, price_list: PriceList, situation: Situation, conversion: Terms | None = None
    ) -> None:
        self._price_list = price_list
        self._listed = rulebook.derived(ListedEntries)
        self._currency = situation.currency
        self._day = situation.date
        self._conversion = conversion
        self._converted: dict[int, tuple[Entry, Entry]] = {}
        self._known: dict[tuple[str, tuple[str, ...]], Entry | None] = {}
        self.contracts = contracts_in_force(rulebook, situation)

    def entry(self, item: Item) -> Entry | None:
        """The entry for an item, or None where neither a contract nor the list has one; the same for every item of its code and place."""
        if not self.contracts and self._conversion is None:
            return self.listed(item)
        key = item.code, tuple(product.id for product in item.above) if item.above else ()
        if key not in self._known:
            self._known[key] = self.agreed(item) or self.listed(item)
        return self._known[key]

    def agreed(self, item: Item) -> Entry | None:
        """What the first contract says that has a price for the item."""
        for contract in self.contracts:
            prices = contract.prices.get(self._currency, {})
            for code in codes(item):
                if code in prices:
                    path = ("prices", self._currency, code)
                    agreed = not contract.rules_too
                    entry = Entry(prices[code], contract, path, contract.name, agreed=agreed, contract=contract)
                    return self._listed.followed(entry, item, self._day, self._currency)
        return None

    def listed(self, item: Item) -> Entry | None:
        """What the list says, whatever the contracts do."""
        entry = self._listed.of(self._price_list, item, self._day)
        if entry is None or self._conversion is None:
            return entry
        # By identity, for an entry is the same for all items of its code; the pair keeps it alive.
        if id(entry) not in self._converted:
            place = self._price_list.at("convert_to")
            self._converted[id(entry)] = entry, taken(entry, self._price_list, self._conversion, place)
        return self._converted[id(entry)][1]


def contracts_in_force(rulebook: Rulebook, situation: Situation) -> tuple[Contract, ...]:
    """Those that the customer has on the day of the quote."""
    of_the_customer = rulebook.derived(_contracts_by_customer).get(situation.customer.id or "", ())
    return tuple(contract for contract in of_the_customer if contract.valid.covers(situation.date))


def _contracts_by_customer(rulebook: Rulebook) -> Mapping[str, Sequence[Contract]]:
    found: dict[str, list[Contract]] = {}
    for contract in rulebook.all(Contract).values():
        found.setdefault(contract.customer, []).append(contract)
    return found
