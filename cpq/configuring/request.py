"""What a page asks of a configuration: the choices so far, for whom, and what is asked about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.buyer import Buyer
from cpq.bom.products.product import AttributeValue
from cpq.bom.request import Chosen, LineRequest, QuoteRequest
from cpq.rulebook.fields import Currency, Day, Id, Name, Positive, Ref
from cpq.rulebook.model import Strict


class ConfigurationRequest(Strict):
    """A product's configuration so far, and for whom and when it is priced.

    一个产品到目前为止的配置，以及为谁、何时定价。
    """

    date: Day
    """The date that decides prices and rules. / 决定价格与规则的日期。"""
    currency: Annotated[Currency, Ref("currencies")]
    """The currency of every amount. / 币种。"""
    channel: Annotated[str, Ref("channels")]
    """How it is sold. / 渠道。"""
    customer: Annotated[str, Ref("customers")] | Buyer
    """A customer's id, or its description. / 客户编号或客户描述。"""
    price_list: Annotated[str, Ref("price_lists")] | None = None
    """The price list to use instead of the most specific. / 指定使用的价目表。"""
    payment_term: Annotated[str, Ref("payment_terms")] | None = None
    """How it will be paid. / 付款条件。"""
    coupons: Sequence[Id] = ()
    """Coupon codes. / 优惠券码。"""
    quantity: Positive = Decimal(1)
    """How many of the whole. / 数量。"""
    term: Annotated[int, Field(ge=1, le=240)] | None = None
    """Where something in it recurs: months. / 含周期性内容时的期限（月）。"""
    configuration: Mapping[Name, Chosen] = Field(default_factory=dict[str, Chosen])
    """What is chosen so far, as in a line of a request for a quote. / 已作的选择，写法与报价请求的行相同。"""
    effects: bool = False
    """Whether to answer what every choice would make of the cheapest completion. / 是否给出各选项对最便宜补全的影响。"""

    def quote_request(self, product: str) -> QuoteRequest:
        """The same as a request for a quote of one line."""
        line = LineRequest(
            product=product, quantity=self.quantity, term=self.term, configuration=dict(self.configuration)
        )
        return QuoteRequest(
            id="CONFIGURATION",
            date=self.date,
            currency=self.currency,
            channel=self.channel,
            customer=self.customer,
            price_list=self.price_list,
            payment_term=self.payment_term,
            coupons=self.coupons,
            lines=(line,),
        )


class AskedChoice(Strict):
    """Something that is chosen or asked about: an option of a group, the value of an input, parts in a nested place.

    要选或要问的一项：组内选项、填写项的值，或嵌套位置中的部件。
    """

    name: Name
    """The group, input or nested place. / 选项组、填写项或嵌套位置。"""
    option: Id | None = None
    """The option of the group, or the product of the part. / 组内选项，或部件的产品。"""
    quantity: Annotated[int, Field(ge=0, le=1000)] | None = None
    """How many; 0 says that it must not be there; not written: the least. / 数量；0 表示不要；不写则取最少。"""
    value: AttributeValue | None = None
    """The value of the input. / 填写项的值。"""
    within: Annotated[Sequence[str | int], Field(max_length=40)] = ()
    """The way to the part in which it is chosen: `["servers", 0]`. / 所在部件的路径，例如 ["servers", 0]。"""


class ChoiceRequest(ConfigurationRequest):
    """A configuration and one choice about it. With neither option nor value the choice is taken back.

    一个配置与关于它的一项选择；既不写 option 也不写 value 则取消该选择。
    """

    choice: AskedChoice
    """What is chosen or asked about. / 要选或要问的。"""


class RepairRequest(ConfigurationRequest):
    """A configuration and what it should have; without a choice, how its contradiction is mended.

    一个配置与想要的选择；不写 choice 则问怎样消除矛盾。
    """

    choice: AskedChoice | None = None
    """What should become possible. / 希望能够选用的。"""
    most: Annotated[int, Field(ge=1, le=20)] = 5
    """At most so many ways. / 至多给出几种办法。"""


CompletedBy = Literal["defaults", "closest", "cheapest", "margin"]
"""What a completion keeps to: the defaults one after the other; as many of them as can be; the least list price; the highest margin."""


class CompletionRequest(ConfigurationRequest):
    """A configuration that is to be completed.

    待补全的配置。
    """

    by: CompletedBy = "defaults"
    """What the completion keeps to. `defaults`: each default that goes with those before it, as a quote does, which may cost several later
    ones; `closest`: as few defaults given up as can be; `cheapest`: the least at list prices; `margin`: the highest margin on them in money, for
    those who may see costs. Of several equally good the one that gives up the fewest defaults. /
    补全的依据。defaults：依次保留与前面相容的默认值（报价即如此，可能因此多放弃后面的几项）；closest：放弃的默认值最少；
    cheapest：目录价最低；margin：毛利额最高，仅限可看成本者。同样好的取放弃默认值最少的。"""
