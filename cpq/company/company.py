"""The company that sells: who it is on a document, and the settings that other engines hide."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpq.money import Rounding
from cpq.rulebook.fields import Currency, Proration, Ref, Words
from cpq.rulebook.model import Entity, Strict


class Bank(Strict):
    """Where customers pay to.

    收款账户。
    """

    name: Words
    """Bank and branch. / 开户行。"""
    account: str
    """Account number. / 账号。"""
    swift: str | None = None
    """SWIFT or CNAPS code. / SWIFT 或联行号。"""


class Settings(Strict):
    """How this company calculates where engines differ; every default is the documented one.

    计算口径：各家引擎做法不一之处，这里都写明，默认值见文档。
    """

    rounding: Annotated[Rounding, Field(strict=False)] = Rounding.HALF_UP
    """How an amount is rounded to the currency's minor unit. / 金额按货币最小单位舍入的方式。"""
    percent_of: Literal["running", "original"] = "running"
    """What a percentage is taken of: the amount so far, or the list amount. / 百分比的基数：当前金额或目录金额。"""
    threshold_of: Literal["running", "original"] = "running"
    """Which amount a threshold looks at, decided once before a phase. / 门槛看哪个金额，每个阶段开始时定一次。"""
    remainder: Literal["largest", "first", "last"] = "largest"
    """Which line takes the odd cents of an allocated discount. / 分摊尾差归哪一行。"""
    tax_per: Literal["line", "unit"] = "line"
    """Tax is rounded for the line or for each unit; always for the line where it is metered, no whole number, or priced in fractions of a cent.

    / 税额按行或按单件舍入；按用量计费、数量为小数或单价不足一分的，始终按行。"""
    rules_per: Literal["line", "unit"] = "line"
    """What a price rule leaves is rounded for the line, or for the unit and then multiplied. / 价格规则的结果按行舍入，或按单价舍入后再乘数量。"""
    floors: Literal["ask", "hold"] = "ask"
    """What a price rule does at the floor of an entry: goes below it, which asks for approval, or stops there.

    / 价格规则触及底价时：照减并需审批，或止于底价。"""
    proration: Proration = "actual"
    """How part of a billing period is charged: by its actual days, by months of 30 days, or by whole months and the days of the rest.

    / 不足一个计费周期的部分如何计：按该周期实际天数、按每月 30 天，或按整月加余下天数。"""
    valid_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """How many days a quote is valid. / 报价有效天数。"""
    four_eyes: bool = False
    """Whether a rep's own role never approves the rep's own quote. / 是否要求四眼原则：销售本人的角色不审批自己的报价。"""
    show_discounts: bool = True
    """Whether documents show list prices and discounts. / 单据是否显示目录价与折扣。"""


class Company(Entity):
    """The seller: name, address, tax number and bank as they appear on documents, and the settings of calculation.

    卖方：单据上的名称、地址、税号、账户，以及计算口径。
    """

    name: Words
    """Registered name. / 公司全称。"""
    short_name: Words
    """Name in running text. / 简称。"""
    address: Words
    """Postal address. / 地址。"""
    phone: str | None = None
    """Phone. / 电话。"""
    email: str | None = None
    """E-mail. / 电子邮箱。"""
    website: str | None = None
    """Web address. / 网址。"""
    tax_number: str | None = None
    """Unified Social Credit Code or VAT number. / 统一社会信用代码或税号。"""
    bank: Bank | None = None
    """Where customers pay to. / 收款账户。"""
    currency: Currency
    """The currency in which costs are kept. / 成本记账币种。"""
    region: Annotated[str, Ref("regions")]
    """Where the company sells from. / 公司所在地区。"""
    settings: Settings = Settings()
    """How it calculates. / 计算口径。"""
