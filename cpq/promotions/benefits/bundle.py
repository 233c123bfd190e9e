"""Several units together at a price: a set of different products, or any three of a range."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.bom.target import Target
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Missing
from cpq.promotions.amounts import shown
from cpq.promotions.benefits.benefit import Cut, Reach, Shortfall
from cpq.promotions.benefits.deal import Allotment, Deal, DealForm, Part, Times, off_together, value
from cpq.promotions.benefits.part_units import PartUnits
from cpq.promotions.benefits.unit_price import unit_price
from cpq.promotions.benefits.units import broken
from cpq.promotions.offered import offered, some_of
from cpq.rulebook.fields import NotNegativeAmounts, PositiveAmounts, Share
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class DealPart(Strict):
    """Some units of one part of a deal.

    组合中的一部分。
    """

    target: Target
    """Of which lines. / 哪些行。"""
    quantity: Times = 1
    """How many units. / 件数。"""


class DealPrice(Deal):
    """Units that are bought together cost a price together, or less than by themselves: a camera with a lens, any three shirts.

    A unit counts once, though its line may be of several parts. As many bundles as save something are made, of the dearest units.

    组合优惠：一起购买的若干件按组合价、比例或金额减价；例如相机加镜头、任选三件。每件只参与一次，即使所在行符合多个部分；只要还能省钱就继续成套，
    先取最贵的件。
    """

    kind: Literal["bundle"]
    """bundle"""
    parts: Annotated[Sequence[DealPart], Field(max_length=20)] = ()
    """What one bundle consists of; the promotion then has no target of its own. / 一套包含什么；此时促销自身不写 target。"""
    quantity: Annotated[int, Field(ge=2, le=1_000_000)] | None = None
    """Instead of `parts`: any so many units of the promotion's target. / 不写 parts 时：任选几件。"""
    price: NotNegativeAmounts | None = None
    """Currency → what one bundle costs. / 一套的价格。"""
    percent: Share | None = None
    """Or the percentage that is taken off. / 或减价比例。"""
    off: PositiveAmounts | None = None
    """Or, by currency, what is taken off each bundle. / 或每套减的金额。"""

    @model_validator(mode="after")
    def _well_formed(self) -> Self:
        if bool(self.parts) == (self.quantity is not None):
            text = Text(zh="parts 与 quantity 请写其一", en="write either `parts` or `quantity`")
            raise problem("bundle", text)
        if [self.price, self.percent, self.off].count(None) != 2:
            text = Text(zh="price、percent、off 请写其一", en="write one of `price`, `percent` and `off`")
            raise problem("bundle", text)
        return self

    @property
    def part_targets(self) -> Mapping[int, Target]:
        return {number: part.target for number, part in enumerate(self.parts)}

    @property
    def only_parts(self) -> bool:
        return bool(self.parts)

    def form(self, reach: Reach) -> DealForm:
        currency = reach.context.currency
        parts = tuple(
            Part(tuple(line.item.id for line in lines), units, got=True) for lines, units in self._parts(reach)
        )
        price = None if self.price is None else self.price[currency]
        return DealForm(parts, self.most, self.percent, price, None if self.off is None else self.off[currency])

    def allotted(self, reach: Reach) -> Allotment:
        """As many bundles as save something, of the dearest units that they can be made of, in whatever order the parts are written."""
        units = PartUnits(self._parts(reach), reach)
        price = (self.price or {}).get(reach.context.currency, ZERO)
        times = _last(min(units.possible, self.most), lambda number: (units.gain(number + 1) or ZERO) > price)
        return Allotment(times, units.of_parts(times))

    def priced(self, allotment: Allotment, reach: Reach) -> Sequence[Cut]:
        if not allotment.times:
            return ()
        known = {line.item.id: line for lines, _ in self._parts(reach) for line in lines}
        costs = sum((value(known[id], allotment.used(id), reach) for id in allotment.lines), ZERO)
        return off_together(self._saving(costs, allotment.times, reach.context.currency), allotment, reach)

    def _saving(self, costs: Decimal, times: int, currency: str) -> Decimal:
        if self.percent is not None:
            return costs * self.percent
        if self.off is not None:
            return self.off[currency] * times
        return max(costs - (self.price or {}).get(currency, ZERO) * times, ZERO)

    def _parts(self, reach: Reach) -> Sequence[tuple[Sequence[Line], int]]:
        if self.quantity is not None:
            return [(reach.lines, self.quantity)]
        return [(reach.parts.get(number, ()), part.quantity) for number, part in enumerate(self.parts)]

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        if self.quantity is None:
            return None
        price, one = (self.price or {}).get(context.currency), unit_price(line, context)
        saves = price is None or (one is not None and one * self.quantity > price)
        return Decimal(self.quantity) if saves else None

    def shortfall(self, reach: Reach) -> Shortfall:
        lacking = PartUnits(self._parts(reach), reach).taking(1).lacking
        return self._lacking(lacking, reach) if any(lacking) else super().shortfall(reach)

    def more(self, reach: Reach) -> Shortfall | None:
        """What makes one more bundle; at a price that hangs on what is added, and nothing is said."""
        times = self.allotted(reach).times + 1
        if self.price is not None or times > self.most:
            return None
        return self._lacking(PartUnits(self._parts(reach), reach).taking(times).lacking, reach, again=True)

    def _lacking(self, lacking: Sequence[int], reach: Reach, *, again: bool = False) -> Shortfall:
        """What the parts lack: named by its codes, where it is one part that names products."""
        more, parts = sum(lacking), self._parts(reach)
        short = [number for number, units in enumerate(lacking) if units]
        codes = offered(self.parts[short[0]].target, reach.context) if self.parts and len(short) == 1 else ()
        part = broken([line for lines, _ in parts for line in lines])
        what = some_of(codes, more)
        text = Text(
            zh=f"还差 {what.zh}可{'再' if again else ''}成一套{self._if_it_saves(reach).zh}{part.zh}",
            en=f"{what.en} {'makes' if more == 1 else 'make'} {'one more' if again else 'a'} bundle{self._if_it_saves(reach).en}{part.en}",
        )
        size = Decimal(sum(units for _, units in parts))
        return Shortfall(text, Missing("quantity", Decimal(more), size, products=codes, again=again))

    def _if_it_saves(self, reach: Reach) -> Text:
        if self.price is None:
            return Text("", "")
        price = f"{shown(self.price[reach.context.currency], reach.context.currency)} {reach.context.currency}"
        return Text(zh=f"（单买超过 {price} 时）", en=f", if it comes to more than {price} by itself")

    def in_currency(self, currency: str) -> bool:
        return all(each is None or currency in each for each in (self.price, self.off))


def _last(most: int, holds: Callable[[int], bool]) -> int:
    """How many of the first `most` numbers hold, where all that hold come before those that do not."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            low = middle + 1
        else:
            high = middle
    return low
