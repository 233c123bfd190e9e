"""Price lists."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.products.product import Code
from cpq.pricing.methods import AnyMethod
from cpq.rulebook.fields import ALWAYS, Currency, Number, Positive, Rate, Ref, Validity, Words
from cpq.rulebook.model import Entity, Strict


class BasedOn(Strict):
    """Prices taken from another list: × rate, ± percent, rounded, plus an ending. Entries of one's own go first.

    Without `round_to` prices are rounded to the currency's minor unit, or as fine as they are written; so are surcharges, always.
    Floors are derived like prices. Of `cost_plus` only the percentage is changed, `percent_of` and `sum_of_components` not at all:
    what they are taken of is derived already.

    由另一价目表推导：乘汇率、加减百分比、取整、加尾数；本表自有条目优先。不写 round_to 时舍入到货币最小单位（或与原价同样精细），
    加价总是如此；底价与价格同样推导。cost_plus 只计百分比；percent_of 与 sum_of_components 不变，其基数已经推导。
    """

    list: Annotated[str, Ref("price_lists")]
    """The other list. / 来源价目表。"""
    rate: Positive = Decimal(1)
    """Exchange rate agreed for this list: the other list's price × rate. / 本表约定的换算率。"""
    percent: Annotated[Rate, Field(ge=-1)] = Decimal(0)
    """Added to the price; -12% takes off. / 加价比例，负数为减价。"""
    round_to: Positive | None = None
    """Rounded half up to a multiple of this, unless that would be zero. / 四舍五入到它的整数倍；结果为零时不取整。"""
    ending: Number = Decimal(0)
    """Added after rounding: -0.10 makes 9.90 of 10. / 取整后再加的尾数。"""


class PriceList(Entity):
    """The prices for a currency and a channel, and optionally a region, a segment or a customer, over a period.

    价目表：针对币种与渠道（可限地区、分群或客户），在一段时期内有效。
    """

    name: Words
    """Name. / 名称。"""
    currency: Annotated[Currency, Ref("currencies")]
    """Currency of its prices. / 币种。"""
    channel: Annotated[str, Ref("channels")]
    """The channel it is for. / 渠道。"""
    region: Annotated[str, Ref("regions")] | None = None
    """Only for this region and those inside it. / 仅限该地区及其下级。"""
    segment: Annotated[str, Ref("segments")] | None = None
    """Only for this segment. / 仅限该分群。"""
    customer: Annotated[str, Ref("customers")] | None = None
    """Only for this customer. / 仅限该客户。"""
    valid: Validity = ALWAYS
    """When it is in force. / 生效日期。"""
    tax: Literal["excluded", "included"] = "excluded"
    """Whether its prices include tax. / 价格是否含税。"""
    based_on: BasedOn | None = None
    """Where prices without an entry come from. / 推导来源。"""
    table: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """A file with more prices, `prices/2026.prices.csv` or `.parquet` in the rules folder; entries written here go first.

    / 更多价格所在的文件（规则文件夹内的 .prices.csv 或 .parquet）；本表直接写的条目优先。"""
    entries: Mapping[Code, AnyMethod] = Field(default_factory=dict[str, AnyMethod])
    """Product or variant code → price; a bare number is a fixed price per unit and period. / 产品或变体编码 → 价格。"""
    options: Mapping[Annotated[str, Ref("products")], Mapping[Code, AnyMethod]] = Field(
        default_factory=dict[str, Mapping[str, AnyMethod]]
    )
    """Configurable product → option → its price inside that product. / 可配置产品 → 选项 → 在其中的价格。"""

    @property
    def parent(self) -> str | None:
        """The list that it is based on."""
        return self.based_on.list if self.based_on else None
