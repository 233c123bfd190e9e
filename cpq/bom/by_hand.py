"""What the rep changes by hand: discounts and prices, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Self, cast

from pydantic import Field, model_validator

from cpq.bom.products.product import Code
from cpq.bom.reason import Reason
from cpq.rulebook.fields import NotNegative, Share
from cpq.rulebook.meant import number_meant, rate_meant
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem, wanted
from cpq.rulebook.text import Text

_A_DISCOUNT = Text(
    zh="手工折扣及其理由（例如 {percent: 5%, reason: …}）",
    en="a discount and its reason, such as {percent: 5%, reason: …},",
)


class ManualDiscount(Strict):
    """What the rep takes off by hand: a percentage, an amount, or an amount for each unit, with the reason.

    销售手工折扣：比例、金额或每单位金额，并写明理由。
    """

    percent: Share | None = None
    """A percentage of the running amount. / 按当前金额的比例。"""
    amount: NotNegative | None = None
    """An amount in the quote's currency, with tax where the price list's prices include it (`tax: included`).

    / 按报价币种的金额；价目表含税（`tax: included`）时为含税金额。"""
    per_unit: NotNegative | None = None
    """On a line: an amount for each unit that it orders (a box, where it has a `unit`) and period, in the quote's currency.

    / 仅用于行：每个订购单位（写了 `unit` 时即该单位，例如箱）、每周期的金额，按报价币种。"""
    reason: Reason
    """Why. / 理由。"""

    @model_validator(mode="before")
    @classmethod
    def _with_a_reason(cls, given: object) -> object:
        if isinstance(given, dict | ManualDiscount | None):
            return cast("object", given)
        if isinstance(given, str) and "%" in given:
            meant = rate_meant(given)
            raise wanted(_A_DISCOUNT, meant and f"{{percent: {meant}, reason: …}}")
        meant = number_meant(given)
        raise wanted(_A_DISCOUNT, meant and f"{{amount: {meant}, reason: …}}")

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if [self.percent, self.amount, self.per_unit].count(None) != 2:
            text = Text(
                zh="手工折扣请写 percent、amount 或 per_unit，三者择一",
                en="a manual discount has one of `percent`, `amount` and `per_unit`",
            )
            raise problem("manual-discount", text)
        return self


_A_PRICE = Text(
    zh="改定的单价及其理由（例如 {unit: 95.00, reason: …}）",
    en="a price of one unit and its reason, such as {unit: 95.00, reason: …},",
)


class ManualPrice(Strict):
    """Unit prices that the rep sets by hand, below the list price or above it, with the reason.

    销售改定的单价，可低于也可高于目录价，并写明理由。
    """

    unit: NotNegative | None = None
    """The net price for one period of one unit that the line orders (a box, where it has a `unit`), in the quote's currency; options keep theirs.

    / 每个订购单位（写了 `unit` 时即该单位，例如箱）、每周期的净单价，按报价币种；选项价格不变。"""
    options: Annotated[Mapping[Code, NotNegative], Field(max_length=1000)] = Field(default_factory=dict[str, Decimal])
    """Option or nested part inside the line → the net price of one. / 行内选项或嵌套部件 → 净单价。"""
    reason: Reason
    """Why. / 理由。"""

    @model_validator(mode="before")
    @classmethod
    def _with_a_reason(cls, given: object) -> object:
        if isinstance(given, dict | ManualPrice | None):
            return cast("object", given)
        meant = number_meant(given)
        raise wanted(_A_PRICE, meant and f"{{unit: {meant}, reason: …}}")

    @model_validator(mode="after")
    def _says_a_price(self) -> Self:
        if self.unit is None and not self.options:
            text = Text(
                zh="请写 unit（单价）或 options（选项 → 单价）", en="write `unit`, or `options` with the price of each"
            )
            raise problem("manual-price", text)
        return self
