"""Each slice of the quantity at its own tier's price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.methods.method import Change, Market, Method, Price, Slice
from cpq.pricing.methods.tiers import Tiers, changed, tier_label


class Graduated(Method):
    """Each tier's price holds for the units within it: the first 10 at 100, the next 40 at 90. The list price is the first tier's.

    阶梯价：每一档的单价只适用于该档内的数量；目录价为第一档。
    """

    method: Literal["graduated"]
    """graduated"""
    tiers: Tiers
    """The tiers, from small to large. Counted from 1, a tier from 11 begins with the eleventh unit; measured from 0, it begins at 11.

    / 各档，由小到大。首档从 1 起时，“从 11 起”指自第 11 件算；首档从 0 起时，指数量超过 11 的部分。"""

    def priced(self, item: Item, market: Market) -> Price:
        return Price(unit_list=self.tiers[0].price, slices=self._slices(item.quantity), path=("tiers", 0))

    def _slices(self, quantity: Decimal) -> tuple[Slice, ...]:
        """How much of the quantity lies in each tier: counted from 1, a tier from 11 begins after 10 units."""
        first = self.tiers[0].from_
        starts = [tier.from_ - first for tier in self.tiers]
        ends = [*starts[1:], quantity]
        slices: list[Slice] = []
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            within = min(quantity, end) - start
            if within > 0:
                label = tier_label(self.tiers, number)
                slices.append(Slice(within, self.tiers[number].price, label, ("tiers", number)))
        return tuple(slices)

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"tiers": changed(self.tiers, change)}
