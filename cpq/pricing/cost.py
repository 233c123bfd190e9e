"""What a unit costs the seller, in the quote's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cpq.bom.graph import ProductGraph
from cpq.bom.item import Item
from cpq.company.company import Company
from cpq.company.currency import SellingCurrency
from cpq.money import arithmetic
from cpq.rulebook.kept import Kept
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

NOTHING = Text("", "")
Parts = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class UnitCost:
    """The cost of one unit, not rounded; None where it is not known, and then `why`."""

    amount: Decimal | None
    why: Text = NOTHING


FREE = UnitCost(Decimal(0))


MOST_KEPT = 64
"""Days and currencies whose costs are kept."""
MOST_COSTS = 10_000
"""Of each of them: what is built as it was chosen has very many."""


class CostBook:
    """Made once for a rulebook: the costs by currency and day, those that were asked for lately."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._found = Kept[tuple[str, date], Costs](MOST_KEPT)

    def of(self, currency: str, day: date) -> Costs:
        return self._found.of((currency, day), self._made)

    def _made(self, key: tuple[str, date]) -> Costs:
        return Costs(self._rulebook, *key)


class Costs:
    """The unit costs in one currency on one day, each worked out once: `context.costs.of(item)`.

    `rate` is what one unit of the quote's currency is worth in the company's own on that day, None where nothing is written.
    """

    def __init__(self, rulebook: Rulebook, currency: str, day: date) -> None:
        self._graph = rulebook.derived(ProductGraph)
        self._currency = currency
        self._day = day
        self.rate = _exchange_rate(rulebook, currency, day)
        self._known = Kept[tuple[str, Parts], UnitCost](MOST_COSTS)

    def of(self, item: Item) -> UnitCost:
        """The product's own cost or the sum of its parts', converted at the exchange rate of the quote's date.

        Parts that it takes because of what was chosen are counted in. A delivery costs what its method says; what is paid once beside a
        recurring price has no cost of its own.
        """
        if item.setup is not None:
            return FREE
        if item.role == "delivery":
            return self._exchanged(item.product.cost, NOTHING)
        return self._known.of((item.product.id, item.parts), self._converted)

    def _converted(self, key: tuple[str, Parts]) -> UnitCost:
        # With all digits whoever asks first: it is kept for others.
        with arithmetic():
            cost = self._graph.cost_roll_up(*key)
            if cost.amount is not None:
                return self._exchanged(cost.amount, NOTHING)
        missing = ", ".join(cost.unknown[:5])
        why = Text(zh=f"{missing} 没有写成本（cost）", en=f"no cost is written for {missing}")
        return self._exchanged(cost.amount, why)

    def _exchanged(self, amount: Decimal | None, unknown: Text) -> UnitCost:
        if amount is None:
            return UnitCost(None, unknown)
        return UnitCost(None, self.no_rate) if self.rate is None else UnitCost(amount / self.rate)

    @property
    def no_rate(self) -> Text:
        """Why there is no rate."""
        return Text(
            zh=f"{self._day} 没有 {self._currency} 的汇率，请在 currencies 里补上",
            en=f"there is no exchange rate for {self._currency} on {self._day}; add one under currencies",
        )


def _exchange_rate(rulebook: Rulebook, currency: str, day: date) -> Decimal | None:
    """What one unit of a currency is worth in the company's own on a day; None where nothing is written."""
    if currency == rulebook.one(Company).currency:
        return Decimal(1)
    selling = rulebook.get(SellingCurrency, currency)
    return selling.rate_on(day) if selling else None
