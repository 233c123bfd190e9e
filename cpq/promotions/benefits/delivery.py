"""Something off what delivery costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, Shortfall, bounded, spread_cuts
from cpq.rulebook.fields import NotNegativeAmounts, PositiveAmounts, Ref, Share
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Delivery(Benefit):
    """Delivery for less or for nothing; the promotion's target and conditions look at the goods.

    运费优惠：减免运费；target 与各项条件看的是商品。
    """

    on_deliveries: ClassVar[bool] = True

    kind: Literal["delivery"]
    """delivery"""
    percent: Share | None = None
    """The percentage that is taken off; 100% is free delivery. / 减价比例，100% 即免运费。"""
    off: PositiveAmounts | None = None
    """Or, by currency, what is taken off. / 或减免的金额。"""
    price: NotNegativeAmounts | None = None
    """Or, by currency, what a delivery costs at most. / 或运费至多多少。"""
    per: Literal["delivery", "order"] = "delivery"
    """For each delivery, or once for all of them together. / 每次配送，或全部配送合计。"""
    methods: Sequence[Annotated[str, Ref("delivery_methods")]] = ()
    """Only for these methods of delivery; not written: for all. / 仅限这些配送方式；不写则全部。"""

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if [self.percent, self.off, self.price].count(None) != 2:
            text = Text(zh="percent、off、price 请写其一", en="write one of `percent`, `off` and `price`")
            raise problem("delivery-benefit", text)
        return self

    @property
    def phase(self) -> Phase:
        return Phase.SHIPPING

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        lines = [line for line in reach.lines if not self.methods or line.item.code in self.methods]
        currency = reach.context.currency
        if self.per == "delivery":
            return [bounded(line, self._off(line.net, currency), reach, **self._how(line)) for line in lines]
        total = sum((line.net for line in lines), ZERO)
        return spread_cuts(self._off(total, currency), reach, self.percent, lines)

    def _off(self, amount: Decimal, currency: str) -> Decimal:
        if self.percent is not None:
            return amount * self.percent
        if self.off is not None:
            return self.off[currency]
        return max(amount - (self.price or {}).get(currency, ZERO), ZERO)

    def _how(self, line: Line) -> dict[str, Decimal]:
        return {} if self.percent is None else {"base": line.net, "rate": self.percent}

    def shortfall(self, reach: Reach) -> Shortfall:
        if any(not self.methods or line.item.code in self.methods for line in reach.lines):
            return super().shortfall(reach)
        return Shortfall(Text(zh="报价没有此类配送", en="the quote has no delivery that it is for"))

    def in_currency(self, currency: str) -> bool:
        return all(each is None or currency in each for each in (self.off, self.price))
