"""What a rep asks for: the request for a quote, as it comes from a file or over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.bom.asides import aside_problem
from cpq.bom.buyer import Buyer
from cpq.bom.by_hand import ManualDiscount, ManualPrice
from cpq.bom.counters import Counters
from cpq.bom.delivery_request import Deliveries
from cpq.bom.existing import Existing
from cpq.bom.products.product import AttributeValue, Code
from cpq.bom.products.subscription import BillingDay, FreeMonths
from cpq.bom.rebate_account import RebateAccount
from cpq.rulebook.fields import (
    CouponCode,
    Currency,
    Day,
    Id,
    Longest,
    Name,
    NotNegative,
    Positive,
    Ref,
    Share,
    TimeOfDay,
    Words,
)
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class NestedRequest(Strict):
    """Equal parts in a nested place: four servers of this configuration.

    嵌套部件：若干台相同配置。
    """

    product: Annotated[str, Ref("products")]
    """A configurable product that fits there. / 可放入的可配置产品。"""
    quantity: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many with this configuration. / 相同配置的台数。"""
    configuration: Mapping[Name, Chosen] = Field(default_factory=dict[str, "Chosen"])
    """What is chosen inside. / 其配置。"""


Options = Mapping[Code, Annotated[int, Field(ge=0, le=1000)]]
"""Option → quantity; 0 says that it must not be there."""

Chosen = AttributeValue | Options | Sequence[NestedRequest]
"""For a group one option's id or options with quantities; for an input its value; for a nested place its parts."""


Events = Annotated[int, Field(ge=0, le=10_000_000)] | Annotated[Sequence[NotNegative], Field(max_length=100_000)]
"""How many, or the amount of each in their order."""


class RampStep(Strict):
    """What one contract year is like: how many, at which price or with which discount.

    合同某一年的数量，以及单价或折扣。
    """

    year: Annotated[int, Field(ge=1, le=20)]
    """Contract year, from 1. / 合同第几年，从 1 起。"""
    quantity: Positive | None = None
    """How many from this year on; not written: as many as before. / 自该年起的数量；不写则与前一年相同。"""
    price: NotNegative | None = None
    """The price of one unit and period in this year, in the quote's currency. / 当年每单位、每周期的单价，按报价币种。"""
    discount: Share | None = None
    """Or the reduction in this year. / 或当年减让比例。"""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.price is not None and self.discount is not None:
            text = Text(zh="一年中 discount 与 price 只写其一", en="a year has either `discount` or `price`")
            raise problem("ramp", text)
        return self


