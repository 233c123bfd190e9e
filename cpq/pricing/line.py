"""A line: an item with its trace. Every amount of a line is the sum of steps of its trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from cpq.bom.item import Item
from cpq.bom.products import Usage
from cpq.pricing.entry import PricedEntry
from cpq.pricing.trace import LIST_PHASES, Step

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """An item on its way through the waterfall; amounts are for the whole quantity and the whole term.

    `list_amount` is the sum of the list phases, `net` the sum of all steps. `unit_list` is the list price of one unit for one period.
    `floor` is the least net price of one unit for one period, or None. `entry` is what the price came from; None for what is paid with
    the line above.
    """

    item: Item
    entry: PricedEntry | None = None
    unit_list: Decimal = ZERO
    floor: Decimal | None = None
    steps: tuple[Step, ...] = ()
    list_amount: Decimal = ZERO
    net: Decimal = ZERO

    def plus(self, *steps: Step) -> Line:
        """The line after more steps."""
        if not steps:
            return self
        listed = sum((step.amount for step in steps if step.phase in LIST_PHASES), self.list_amount)
        total = sum((step.amount for step in steps), self.net)
        return replace(self, steps=(*self.steps, *steps), list_amount=listed, net=total)

    @property
    def periods(self) -> int:
        """How often the item is billed; 1 for what is paid once."""
        return self.item.recurrence.periods if self.item.recurrence else 1

    @property
    def per_period(self) -> Decimal:
        """The net amount of one period, not rounded."""
        return self.net / self.periods

    @property
    def discount(self) -> Decimal:
        """List amount less net amount; positive when the customer saves."""
        return self.list_amount - self.net

    @property
    def included(self) -> bool:
        """Paid with the line above."""
        return self.entry is None

    @property
    def estimated(self) -> bool:
        """A metered line: its amount is an estimate, and part of no total, threshold or order discount."""
        return isinstance(self.item.product, Usage)

    @property
    def counts(self) -> bool:
        """Whether the line is part of the order's amounts."""
        return not self.included and not self.estimated
