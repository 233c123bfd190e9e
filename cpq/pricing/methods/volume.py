"""All units at the price of the tier that the quantity reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Market, Method, Over, Price, Slice
from cpq.pricing.methods.tiers import Tiers, changed, reached, tier_label


class Volume(Method):
    """All units cost what the tier says that the whole quantity reaches. The list price is the first tier's.

    数量价：全部数量按达到的那一档计价；目录价为第一档。
    """

    method: Literal["volume"]
    """volume"""
    tiers: Tiers
    """The tiers, from small to large. / 各档，由小到大。"""
    over: Over = "line"
    """Whose quantity decides: the line's, that of all lines of the quote with this price, or that and what the customer had before
    (`cumulated` in the request), or that of the lines that a target means: `{lines: {tags: [seats]}}`.

    / 由谁的数量决定：本行、整份报价中同一价格的各行、再加上客户以往的数量（请求中的 cumulated），或 lines 所指定的各行合计。"""

    def priced(self, item: Item, market: Market) -> Price:
        standing = market.standing(item, self.over)
        number = reached(self.tiers, standing.before + standing.together)
        tier = self.tiers[number]
        flat = tier.flat * item.quantity / standing.together if standing.together else tier.flat
        label, counted = tier_label(self.tiers, number), standing.counted(item.quantity)
        charged = Slice(item.quantity, tier.price, label, ("tiers", number), flat, counted)
        return Price(unit_list=self.tiers[0].price, slices=(charged,), path=("tiers", 0))

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"tiers": changed(self.tiers, change)}
