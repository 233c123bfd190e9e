"""A price by formula."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from cpq.bom.item import Item
from cpq.pricing.methods.method import Market, Price, Unpriced
from cpq.pricing.methods.worked_out import WorkedOut
from cpq.rulebook.expressions import EvaluationError, Expression, MissingValue, Number
from cpq.rulebook.fields import Compiled
from cpq.rulebook.text import Text


class Formula(WorkedOut):
    """A unit price worked out from the item's attributes and inputs, its cost and quantity: `product.length * product.width / 1000000 * 85`.

    The result is an amount in the list's currency, rounded to the cent. Units are not looked at in the end: what is in mm² is a plain
    number there.

    公式价：由属性、填写项、成本与数量算出单价，结果为价目表币种的金额，舍入到分；最后不看单位，mm² 即普通数字。
    """

    method: Literal["formula"]
    """formula"""
    price: Annotated[Expression, Compiled("price", Number())]
    """The price of one unit. / 单价公式。"""

    def priced(self, item: Item, market: Market) -> Price:
        values, from_cost = market.values(item), "cost" in self.price.names
        if from_cost:
            values = {**values, "cost": self._cost(item, market)}
        try:
            result = self.price.evaluate(values)
        except MissingValue as error:
            raise self._failed(item, error.message) from None
        except EvaluationError as error:
            raise self._failed(item, error.message) from None
        amount = result if isinstance(result, Decimal) else Decimal(0)
        if amount < 0:
            raise self._failed(item, Text(zh=f"结果为负数（{amount:f}）", en=f"the result is negative, {amount:f}"))
        unit, befores = self._through_lists(amount, market, from_cost=from_cost)
        note = Text.same(self.price.text)
        return Price(unit_list=unit, path=("price",), note=note, worked_out=True, from_cost=from_cost, befores=befores)

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
