"""What every product has, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from cpq.rulebook.fields import ALWAYS, Id, NotNegative, Positive, Ref, Share, Validity, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.text import Text


def _exact(given: object) -> object:
    return Decimal(given) if isinstance(given, int) and not isinstance(given, bool) else given


AttributeValue = Annotated[Decimal | bool | str, BeforeValidator(_exact)]
"""The value of an attribute: number, yes/no, or one of the declared words."""


Code = Id
"""The code of an article: a product's id or a variant's own code. Whether it exists is checked once all products are read."""


def _none_is_plain(given: object) -> object:
    return {} if given is None else given


PLAIN = BeforeValidator(_none_is_plain)
"""A key with nothing behind it has every field's default."""

ExpressionText = Annotated[str, Field(min_length=1, max_length=2000)]
"""A condition or formula over a product's groups, inputs and nested parts; checked once all products are read."""


class Part(Strict):
    """A component that a product is built from.

    产品所用的零部件。
    """

    quantity: Positive = Decimal(1)
    """How many in one product. / 每件产品的用量。"""
    scrap: Annotated[Share, Field(lt=1)] = Decimal(0)
    """The share that is lost in the making: 2% of scrap needs quantity ÷ 0.98. / 损耗率：2% 表示用量 ÷ 0.98。"""


class OtherUnit(Strict):
    """Another unit in which a product can be ordered: a box of twelve.

    可用于订购的其他计量单位，例如一箱十二件。
    """

    name: Words
    """What it is called. / 名称。"""
    contains: Positive
    """How many of the product's own unit it contains. / 含多少个基本单位。"""


class OrderQuantity(Strict):
    """Which quantities can be ordered, in the product's own unit.

    可订购的数量（按基本单位）。
    """

    min: Positive | None = None
    """The least; not written: one step. / 最小数量；不写则为一个 step。"""
    step: Positive = Decimal(1)
    """In multiples of. Goods that are measured have a fraction, such as 0.001 kg or 0.5 m; at most 6 digits after the point.

    / 须为其整数倍。按重量、长度等计量的产品可写小数，例如 0.001 千克、0.5 米；小数至多 6 位。"""
    max: Positive | None = None
    """The most. / 最大数量。"""

    @property
    def least(self) -> Decimal:
        return self.step if self.min is None else self.min


class Product(Entity):
    """What can be quoted or built in.

    可报价或可装入的产品。
    """

    over_time: ClassVar[bool] = False
    """Whether it is billed over a term, not once."""
    metered: ClassVar[bool] = False
    """Whether what is billed of it is measured later, so that a quote can only estimate it."""

    name: Words
    """Name on documents. / 单据上的名称。"""
    description: Words | None = None
    """One or two sentences for documents. / 单据上的说明。"""
    category: Annotated[str, Ref("categories")]
    """Its branch of the product tree. / 所属分类。"""
    unit: Words = Text(zh="件", en="pc")
    """What is counted: piece, seat, day. / 计量单位：台、件、人天等。"""
    units: Mapping[Id, OtherUnit] = Field(default_factory=dict[str, OtherUnit])
    """Other units in which it can be ordered, by the id that requests name. / 可用于订购的其他单位，以请求中写的编号为键。"""
    attributes: Mapping[Annotated[str, Ref("attributes")], AttributeValue] = Field(
        default_factory=dict[str, AttributeValue]
    )
    """Values of declared attributes. / 属性值。"""
    cost: NotNegative | None = None
    """What one unit costs, in the company's currency; without it, the sum of its parts. / 单位成本（本位币）；不写则按零部件汇总。"""
    tax_class: Annotated[str, Ref("tax_classes")]
    """Which tax rate applies. / 税收分类。"""
    parts: Mapping[Code, Annotated[Part, PLAIN]] = Field(default_factory=dict[str, Part])
    """What one unit is built from. / 物料清单。"""
    sold_alone: bool = True
    """Whether it can be a line of its own; false for what only stands inside other products. / 能否单独报价；仅作为组件的写 false。"""
    order: OrderQuantity = OrderQuantity()
    """Which quantities can be ordered. / 可订购数量。"""
    valid: Validity = ALWAYS
    """When it is sold. / 销售期。"""
    replaced_by: Annotated[str, Ref("products")] | None = None
    """What to offer instead when it is no longer sold. / 停售后的替代产品。"""
    tags: Sequence[Id] = ()
    """Words that rules may ask for. / 供规则使用的标签。"""
