"""A price by formula."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import PrivateAttr

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Market, Method, Price, Unpriced
from cpq.rulebook.expressions import EvaluationError, Expression, MissingValue, Number
from cpq.rulebook.fields import Compiled
from cpq.rulebook.text import Text


class Formula(Method):
    """A unit price worked out from the item's attributes and inputs, its cost and quantity: `product.length * product.width / 1000000 * 85`.

    The result is an amount in the list's currency, rounded to the cent. Units are not looked at in the end: what is in mm² is a plain
    number there.

    公式价：由属性、填写项、成本与数量算出单价，结果为价目表币种的金额，舍入到分；最后不看单位，mm² 即普通数字。
    """

    method: Literal["formula"]
    """formula"""
    price: Annotated[Expression, Compiled("price", Number())]
    """The price of one unit. / 单价公式。"""
    _changes: tuple[Change, ...] = PrivateAttr(default=())
    """What lists that are based on this one do to the result."""

    def priced(self, item: Item, market: Market) -> Price:
        values, from_cost = market.values(item), "cost" in self.price.names
        if from_cost:
            values = {**values, "cost": self._in_own_currency(market.cost(item))}
        try:
            result = self.price.evaluate(values)
        except MissingValue as error:
            raise self._failed(item, error.message) from None
        except EvaluationError as error:
            raise self._failed(item, error.message) from None
        amount = result if isinstance(result, Decimal) else Decimal(0)
        if amount < 0:
            raise self._failed(item, Text(zh=f"结果为负数（{amount:f}）", en=f"the result is negative, {amount:f}"))
        for change in self._changes:
            amount = change.price(amount)
        note = Text.same(self.price.text)
        return Price(unit_list=amount, path=("price",), note=note, worked_out=True, from_cost=from_cost)

    def _in_own_currency(self, cost: Decimal) -> Decimal:
        """A cost in the quote's currency in that of the list where the formula is written."""
        for change in self._changes:
            cost /= change.exchange
        return cost

    def adjusted(self, change: Change) -> Self:
        copy = super().adjusted(change)
        copy._changes = (*self._changes, change)  # noqa: SLF001 - its own
        return copy

    def _failed(self, item: Item, why: Text) -> Unpriced:
        text = Text(
            zh=f"“{item.code}”的价格公式 {self.price.text} 无法计算：{why.zh}",
            en=f'the price formula of "{item.code}", {self.price.text}, cannot be worked out: {why.en}',
        )
        outside = Text(
            zh=f"“{item.code}”的价格公式无法计算，请联系卖方",
            en=f'the price formula of "{item.code}" cannot be worked out; ask the seller',
        )
        return Unpriced(text, "price", outside=outside if "cost" in self.price.names else None)

    def _changed(self, change: Change) -> Mapping[str, object]:
        return {}
