"""Contracts: prices and discounts agreed with one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from cpq.bom.products.product import Code
from cpq.bom.target import Target
from cpq.pricing.methods import AnyMethod
from cpq.rulebook.fields import ALWAYS, Currency, Id, Positive, Rate, Ref, Share, Validity, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class ContractDiscount(Strict):
    """A discount agreed for some products.

    对部分产品约定的折扣。
    """

    target: Target = Target()
    """The lines it works on. / 适用的行。"""
    percent: Share
    """Taken off the price. / 折扣比例。"""


class Limit(Strict):
    """How much is sold at a contract's terms, its prices and discounts: so many units, or such an amount at those terms.

    What was used before is said in the request (`consumed`). A line that crosses the limit has the contract's terms up to it; the rest
    is priced as if there were no contract. Lines use it in their order; what is metered uses none.

    合同条件（约定价与折扣）的限额：数量，或按合同条件计的金额。此前已用的量写在请求的 consumed 中。越过限额的行，限额内按合同，其余按无合同计价；
    各行按先后占用，按用量计费的行不占用。
    """

    target: Target = Target()
    """The lines that count. / 计入的行。"""
    quantity: Positive | None = None
    """So many units. / 数量上限。"""
    amount: Mapping[Currency, Positive] | None = None
    """Currency → amount, before tax as the list is. / 币种 → 金额上限，含税与否同价目表。"""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.quantity is None) == (self.amount is None):
            text = Text(
                zh="限额请写 quantity（数量）或 amount（金额），二者择一",
                en="a limit has either `quantity` or `amount`",
            )
            raise problem("limit", text)
        return self

    def total(self, currency: str) -> Decimal:
        """All of it, in units or in a currency; nothing in one that it does not name."""
        return self.quantity if self.quantity is not None else (self.amount or {}).get(currency, Decimal(0))


class Contract(Entity):
    """What was agreed with a customer. An agreed price replaces the list's; discounts follow after the price rules.

    A line of several discounts gets the first that fits. Agreed prices are final: neither price rules nor the contract's own discounts
    change them unless `rules_too`.

    客户合同：约定价替代价目表价格，约定折扣在价格规则之后；一行只取第一个符合的折扣。约定价默认不再受价格规则与合同折扣影响。
    """

    name: Words
    """Name in the waterfall. / 名称。"""
    customer: Annotated[str, Ref("customers")]
    """With whom. / 客户。"""
    valid: Validity = ALWAYS
    """When it is in force. / 有效期。"""
    prices: Mapping[Currency, Mapping[Code, AnyMethod]] = Field(default_factory=dict[str, Mapping[str, AnyMethod]])
    """Currency → product or variant code → price, by any price method. / 币种 → 编码 → 约定价，可用任一计价方法。"""
    discounts: Sequence[ContractDiscount] = ()
    """Agreed discounts, the first that fits a line counts. / 约定折扣，取第一个符合的。"""
    uplift: Annotated[Rate, Field(ge=0)] | None = None
    """What kept prices rise at a renewal, instead of what the products say. / 续订时沿用价的涨幅，代替产品所写。"""
    uplift_cap: Annotated[Rate, Field(ge=0)] | None = None
    """The most that they rise. / 续订涨幅的上限。"""
    rules_too: bool = False
    """Whether price rules and the discounts work on agreed prices, too. / 价格规则与约定折扣是否也作用于约定价。"""
    limits: Mapping[Id, Limit] = Field(default_factory=dict[str, Limit])
    """Name of a limit → how much is sold at the contract's terms; a line can fall under several. / 限额名 → 限额；一行可同时受多个限额约束。"""
