"""What a list that is based on another does to a price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """What a list that is based on another does to a price, and to an amount that is added to one (no ending, no price point).

    `currency` is that of the list before, and `exchange` what one unit of it is worth in the currency after; `agreed` for that list, or
    the rate of a day.
    """

    price: Callable[[Decimal], Decimal]
    addition: Callable[[Decimal], Decimal]
    currency: str
    exchange: Decimal
    agreed: bool