class LineRequest(Strict):
    """One line asked for.

    请求的一行。
    """

    id: Id | None = None
    """A name of the line that stays when lines are added or moved. / 行标识，增删或移动行时不变。"""
    product: Code
    """The product's id, or a variant's own code. / 产品编号或变体编码。"""
    quantity: NotNegative
    """How many; for a metered product the quantity expected a month; 0 takes a subscription that the line amends away.

    / 数量；按用量计费的产品为预计月用量，可为 0；0 也表示取消本行所变更的订阅。"""
    unit: Id | None = None
    """One of the product's other units, which the quantity then counts; else its own. / 数量所用的其他单位；不写则为基本单位。"""
    events: Events | None = None
    """For a price by event: how many events the quantity is made of, or the amount of each. / 按笔计价时的笔数，或每笔的金额。"""
    variant: Mapping[Annotated[str, Ref("attributes")], str] = Field(default_factory=dict[str, str])
    """For a product with variants: the value of each axis. / 变体各属性的取值。"""
    configuration: Mapping[Name, Chosen] = Field(default_factory=dict[str, Chosen])
    """For a configurable product: what is chosen; the rest is completed with the defaults. / 配置选择，其余按默认补全。"""
    term: Annotated[int, Field(ge=1, le=240)] | None = None
    """For a subscription: months. / 周期性产品的期限（月）。"""
    start: Day | None = None
    """For a subscription: its first day; the quote's date if left out. / 起始日，默认为报价日期。"""
    end: Day | None = None
    """For a subscription: its last day, instead of a term. / 最后一天，可代替期限。"""
    billing_day: BillingDay | None = None
    """For a subscription: the day of the month on which its periods begin. / 每个计费周期从几号开始。"""
    free: FreeMonths | None = None
    """For a subscription: months that are not charged, instead of the product's. / 免费月份，代替产品所写。"""
    ramp: Sequence[RampStep] = ()
    """For a subscription: quantities and prices by contract year, instead of the product's. / 逐年的数量与价格，代替产品所写。"""
    amends: Id | None = None
    """A subscription of `existing` that has this quantity from `start` on. / 变更 existing 中的订阅：自 start 起改为本行数量。"""
    renews: Id | None = None
    """A subscription of `existing` that goes on when it ends. / 续订 existing 中的订阅。"""
    co_term: Id | None = None
    """A subscription of `existing` that the line ends with. / 与 existing 中的订阅同日结束。"""
    keep_price: bool | None = None
    """Whether the price of the subscription that is amended or renewed stays, which it does where nothing is written.

    / 变更或续订时是否沿用原单价；不写则沿用。"""
    section: Words | None = None
    """The heading under which to list it, instead of the category's. / 报价单分节标题，默认按分类。"""
    price: ManualPrice | None = None
    """Unit prices that the rep sets, after every promotion. / 销售改定的单价，在所有促销之后。"""
    discount: ManualDiscount | None = None
    """The rep's discount on this line. / 本行手工折扣。"""
    note: Annotated[Words, Longest(2000)] | None = None
    """Printed under the line. / 行备注。"""
    optional: bool = False
    """Offered beside the quote: with a price, and part of no total. / 可选行：有报价，但不计入任何合计。"""
    alternative_to: Id | None = None
    """The `id` of the line that this one would replace; until then it is part of no total. / 备选行：替代哪一行（写其 id），未选用前不计入合计。"""

    @property
    def aside(self) -> bool:
        """Whether the line is offered beside the quote."""
        return self.optional or self.alternative_to is not None

    @model_validator(mode="after")
    def _price_or_discount(self) -> Self:
        if self.price is not None and self.discount is not None:
            text = Text(
                zh="改定了单价的行不再打手工折扣，请删去 discount，把最终单价写进 price",
                en="a line whose price is set takes no manual discount: remove `discount` and set the final price",
            )
            raise problem("manual-price", text, below=("discount",))
        return self


