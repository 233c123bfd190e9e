"""The price that another list has for the same item."""

from __future__ import annotations

from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.derivation import Derivation
from cpq.pricing.methods.method import Market, Method, Price, Unpriced
from cpq.rulebook.text import Text


class FromList(Derivation, Method):
    """What another list charges for the same item, whatever its method there: × rate, ± percent, rounded, plus an ending.

    A `floor`, `surcharges`, a `minimum` and a `setup` that are written here replace the other list's.

    取另一价目表中同一产品的价格（沿用其计价方法）：乘汇率、加减百分比、取整、加尾数；此处写明的底价、加价、最低收费与开通费替代来源表的。
    """

    method: Literal["from_list"]
    """from_list"""

    def replacing(self, derived: Method) -> Method:
        """The other list's method, changed already, with what is written here instead."""
        own = self.model_fields_set & Method.model_fields.keys()
        return derived.model_copy(update={name: getattr(self, name) for name in own})

    def priced(self, item: Item, market: Market) -> Price:
        """Only asked where the other list has no price; one that there is, is looked up before."""
        raise Unpriced(
            Text(
                zh=f"“{item.code}”的价格取自价目表 {self.list}，但该表没有它的价格；请在那里补上，或改用其他计价方法",
                en=f'the price of "{item.code}" is taken from price list {self.list}, which has none; add one there, or use another method',
            )
        )
