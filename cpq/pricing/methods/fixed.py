"""One price per unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Charge, Market, Method, Price, Unpriced, charged
from cpq.rulebook.fields import Id, NotNegative
from cpq.rulebook.text import Text


class Fixed(Method):
    """One price per unit and period, whatever the quantity. A bare number in the list means this.

    固定单价；价目表中直接写数字即此法。
    """

    method: Literal["fixed"] = "fixed"
    """fixed"""
    price: NotNegative
    """Price of one unit. / 单价。"""
    per: Id | None = None
    """One of the product's other units, which the price is for: a box. / 价格所对应的其他计量单位，例如箱。"""

    def priced(self, item: Item, market: Market) -> Price:
        if self.per is None:
            return Price(unit_list=self.price, path=("price",))
        unit = item.product.units.get(self.per)
        if unit is None:
            raise Unpriced(
                Text(
                    zh=f"“{item.code}”的价格按“{self.per}”计，而产品没有这个单位",
                    en=f'the price of "{item.code}" is for one "{self.per}", a unit that the product does not have',
                )
            )
        label = Text(
            zh=f"按{unit.name.zh}计价，每{unit.name.zh} {unit.contains:f}",
            en=f"by the {unit.name.en} of {unit.contains:f}",
        )
        return charged(item, [Charge(item.quantity / unit.contains, self.price, label, ("price",))], self.price)

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {"price": change.price(self.price)}
