"""Each slice of the quantity at its own tier's price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Market, Method, Over, Price, Slice, Standing
from cpq.pricing.methods.tiers import Tier, Tiers, changed, tier_label


class Graduated(Method):
    """Each tier's price holds for the units within it: the first 10 at 100, the next 40 at 90. The list price is the first tier's.

    Over the lines of a quote, every line has the same share of each tier, so that their order does not matter.

    阶梯价：每一档的单价只适用于该档内的数量；目录价为第一档。跨行累计时，各行按数量分摊每一档，与行的先后无关。
    """

    method: Literal["graduated"]
    """graduated"""
    tiers: Tiers
    """The tiers, from small to large. Counted from 1, a tier from 11 begins with the eleventh unit; measured from 0, it begins at 11.

    / 各档，由小到大。首档从 1 起时，“从 11 起”指自第 11 件算；首档从 0 起时，指数量超过 11 的部分。"""
    over: Over = "line"
    """Whose quantity decides: the line's, that of all lines of the quote with this price, or that and what the customer had before
    (`cumulated` in the request), or that of the lines that a target means: `{lines: {tags: [seats]}}`.

    / 由谁的数量决定：本行、整份报价中同一价格的各行、再加上客户以往的数量（请求中的 cumulated），或 lines 所指定的各行合计。"""

    def priced(self, item: Item, market: Market) -> Price:
        slices = tuple(self._slices(item.quantity, market.standing(item, self.over)))
        return Price(unit_list=self.tiers[0].price, slices=slices, path=("tiers", 0))

    def _slices(self, quantity: Decimal, standing: Standing) -> Iterator[Slice]:
        """How much of the quantity lies in each tier, and the flat amounts of the tiers that it enters.

        What is expected of a metered product can be nothing: it enters the first tier all the same.
        """
        begin, end = standing.before, standing.before + standing.together
        share = quantity / standing.together if standing.together else Decimal(1)
        starts = [self._start(tier) for tier in self.tiers]
        ends = [*starts[1:], end]
        for number, (start, stop) in enumerate(zip(starts, ends, strict=True)):
            tier = self.tiers[number]
            within = min(end, stop) - max(begin, start)
            if within > 0 or (number == 0 and end == 0):
                flat = tier.flat * share if begin <= start else Decimal(0)
                label, counted = tier_label(self.tiers, number), standing.counted(quantity)
                yield Slice(within * share, tier.price, label, ("tiers", number), flat, counted)

    def _start(self, tier: Tier) -> Decimal:
        """What lies before the tier: counted from 1, a tier from 11 begins after 10 units."""
        return tier.begins - (self.tiers[0].begins if tier.above is None else 0)

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"tiers": changed(self.tiers, change)}
