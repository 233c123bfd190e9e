"""Prices that are worked out for every item, and what becomes of them in lists that are based on the one where they are written."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from pydantic import PrivateAttr

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Market, Method


class WorkedOut(Method):
    """A price by the cost or by a formula: worked out in its own list, then changed from list to list as one that is written is.

    Where lists agree on an exchange rate, a price by the cost still stands on the cost at the rate of the quote's date.
    """

    _changes: tuple[Change, ...] = PrivateAttr(default=())
    """What lists that are based on this one do to the result."""

    def adjusted(self, change: Change) -> Self:
        copy = super().adjusted(change)
        copy._changes = (*self._changes, change)  # noqa: SLF001 - its own
        return copy

    def _cost(self, item: Item, market: Market) -> Decimal:
        """The unit cost in the currency of the list where the method is written."""
        if not self._changes:
            return market.cost(item)
        cost = market.exact_cost(item)
        for change in self._changes:
            cost /= change.exchange
        agreed = any(change.agreed for change in self._changes)
        return cost if agreed else market.minor(cost, self._changes[0].currency)

    def _shown_cost(self, cost: Decimal, item: Item, market: Market) -> Decimal:
        """What a price by the cost says it stands on: at an agreed rate the cost in the quote's currency."""
        return market.cost(item) if any(change.agreed for change in self._changes) else cost

    def _through_lists(
        self, amount: Decimal, market: Market, *, from_cost: bool
    ) -> tuple[Decimal, Sequence[Decimal | None]]:
        """What a price comes to at the end, and what it was in each list before, rounded to its currency.

        None for what no list has: a price by the cost before an agreed rate, for it stands on another cost there.
        """
        befores: list[Decimal | None] = []
        for change in self._changes:
            if from_cost and change.agreed:
                befores = [None] * (len(befores) + 1)
            else:
                amount = market.minor(amount, change.currency)
                befores.append(amount)
            amount = change.price(amount)
        return amount, befores