class QuoteRequest(Strict):
    """Everything a quote depends on besides the rulebook: there is no clock and no hidden state.

    报价请求：除规则外，报价只取决于它。
    """

    id: Annotated[str, Field(pattern=r"^[\w][\w ./#-]*$", max_length=64)]
    """The quote's number. / 报价单号。"""
    title: Words | None = None
    """What it is about, for the cover. / 标题。"""
    date: Day
    """The date of the quote; decides prices and rules. / 报价日期，决定价格与规则。"""
    currency: Annotated[Currency, Ref("currencies")]
    """The currency of every amount. / 币种。"""
    channel: Annotated[str, Ref("channels")]
    """How it is sold. / 渠道。"""
    price_list: Annotated[str, Ref("price_lists")] | None = None
    """The price list to use instead of the most specific; it has to fit the request all the same.

    / 指定使用的价目表（仍须适用于本请求）；不写则取最具体的一张。"""
    customer: Annotated[str, Ref("customers")] | Buyer
    """A customer's id, or its description. / 客户编号或客户描述。"""
    sales_rep: Words | None = None
    """Who makes the quote. / 销售代表。"""
    sales_role: Annotated[str, Ref("approvers")] | None = None
    """The rep's own level of approval, if any. / 销售本人的审批级别。"""
    payment_term: Annotated[str, Ref("payment_terms")] | None = None
    """How it will be paid. / 付款条件。"""
    coupons: Sequence[CouponCode] = ()
    """Coupon codes; case and spaces do not matter. / 优惠券码；不分大小写，空格不计。"""
    time: TimeOfDay | None = None
    """The time of the day, for promotions that run for some hours. / 报价时刻，用于限时促销。"""
    previous_orders: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    """How many orders the customer has placed before; not written where it is not known. / 客户此前的订单数；未知则不写。"""
    gifts: Annotated[Mapping[Annotated[str, Ref("promotions")], Code], Field(max_length=1000)] = Field(
        default_factory=dict[str, str]
    )
    """Promotion → the gift that is chosen, where there is a choice. / 促销 → 所选赠品（可选时）。"""
    counters: Counters = Counters()
    """What was used of promotions and coupons before. / 促销与优惠券此前的使用情况。"""
    valid_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """How many days the quote is valid, instead of the company's setting. / 报价有效天数。"""
    status: Literal["draft", "final"] = "draft"
    """A draft is marked as one on every page. / 草稿会在每页标注。"""
    co_terminate: Day | Literal[True] | None = None
    """The day on which all subscriptions end that say no term or end of their own; `true`: the latest end of those that do,
    and of those that exist.

    / 未写期限与结束日的周期性产品统一在这一天结束；true 取其余各行与已有订阅中最晚的结束日。"""
    existing: Annotated[Mapping[Id, Existing], Field(max_length=10_000)] = Field(default_factory=dict[str, Existing])
    """Subscriptions that the customer has, by their numbers. / 客户已有的订阅，按编号。"""
    lines: Annotated[Sequence[LineRequest], Field(min_length=1, max_length=10_000)]
    """What is asked for. / 请求的行。"""
    deliveries: Deliveries = ()
    """How it is delivered: methods, or deliveries with a price by hand; each is a line of its own.

    / 配送：写配送方式，或写改定价格的配送；每项自成一行。"""
    cumulated: Mapping[Code, NotNegative] = Field(default_factory=dict[str, NotNegative])
    """What the customer had before, for tiers over the customer's quantity: code → quantity. / 客户以往的累计数量（编码 → 数量），用于按客户累计的阶梯价。"""
    consumed: Mapping[Annotated[str, Ref("contracts")], Mapping[Id, NotNegative]] = Field(
        default_factory=dict[str, Mapping[str, Decimal]]
    )
    """What was used of the limits of the customer's contracts before: contract → limit → units or amount.

    / 客户合同限额此前的已用量：合同 → 限额名 → 数量或金额。"""
    rebates: Annotated[Mapping[Annotated[str, Ref("rebates")], RebateAccount], Field(max_length=1000)] = Field(
        default_factory=dict[str, RebateAccount]
    )
    """Rebate programme → what was bought and earned in it before, and how much of that to use; not listed: nothing yet.

    / 返利计划 → 此前的采购额与余额，以及本单使用多少；未列出的视为尚无。"""
    discount: ManualDiscount | None = None
    """The rep's discount on the whole. / 整单手工折扣。"""
    notes: Annotated[Words, Longest(10_000)] | None = None
    """Printed before the terms. / 备注。"""

    @model_validator(mode="after")
    def _units_are_a_lines(self) -> Self:
        if self.discount is not None and self.discount.per_unit is not None:
            text = Text(
                zh="整单没有单位，per_unit 只能写在行上；整单请用 percent 或 amount",
                en="the whole quote has no unit: `per_unit` is for a line; use `percent` or `amount` here",
            )
            raise problem("manual-discount", text, below=("discount", "per_unit"))
        return self

    @model_validator(mode="after")
    def _asides_fit(self) -> Self:
        wrong = aside_problem(self.lines)
        if wrong is not None:
            raise wrong
        return self

    @property
    def counted(self) -> Sequence[tuple[int, LineRequest]]:
        """The lines that the quote is made of, each with its position in `lines`; not those that are offered beside it."""
        return [(index, line) for index, line in enumerate(self.lines) if not line.aside]


NestedRequest.model_rebuild()
