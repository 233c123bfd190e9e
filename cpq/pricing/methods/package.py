"""Whole packs only."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Charge, Market, Method, Price, charged
from cpq.rulebook.fields import NotNegative, Positive
from cpq.rulebook.text import Text


class Package(Method):
    """A price for each pack of so many units; a started pack is charged whole.

    按包计价：每包若干单位一价，不足一包按一包计。
    """

    method: Literal["package"]
    """package"""
    size: Positive
    """How many units are in a pack. / 每包数量。"""
    price: NotNegative
    """Price of a pack. / 每包价格。"""
    free: NotNegative = Decimal(0)
    """Units that cost nothing, before packs are counted. / 免费数量，不计入包数。"""

    def priced(self, item: Item, market: Market) -> Price:
        packs = whole(max(item.quantity - self.free, Decimal(0)) / self.size)
        label = Text(zh=f"每包 {self.size:f}", en=f"packs of {self.size:f}")
        if self.free:
            label = Text(zh=f"{label.zh}，前 {self.free:f} 免费", en=f"{label.en}, the first {self.free:f} free")
        return charged(item, [Charge(packs, self.price, label, ("price",))], self.price / self.size)

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"price": change.price(self.price)}


def whole(number: Decimal) -> Decimal:
    """Started ones count whole."""
    return number.to_integral_value(ROUND_CEILING)
