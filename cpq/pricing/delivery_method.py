"""Methods of delivery: what bringing an order to the customer costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from cpq.pricing.methods.tiers import Band, ascending
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Currency, NotNegative, Ref, Validity, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class DeliveryTier(Band):
    """What a delivery costs from an amount, quantity or weight on, or above one.

    自某一金额、数量或重量起（from）或超过（above）时的运费。
    """

    price: NotNegative
    """What the delivery costs; 0 where it is free. / 运费；免运费写 0。"""


class DeliveryTiers(Strict):
    """What a delivery costs by the size of the order: of the tiers the one that it reaches.

    按订单大小计的运费：取所达到的那一档。
    """

    by: Literal["net", "quantity"] | None = None
    """The net amount of the goods after order discounts, in this currency and before what the rep does by hand, or their units.

    / 按商品净额（订单折扣之后、手工折扣之前，按此币种）或件数。"""
    attribute: Annotated[str, Ref("attributes")] | None = None
    """Or the sum of a number that products have, such as their weight; what states none adds nothing.

    / 或按产品某一数值属性的合计，例如重量；没有写该属性的产品不计。"""
    tiers: Annotated[Sequence[DeliveryTier], Field(min_length=1, max_length=1000), AfterValidator(ascending)]
    """The tiers, from small to large, the first from 0 or 1. / 各档，由小到大，第一档从 0 或 1 起。"""

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.by is None) == (self.attribute is None):
            text = Text(
                zh="请写 by（net 或 quantity）或 attribute（属性），二者择一",
                en="write either `by` (net or quantity) or `attribute`",
            )
            raise problem("delivery-measure", text)
        return self


def _kind(given: object) -> str:
    return "tiers" if isinstance(given, Mapping | DeliveryTiers) else "amount"


DeliveryPrice = Annotated[
    Annotated[NotNegative, Tag("amount")] | Annotated[DeliveryTiers, Tag("tiers")], Discriminator(_kind)
]
"""An amount for each delivery, or tiers."""


class DeliveryMethod(Entity):
    """A way in which orders are delivered, and what it costs. Each delivery of a quote is a line of its own, beside the goods.

    配送方式及其运费；报价中每次配送自成一行，与商品分列。
    """

    name: Words
    """Name on documents. / 单据上的名称。"""
    description: Words | None = None
    """One or two sentences for documents. / 单据上的说明。"""
    valid: Validity = ALWAYS
    """When it is offered. / 提供的时期。"""
    when: Annotated[Expression | None, Compiled("quote", Bool())] = None
    """Under which condition of the quote: `"CN" in customer.regions`. / 报价须满足的条件。"""
    tax_class: Annotated[str, Ref("tax_classes")]
    """Which tax rate applies. / 税收分类。"""
    price: Mapping[Annotated[Currency, Ref("currencies")], DeliveryPrice] = Field(
        default_factory=dict[str, "Decimal | DeliveryTiers"]
    )
    """Currency → what it costs, with or without tax as the price list in force; in a currency that is not listed only at a price by hand.

    / 币种 → 运费，是否含税与所用价目表相同；未列的币种只能手工定价。"""
    cost: NotNegative | None = None
    """What one delivery costs the company, in its own currency; without it, deliveries are part of no margin.

    / 每次配送的成本（本位币）；不写则配送不计入毛利。"""
