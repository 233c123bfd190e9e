"""Buy some, get some at a reduction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpq.bom.target import Target
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.outcome import Missing
from cpq.promotions.benefits.benefit import Cut, Reach, Shortfall
from cpq.promotions.benefits.deal import Allotment, Deal, DealForm, Part, Times, off_units, value
from cpq.promotions.benefits.got_with import Apart, Together
from cpq.promotions.benefits.units import broken, by_unit_price
from cpq.rulebook.fields import Share
from cpq.rulebook.text import Text


class BuyGet(Deal):
    """For every `buy` units bought, `get` more at a reduction: buy 10, get 1 free. A unit counts for one deal only.

    The units that are bought and those that are got are all on the quote. Without `get_target` both are the promotion's target: of 11
    cables the cheapest is free. Of what is measured whole units count: of 11.5 m the eleventh metre is free, half a metre is paid.

    买 N 享 M：每买 buy 件，另有 get 件减价或免费；每件只参与一次。未写 get_target 时两者同为适用的行。连续计量的产品只计整件：11.5 米中第 11 米免费，
    余下半米照付。
    """

    kind: Literal["buy_get"]
    """buy_get"""
    buy: Times
    """How many must be bought. / 需购数量。"""
    get: Times
    """How many of the following are reduced. / 优惠数量。"""
    percent: Share = Decimal(1)
    """The reduction; 100% is free. / 减价比例，100% 即免费。"""
    get_target: Target | None = None
    """The lines whose units are reduced, where these are others. / 优惠另一些行时写明。"""
    pick: Literal["cheapest", "dearest"] = "cheapest"
    """Which units are reduced. / 优惠最便宜还是最贵的。"""

    @property
    def part_targets(self) -> Mapping[int, Target]:
        return {} if self.get_target is None else {1: self.get_target}

    def part_path(self, number: int) -> tuple[str | int, ...]:
        return ("get_target",)

    def _got(self, reach: Reach) -> Sequence[Line]:
        return reach.lines if self.get_target is None else reach.parts.get(1, ())

    def form(self, reach: Reach) -> DealForm:
        bought = tuple(line.item.id for line in reach.lines)
        got = tuple(line.item.id for line in self._got(reach))
        parts = (Part(bought, self.buy, got=False), Part(got, self.get, got=True))
        return DealForm(parts, self.most, rate=self.percent, order=self.pick)

    def allotted(self, reach: Reach) -> Allotment:
        units = _Units(_at_the_start(reach.lines, reach), _at_the_start(self._got(reach), reach), reach.free)
        times = min(units.times(self.buy, self.get), self.most)
        got = units.got(times * self.get, times * self.buy, dearest=self.pick == "dearest")
        return Allotment(times, (units.bought(times * self.buy, got, dearest=self.pick == "dearest"), got))

    def priced(self, allotment: Allotment, reach: Reach) -> Sequence[Cut]:
        known = {line.item.id: line for line in (*reach.lines, *self._got(reach))}
        got: Mapping[str, int] = allotment.parts[1] if allotment.parts else {}
        return [
            self._cut(known[id], got.get(id, 0), allotment.used(id), reach)
            for id in allotment.lines
            if allotment.used(id)
        ]

    def _cut(self, line: Line, got: int, used: int, reach: Reach) -> Cut:
        return off_units(line, value(line, got, reach) * self.percent, got, used, reach, self.percent)

    def more(self, reach: Reach) -> Shortfall | None:
        if self.get_target is None:
            return Together(self.buy + self.get, self.most).more(reach)
        return self._lacking(self.get_target, reach)

    def _lacking(self, target: Target, reach: Reach) -> Shortfall | None:
        apart = Apart(self.buy, self.get, self.percent, target, self.most)
        return apart.lacking(reach.lines, self._got(reach), reach)

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        return Decimal(self.buy + self.get) if self.get_target is None else None

    def shortfall(self, reach: Reach) -> Shortfall:
        lacking = None if self.get_target is None else self._lacking(self.get_target, reach)
        if lacking is not None:
            return lacking
        if self.get_target is not None and not reach.parts.get(1):
            return Shortfall(Text(zh="报价中没有可享优惠的产品", en="nothing on the quote could be got with it"))
        units = sum(reach.free[line.item.id] for line in reach.lines)
        needed = self.buy + (self.get if self.get_target is None else 0)
        if units >= needed:
            return super().shortfall(reach)
        part = broken(reach.lines)
        text = Text(
            zh=f"需 {needed} 件，现有 {units} 件{part.zh}", en=f"it takes {needed} units, there are {units}{part.en}"
        )
        return Shortfall(text, Missing("quantity", Decimal(needed - units), Decimal(needed)))


def _at_the_start(lines: Iterable[Line], reach: Reach) -> Sequence[Line]:
    """The lines as they were before the phase: what other deals took off other units makes none of these cheaper."""
    return [reach.start[line.item.id] for line in lines]


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
        for line in by_unit_price(self.getting, dearest=dearest):
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
        ordered = sorted(by_unit_price(self.buying, dearest=dearest), key=lambda line: line.item.id in also_got)
        taken: dict[str, int] = {}
        for line in ordered:
            number = min(self.free[line.item.id] - got.get(line.item.id, 0), count)
            if number > 0:
                taken[line.item.id] = number
                count -= number
        return taken

    def _count(self, lines: Iterable[Line]) -> int:
        return sum(self.free[line.item.id] for line in lines)
