"""What is free each month of a metered product, over all lines of a quote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cpq.bom.item import Recurrence
from cpq.bom.products import Usage


@dataclass(frozen=True, slots=True)
class Taken:
    """So much a month of a product is free on one line, from `start` to `end`."""

    product: str
    start: date
    end: date
    quantity: Decimal


class Allowances:
    """What each line has of the included quantity: once a month over the quote, to the earlier lines first."""

    def __init__(self) -> None:
        self._taken: list[Taken] = []

    def left(self, product: Usage, term: Recurrence) -> Decimal:
        """What is still free in every month of the term."""
        others = [each for each in self._taken if each.product == product.id and each.start <= term.end]
        # What others take changes where one begins: the fullest month begins there, or with the term.
        days = [term.start, *(each.start for each in others if each.start > term.start)]
        most = max(sum((each.quantity for each in others if each.start <= day <= each.end), Decimal(0)) for day in days)
        return max(product.included - most, Decimal(0))

    def take(self, product: Usage, term: Recurrence, quantity: Decimal) -> None:
        """A line takes its part."""
        self._taken.append(Taken(product.id, term.start, term.end, quantity))
