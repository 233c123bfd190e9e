"""All units at the price of the tier that the quantity reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.methods.method import Change, Market, Method, Price, Slice
from cpq.pricing.methods.tiers import Tiers, changed, reached, tier_label


class Volume(Method):
    """All units cost what the tier says that the whole quantity reaches. The list price is the first tier's.

    数量价：全部数量按达到的那一档计价；目录价为第一档。
    """

    method: Literal["volume"]
    """volume"""
    tiers: Tiers
    """The tiers, from small to large. / 各档，由小到大。"""

    def priced(self, item: Item, market: Market) -> Price:
        number = reached(self.tiers, item.quantity)
        path = ("tiers", number)
        charged = Slice(item.quantity, self.tiers[number].price, tier_label(self.tiers, number), path)
        return Price(unit_list=self.tiers[0].price, slices=(charged,), path=("tiers", 0))

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"tiers": changed(self.tiers, change)}
