"""What is sent about campaigns, and by forms on web pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from cpq.leads.given import Base, ClientId, Line, Notes
from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.rulebook.fields import Currency, Day, Longest, NotNegative, Words
from cpq.rulebook.model import Strict


class CampaignGiven(Strict):
    """A campaign that brings leads.

    市场活动。
    """

    name: Annotated[Line, Field(min_length=1)]
    """Its name. / 名称。"""
    channel: Line | None = None
    """By which way it reaches people. / 渠道。"""
    start: Day | None = None
    """Its first day. / 第一天。"""
    end: Day | None = None
    """Its last day. / 最后一天。"""
    currency: Currency = "CNY"
    """The currency of its amounts. / 币种。"""
    budget: NotNegative | None = None
    """What it may cost. / 预算。"""
    notes: Notes | None = None
    """Whatever else. / 备注。"""
    client_id: ClientId | None = None
    """What the sender calls it: sent again, it is the same campaign. / 发送方的编号；重复发送得到同一活动。"""


class CampaignChanged(Strict):
    """What changes of a campaign: what is not written stays, null takes a value away.

    修改市场活动；未写的不变，null 表示清空。
    """

    name: Annotated[Line, Field(min_length=1)] | None = None
    """Its name. / 名称。"""
    channel: Line | None = None
    """By which way it reaches people. / 渠道。"""
    start: Day | None = None
    """Its first day. / 第一天。"""
    end: Day | None = None
    """Its last day. / 最后一天。"""
    budget: NotNegative | None = None
    """What it may cost. / 预算。"""
    notes: Notes | None = None
    """Whatever else. / 备注。"""
    base: Base | None = None
    """The version that was read, to change field by field without If-Match. / 读取时的版本，用于逐字段修改（不带 If-Match）。"""


class CampaignQuery(PageQuery):
    """Which campaigns, page by page.

    查询市场活动，逐页列出。
    """

    channel: Line | None = None
    """By which channel. / 渠道。"""


class CostGiven(Strict):
    """What a campaign cost on a day.

    市场活动某日的花费。
    """

    day: Day
    """The day. / 日期。"""
    amount: NotNegative
    """What it cost; said again, it is as said last. / 花费；重复提交以最后一次为准。"""


class FormGiven(Strict):
    """A form on a web page that leads come by.

    网页表单。
    """

    name: Annotated[Line, Field(min_length=1)]
    """What it is for. / 用途。"""
    campaign: Reference | None = None
    """The campaign whose leads it brings. / 所属市场活动。"""
    channel: Line | None = None
    """By which way they come. / 渠道。"""
    consent: Annotated[Words, Longest(2000)] | None = None
    """The sentence that people have to agree to. / 须同意的条款。"""
    origins: Annotated[
        Sequence[Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.:-]{1,250}$")]], Field(max_length=20)
    ] = ()
    """The pages that may send it: https://www.example.com; none written: any. / 允许提交的网站；不写则不限。"""


class FormLeadGiven(Strict):
    """What somebody filled in.

    表单内容。
    """

    name: Line | None = None
    """Name. / 姓名。"""
    company: Line | None = None
    """Company. / 公司。"""
    title: Line | None = None
    """What they are there. / 职务。"""
    phone: Line | None = None
    """Telephone number. / 电话。"""
    email: Line | None = None
    """E-mail address. / 邮箱。"""
    region: Line | None = None
    """Where. / 地区。"""
    industry: Line | None = None
    """What the company does. / 行业。"""
    size: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    """How many people it has. / 人数。"""
    notes: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    """What they wrote. / 留言。"""
    consent: bool = False
    """Whether they agreed to be contacted. / 是否同意联系。"""
    website: Line | None = None
    """A field that people do not see: who fills it in is a robot. / 对人隐藏的字段；填写者视为机器人。"""
    seconds: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """How long the form was open: nobody fills it in within two seconds. / 表单打开的秒数；两秒内提交视为机器人。"""
    client_id: ClientId | None = None
    """A random name of this filling in: sent again, it is the same lead. / 本次填写的随机编号；重复提交只计一次。"""
