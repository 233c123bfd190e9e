"""The trace: how a number came about, step by step. It is part of the answer, and the answer is its sum."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cpq.pricing.derived import Derived
from cpq.rulebook.markings import CONFIDENTIAL, UNSEEN
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


class Phase(StrEnum):
    """The waterfall, in order; what a quote earns comes after it, and changes no price."""

    BASE = "base"
    OPTIONS = "options"
    QUANTITY = "quantity"
    RAMP = "ramp"
    PRICE_RULE = "price_rule"
    DEAL = "deal"
    LINE_DISCOUNT = "line_discount"
    FREE = "free"
    ORDER_DISCOUNT = "order_discount"
    SHIPPING = "shipping"
    REBATE = "rebate"
    MANUAL = "manual"
    REWARD = "reward"

    __hash__ = str.__hash__  # An enumeration's own is written in Python, and every step of every line asks for it.


LIST_PHASES = frozenset({Phase.BASE, Phase.OPTIONS})
"""The phases whose sum is the list amount."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a line's waterfall: `amount` is what it adds to the line, signed, in the quote's currency, rounded.

    `exact` is the amount before rounding. `base` is what a `rate` (0.18 = 18 %) was taken of; `quantity` × `unit_price` × periods
    is how a price came about; `becomes` is the price of one unit and period that a step sets; `derived` tells how
    the price was taken from other lists. `rule` and `place` say which rule did it and
    where it is written; `place` is None for what the rep gave. What a `confidential` step came from is the seller's alone:
    the cost, the floor. `counted` is the quantity that reached a tier, where more than the line's own counts.
    """

    phase: Phase
    rule: str
    label: Text
    amount: Decimal
    exact: Decimal
    place: Place | None = None
    base: Decimal | None = field(default=None, metadata=CONFIDENTIAL)
    rate: Decimal | None = field(default=None, metadata=CONFIDENTIAL)
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    note: Text | None = field(default=None, metadata=CONFIDENTIAL)
    becomes: Decimal | None = None
    derived: tuple[Derived, ...] = ()
    counted: Decimal | None = None
    confidential: bool = field(default=False, metadata=UNSEEN)

    @property
    def rounding(self) -> Decimal:
        """What rounding added."""
        return self.amount - self.exact
