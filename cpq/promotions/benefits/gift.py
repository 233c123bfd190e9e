"""Something else with it, for nothing or for little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.bom.products.product import Code
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Missing
from cpq.pricing.trace import Phase
from cpq.promotions.amounts import shown
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, Shortfall
from cpq.promotions.benefits.deal import Times
from cpq.promotions.benefits.every import Step
from cpq.promotions.benefits.unit_price import units_of
from cpq.promotions.benefits.units import ONE
from cpq.promotions.gift_line import gift_line
from cpq.rulebook.fields import NotNegativeAmounts
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Gift(Benefit):
    """A gift with a line of its own, at its list price less all of it; or something that may be had for a small price.

    赠品（或加价购）：赠品自成一行，先按目录价计，再全额减免；写 price 即加价购。
    """

    kind: Literal["gift"]
    """gift"""
    product: Code | None = None
    """The gift: a product or variant that needs no configuration and no term. / 赠品：无须配置、无期限的产品或变体。"""
    choice: Annotated[Sequence[Code], Field(max_length=100)] = ()
    """Instead of `product`: the request's `gifts` says which of these. / 不写 product 时：由请求的 gifts 在其中选一。"""
    quantity: Times = 1
    """How many. / 数量。"""
    every: Step | None = None
    """Again for every so much of the fitting lines' amount, by currency, or every so many units; not written: once.

    / 每满多少金额（各币种）或多少件送一次；不写则只送一次。"""
    limit: Times | None = None
    """With `every`: how often at most. / 与 every 同用：最多几次。"""
    price: NotNegativeAmounts | None = None
    """Currency → what one costs; not written: nothing. / 每件的加购价；不写则免费。"""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.product is None) == (not self.choice):
            raise problem("gift", Text(zh="product 与 choice 请写其一", en="write either `product` or `choice`"))
        if self.limit is not None and self.every is None:
            text = Text(
                zh="limit 只能与 every 同写；不写 every 时只送一次",
                en="`limit` goes with `every` only; without it the gift is given once",
            )
            raise problem("gift", text, below=("limit",))
        return self

    @property
    def codes(self) -> Sequence[str]:
        """What can be given."""
        return self.choice if self.product is None else (self.product,)

    @property
    def phase(self) -> Phase:
        return Phase.DEAL

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        if self.product is None:
            return None
        return ONE if self.every is None else units_of(self._step(context.currency), line, context, self._kind)

    @property
    def options_too(self) -> bool:
        """Units are counted: a desk is one, whatever is chosen inside."""
        return False

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        times, code = self._times(reach), self._code(reach)
        if not times or code is None or reach.given_before:
            return ()
        line = gift_line(reach.promotion, code, Decimal(times * self.quantity), reach.context)
        left = (self.price or {}).get(reach.context.currency, ZERO) * line.item.quantity
        amount = max(line.net - left, ZERO)
        return [Cut(line, amount, amount, quantity=line.item.quantity, adds=True)]

    def _times(self, reach: Reach) -> int:
        if self.every is None:
            return 1
        times = int(self._measure(reach) // self._step(reach.context.currency))
        return times if self.limit is None else min(times, self.limit)

    def _code(self, reach: Reach) -> str | None:
        return self.product if self.product is not None else reach.context.request.gifts.get(reach.promotion.id)

    def shortfall(self, reach: Reach) -> Shortfall:
        currency = reach.context.currency
        more = ZERO if self.every is None else self._step(currency) - self._measure(reach)
        if more > 0:
            said = self._said(more, currency)
            text = Text(zh=f"还差 {said}可得赠品", en=f"{said} more earns the gift")
            return Shortfall(text, Missing(self._kind, more, self._step(currency)))
        if self._code(reach) is None:
            codes = ", ".join(self.choice)
            text = Text(zh=f"请在请求的 gifts 中选一件：{codes}", en=f"choose one in the request's `gifts`: {codes}")
            return Shortfall(text)
        return super().shortfall(reach)

    def more(self, reach: Reach) -> Shortfall | None:
        """What earns the gift once more."""
        currency = reach.context.currency
        step, measured = self._step(currency), self._measure(reach)
        if self.every is None or (self.limit is not None and measured // step >= self.limit):
            return None
        more = step - measured % step
        said = self._said(more, currency)
        text = Text(zh=f"再加 {said}可再得一次赠品", en=f"{said} more earns the gift once more")
        return Shortfall(text, Missing(self._kind, more, step, again=True))

    @property
    def _kind(self) -> Literal["amount", "quantity"]:
        return "amount" if isinstance(self.every, Mapping) else "quantity"

    def _said(self, more: Decimal, currency: str) -> str:
        return f"{shown(more, currency)} {currency}" if self._kind == "amount" else f"{more:,f}"

    def _measure(self, reach: Reach) -> Decimal:
        lines: Sequence[Line] = reach.before
        if not isinstance(self.every, Mapping):
            return sum((line.item.quantity for line in lines), ZERO)
        original = reach.context.settings.threshold_of == "original"
        return sum((line.list_amount if original else line.net for line in lines), ZERO)

    def _step(self, currency: str) -> Decimal:
        if self.every is None:
            return Decimal(1)
        return self.every[currency] if isinstance(self.every, Mapping) else self.every

    def in_currency(self, currency: str) -> bool:
        amounts = (self.price, self.every if isinstance(self.every, Mapping) else None)
        return all(each is None or currency in each for each in amounts)
