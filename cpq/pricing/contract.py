"""Contracts: prices and discounts agreed with one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from cpq.bom.products.product import Code
from cpq.bom.target import Target
from cpq.pricing.methods import AnyMethod
from cpq.rulebook.fields import ALWAYS, Currency, Rate, Ref, Share, Validity, Words
from cpq.rulebook.model import Entity, Strict


class ContractDiscount(Strict):
    """A discount agreed for some products.

    对部分产品约定的折扣。
    """

    target: Target = Target()
    """The lines it works on. / 适用的行。"""
    percent: Share
    """Taken off the price. / 折扣比例。"""


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
