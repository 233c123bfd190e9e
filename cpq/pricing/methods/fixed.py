"""One price per unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.methods.method import Change, Market, Method, Price
from cpq.rulebook.fields import NotNegative


class Fixed(Method):
    """One price per unit and period, whatever the quantity. A bare number in the list means this.

    固定单价；价目表中直接写数字即此法。
    """

    method: Literal["fixed"] = "fixed"
    """fixed"""
    price: NotNegative
    """Price of one unit. / 单价。"""

    def priced(self, item: Item, market: Market) -> Price:
        return Price(unit_list=self.price, path=("price",))

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"price": change.price(self.price)}
