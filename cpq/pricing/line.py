"""A line: an item with its trace. Every amount of a line is the sum of steps of its trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from cpq.bom.calendar import Calendar
from cpq.bom.extent import ONCE, Extent
from cpq.bom.item import Item
from cpq.pricing.entry import PricedEntry
from cpq.pricing.trace import LIST_PHASES, Phase, Step
from cpq.pricing.use import Use

ZERO = Decimal(0)
ADDED = ("delivery", "gift")


@dataclass(slots=True)
class Line:
    """An item on its way through the waterfall; amounts are for the whole quantity and the whole term.

    `list_amount` is the sum of the list phases, `surcharge` of what later steps put on top, `net` of all steps. `unit_list` is the list
    price of one unit for one period, `floor` the least net price of one or None. `entry` is what the price came from; None for what is
    paid with the line above. `uses` is what it uses up of contracts.
    """

    item: Item
    entry: PricedEntry | None = None
    unit_list: Decimal = ZERO
    floor: Decimal | None = None
    steps: tuple[Step, ...] = ()
    list_amount: Decimal = ZERO
    surcharge: Decimal = ZERO
    net: Decimal = ZERO
    uses: tuple[Use, ...] = ()

    def plus(self, *steps: Step, unit_list: Decimal | None = None) -> Line:
        """The line after more steps, and with another list price of a unit where they change it."""
        if not steps:
            return self
        listed, added, total = self.list_amount, self.surcharge, self.net
        for step in steps:
            amount = step.amount
            total += amount
            if step.phase in LIST_PHASES:
                listed += amount
            elif amount > 0:
                # A price that is set takes discounts back before it is a surcharge.
                added = added + amount if step.becomes is None else max(added, total - listed)
        unit = self.unit_list if unit_list is None else unit_list
        return Line(self.item, self.entry, unit, self.floor, (*self.steps, *steps), listed, added, total, self.uses)

    def billed(self, calendar: Calendar) -> Line:
        """The line when it is billed by another calendar of the same periods."""
        recurrence = self.item.recurrence
        if recurrence is None:
            return self
        return replace(self, item=replace(self.item, recurrence=replace(recurrence, calendar=calendar)))

    def using(self, uses: tuple[Use, ...]) -> Line:
        """The line when it uses up more of contracts."""
        return replace(self, uses=(*self.uses, *uses)) if uses else self

    @property
    def extent(self) -> Extent:
        """The periods that the line's amounts are for; once they are taken off, without those that are free."""
        calendar = self.item.recurrence.calendar if self.item.recurrence else None
        if calendar is None:
            return ONCE
        freed = calendar.has_free and any(step.phase is Phase.FREE for step in self.steps)
        return calendar.paid if freed else calendar.extent

    def over_term(self, unit_price: Decimal) -> Decimal:
        """What a price of one unit and period comes to, for the whole quantity and term."""
        amount = unit_price * self.item.quantity
        return amount if self.item.recurrence is None else self.item.extent.times(amount)

    @property
    def discount(self) -> Decimal:
        """What the customer is given off the list amount and the surcharges; never negative."""
        return self.list_amount + self.surcharge - self.net

    @property
    def included(self) -> bool:
        """Paid with the line above."""
        return self.entry is None

    @property
    def estimated(self) -> bool:
        """A metered line: its amount is an estimate, and part of no total, threshold or order discount."""
        return self.item.product.metered

    @property
    def counts(self) -> bool:
        """Whether the line is part of the order's amounts."""
        if self.entry is None:
            return False
        item = self.item
        gives_back = item.held is not None and item.held.credit
        return item.role not in ADDED and not item.product.metered and not gives_back

    @property
    def delivery(self) -> bool:
        """What bringing the goods costs: part of the totals, and of nothing that rules about goods look at."""
        return self.item.role == "delivery"

    @property
    def gift(self) -> bool:
        """What a promotion adds: part of the totals, and of nothing that rules about what was asked for look at."""
        return self.item.role == "gift"

    @property
    def added(self) -> bool:
        """What comes with the lines that were asked for: deliveries and gifts."""
        return self.item.role in ADDED

    @property
    def credit(self) -> bool:
        """What is given back for the rest of a subscription: part of the totals, and of nothing that rules look at."""
        return self.item.held is not None and self.item.held.credit
