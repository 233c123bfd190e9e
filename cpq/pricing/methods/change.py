"""What a list that is based on another does to a price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """What a list that is based on another does to a price, and to an amount that is added to one (no ending, no price point).

    `percent` is the part of it that holds for a price that is worked out from the cost, in whatever currency; `exchange` is what one unit
    of the currency before is worth in the one after.
    """

    price: Callable[[Decimal], Decimal]
    addition: Callable[[Decimal], Decimal]
    percent: Decimal
    exchange: Decimal = Decimal(1)
