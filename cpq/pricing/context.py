"""The context: everything that a phase may look at besides the lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.item import Item
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.bom.situation import Situation
from cpq.company.company import Company, Settings
from cpq.money import currency_digits, rounder
from cpq.pricing.basket import Basket
from cpq.pricing.cost import CostBook, Costs
from cpq.pricing.line import Line
from cpq.pricing.list_in_force import ListInForce
from cpq.pricing.price_book import PriceBook
from cpq.pricing.price_list import PriceList
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook

Where = Callable[..., Place]
"""The place of a value of the request by its path: `where("lines", 0, "discount")`."""


@dataclass(frozen=True, slots=True)
class Context:
    """One quote's surroundings; none of it changes from phase to phase. `digits` are the currency's minor digits."""

    rulebook: Rulebook
    request: QuoteRequest
    situation: Situation
    settings: Settings
    digits: int
    in_force: ListInForce
    items: tuple[Item, ...]
    asked: Sequence[tuple[int, LineRequest]]
    """The lines that the quote is made of, each with its position in the request."""
    values: Mapping[str, object]
    """What is known of the quote before prices, by the names that expressions use."""
    where: Where
    prices: PriceBook
    costs: Costs
    round: Callable[[Decimal], Decimal]
    """To the currency's minor unit, as the company rounds."""

    @property
    def price_list(self) -> PriceList:
        return self.in_force.price_list

    @property
    def currency(self) -> str:
        return self.situation.currency

    def round_per_period(self, amount: Decimal, line: Line) -> Decimal:
        """An amount for the whole term, rounded so that every whole period has the same share of it; a part of one is rounded by itself."""
        return self.round(amount) if line.item.recurrence is None else line.extent.rounded(amount, self.round)

    def place_of(self, item: Item, *path: str | int) -> Place:
        """Where the request asks for an item."""
        if item.role == "gift":
            return self.where("gifts")
        return self.where("deliveries" if item.role == "delivery" else "lines", item.index, *path)


def context_of(
    rulebook: Rulebook,
    request: QuoteRequest,
    situation: Situation,
    in_force: ListInForce,
    items: tuple[Item, ...],
    where: Where,
) -> Context:
    """The context of a request whose items and price list are known."""
    settings, digits = rulebook.one(Company).settings, currency_digits(request.currency)
    prices = PriceBook(rulebook, in_force.price_list, situation, in_force.conversion)
    return Context(
        rulebook=rulebook,
        request=request,
        situation=situation,
        settings=settings,
        digits=digits,
        in_force=in_force,
        items=items,
        asked=request.counted,
        values={**situation.values, "customer.contracts": frozenset(each.id for each in prices.contracts)},
        where=where,
        prices=prices,
        costs=rulebook.derived(CostBook).of(request.currency, situation.date),
        round=rounder(digits, settings.rounding),
    )


PhaseFunction = Callable[[Basket, Context], Basket]
"""A phase of the waterfall."""
