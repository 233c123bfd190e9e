"""Buy some, get some cheaper or for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.target import Target
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach
from cpq.rulebook.fields import Share
from cpq.rulebook.text import Text

Units = Annotated[int, Field(ge=1, le=1_000_000)]


class BuyGet(Benefit):
    """For every `buy` units bought, `get` more at a reduction: buy 10, get 1 free. A unit counts for one deal only.

    The units that are bought and those that are got are all on the quote. Without `get_target` both are the promotion's target: of 11
    cables the cheapest is free.

    买 N 享 M：每买 buy 件，另有 get 件减价或免费；每件只参与一次。未写 get_target 时两者同为适用的行。
    """

    kind: Literal["buy_get"]
    """buy_get"""
    buy: Units
    """How many must be bought. / 需购数量。"""
    get: Units
    """How many of the following are reduced. / 优惠数量。"""
    percent: Share = Decimal(1)
    """The reduction; 100% is free. / 减价比例，100% 即免费。"""
    get_target: Target | None = None
    """The lines whose units are reduced, where these are others. / 优惠另一些行时写明。"""
    pick: Literal["cheapest", "dearest"] = "cheapest"
    """Which units are reduced. / 优惠最便宜还是最贵的。"""
    limit: Units | None = None
    """How often at most. / 最多几次。"""

    @property
    def phase(self) -> Phase:
        return Phase.DEAL

    @property
    def options_too(self) -> bool:
        """Units are counted: a desk is one, whatever is chosen inside."""
        return False

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        units = _Units(reach.lines, reach.lines if self.get_target is None else reach.others, reach.free)
        times = min(units.times(self.buy, self.get), self.limit or MOST_TIMES)
        got = units.got(times * self.get, times * self.buy, dearest=self.pick == "dearest")
        bought = units.bought(times * self.buy, got, dearest=self.pick == "dearest")
        return [
            self._cut(line, got.get(line.item.id, 0), bought.get(line.item.id, 0), reach.context)
            for line in units.lines
            if line.item.id in got or line.item.id in bought
        ]

    def shortfall(self, reach: Reach) -> Text:
        if self.get_target is not None and not reach.others:
            return Text(zh="报价中没有可享优惠的产品", en="nothing on the quote could be got with it")
        units = sum(reach.free[line.item.id] for line in reach.lines)
        needed = self.buy + (self.get if self.get_target is None else 0)
        if units >= needed:
            return super().shortfall(reach)
        return Text(zh=f"需 {needed} 件，现有 {units} 件", en=f"it takes {needed} units, there are {units}")

    def _cut(self, line: Line, got: int, bought: int, context: Context) -> Cut:
        exact = line.net / line.item.quantity * got * self.percent
        amount = min(context.round_per_period(exact, line), line.net)
        return Cut(line, amount, exact, quantity=Decimal(got), rate=self.percent, used=got + bought)


MOST_TIMES = 10**18


@dataclass(frozen=True, slots=True)
class _Units:
    """The whole units that no deal has used yet: of the lines that are bought, and of those that are got; a line can be both."""

    buying: Sequence[Line]
    getting: Sequence[Line]
    free: Mapping[str, int]

    @property
    def lines(self) -> list[Line]:
        return list({line.item.id: line for line in (*self.buying, *self.getting)}.values())

    def times(self, buy: int, get: int) -> int:
        """How often the deal can be made: bought units, got units and both together must suffice."""
        return min(
            self._count(self.buying) // buy, self._count(self.getting) // get, self._count(self.lines) // (buy + get)
        )

    def got(self, count: int, needed: int, *, dearest: bool) -> dict[str, int]:
        """The units that are reduced, cheapest or dearest first, leaving the `needed` ones to be bought."""
        also_bought = {line.item.id for line in self.buying}
        spare = self._count(self.buying) - needed
        taken: dict[str, int] = {}
        for line in _by_unit_price(self.getting, dearest=dearest):
            shared = line.item.id in also_bought
            number = min(self.free[line.item.id], count, spare if shared else count)
            if number > 0:
                taken[line.item.id] = number
                count -= number
                spare -= number if shared else 0
        return taken

    def bought(self, count: int, got: Mapping[str, int], *, dearest: bool) -> dict[str, int]:
        """The units that count as bought: those that cannot be got first, so that no unit is used twice."""
        also_got = {line.item.id for line in self.getting}
        ordered = sorted(_by_unit_price(self.buying, dearest=dearest), key=lambda line: line.item.id in also_got)
        taken: dict[str, int] = {}
        for line in ordered:
            number = min(self.free[line.item.id] - got.get(line.item.id, 0), count)
            if number > 0:
                taken[line.item.id] = number
                count -= number
        return taken

    def _count(self, lines: Iterable[Line]) -> int:
        return sum(self.free[line.item.id] for line in lines)


def _by_unit_price(lines: Iterable[Line], *, dearest: bool) -> list[Line]:
    """By the net price of a unit over its term; equal prices by code and quantity, so that the order of the lines does not matter."""
    sign = -1 if dearest else 1

    def rank(line: Line) -> tuple[Decimal, str, Decimal]:
        quantity = line.item.quantity
        return sign * line.net / quantity if quantity else Decimal(0), line.item.code, quantity

    return sorted(lines, key=rank)
