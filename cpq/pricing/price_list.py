"""Price lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.products.product import Code
from cpq.bom.target import Target
from cpq.pricing.derivation import Derivation
from cpq.pricing.methods import AnyMethod
from cpq.pricing.terms import Terms
from cpq.rulebook.fields import ALWAYS, Currency, Number, Positive, Rate, Ref, Validity, Words
from cpq.rulebook.model import Entity, Strict


class DerivedException(Strict):
    """Other terms for some items; what is not written here is as for the rest.

    部分产品的例外；未写的项与其余产品相同。
    """

    target: Target
    """The items; the options inside them only with `options_too`. / 适用的产品；写 options_too 才包括其选项。"""
    percent: Annotated[Rate, Field(ge=-1)] | None = None
    """Added to the price instead. / 改用的加价比例。"""
    round_to: Positive | None = None
    """Rounded to a multiple of this instead. / 改用的取整单位。"""
    ending: Number | None = None
    """Added after rounding instead. / 改用的尾数。"""

    def terms(self, based: BasedOn, source: str, target: str) -> Terms:
        """The terms of an item that is meant, from a list in one currency to one in another."""
        return Terms(
            source,
            target,
            based.rate,
            based.percent if self.percent is None else self.percent,
            based.round_to if self.round_to is None else self.round_to,
            based.ending if self.ending is None else self.ending,
        )


class BasedOn(Derivation):
    """Prices taken from another list: × rate, ± percent, rounded, plus an ending. Entries of one's own go first.

    Without `round_to` prices are rounded to the currency's minor unit, or as fine as they are written; so are surcharges, always.
    Floors are derived like prices. A price that is worked out is rounded in its own list first; `percent_of` and `sum_of_components` stay:
    what they are taken of is derived already.

    由另一价目表推导：乘汇率、加减百分比、取整、加尾数；本表自有条目优先。不写 round_to 时舍入到货币最小单位（或与原价同样精细），
    加价总是如此；底价与价格同样推导。算出的价格先在来源表中舍入；percent_of 与 sum_of_components 不变，其基数已经推导。
    """

    except_: Annotated[Sequence[DerivedException], Field(alias="except")] = ()
    """Items with other terms; of several the first that fits. / 例外的产品及其条件，取第一个符合的。"""

    def terms(self, source: str, target: str) -> Terms:
        """The terms of what is no exception, from a list in one currency to one in another."""
        return Terms(source, target, self.rate, self.percent, self.round_to, self.ending)


class PriceList(Entity):
    """The prices for a currency and a channel, and optionally a region, a segment or a customer, over a period.

    价目表：针对币种与渠道（可限地区、分群或客户），在一段时期内有效。
    """

    name: Words
    """Name. / 名称。"""
    currency: Annotated[Currency, Ref("currencies")]
    """Currency of its prices. / 币种。"""
    convert_to: Sequence[Annotated[Currency, Ref("currencies")]] = ()
    """Other currencies in which it may be quoted, at the exchange rates of the quote's date; a list in that currency goes first.

    / 可按报价日汇率折算报价的其他币种；该币种自有的价目表优先。"""
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
