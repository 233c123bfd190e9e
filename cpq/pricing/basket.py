"""The basket: what is handed from phase to phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from cpq.bom.item import Item
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Basket:
    """The lines that the phases work on now, the `earlier` ones that these may look at, and what became of promotions so far.

    Lines that are a percentage of others come in a later batch, once those others have their price.
    """

    lines: tuple[Line, ...] = ()
    earlier: tuple[Line, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def then(self, items: Iterable[Item]) -> Basket:
        """The next batch of items, as lines without a price."""
        return Basket(tuple([Line(item) for item in items]), (*self.earlier, *self.lines), self.outcomes)

    def together(self, items: Iterable[Item]) -> Basket:
        """All lines in one batch, in the order of the items; gifts and deliveries come after them as they are."""
        lines = {line.item.id: line for line in self}
        ordered = [lines[item.id] for item in items if item.id in lines]
        added = [line for line in self if line.added]
        return Basket((*ordered, *_numbered(added)), (), self.outcomes)

    def with_lines(self, lines: Iterable[Line]) -> Basket:
        return Basket(tuple(lines), self.earlier, self.outcomes)

    def __iter__(self) -> Iterator[Line]:
        yield from self.earlier
        yield from self.lines

    def order_values(self) -> Mapping[str, object]:
        """The names `order.…` and `delivery.…` of expressions: the amounts of all lines so far, and the units of the lines asked for."""
        every = (*self.earlier, *self.lines)
        counted, deliveries = [line for line in every if line.counts], [line for line in every if line.delivery]
        return {
            "order.list": sum([line.list_amount for line in counted], ZERO),
            "order.net": sum([line.net for line in counted], ZERO),
            "order.quantity": sum([_units(line.item) for line in counted], ZERO),
            "delivery.list": sum([line.list_amount for line in deliveries], ZERO),
            "delivery.net": sum([line.net for line in deliveries], ZERO),
        }


def _numbered(added: Iterable[Line]) -> Iterator[Line]:
    """Gifts with the numbers G1, G2, … in their order."""
    gifts = 0
    for line in added:
        gifts += line.gift
        yield replace(line, item=replace(line.item, number=f"G{gifts}")) if line.gift else line


def _units(item: Item) -> Decimal:
    """The units of a line that was asked for; options do not count, and the years of a ramp and what is paid for setting up count once."""
    return item.quantity if item.role == "main" and item.year in (None, 1) and not item.setup else ZERO
