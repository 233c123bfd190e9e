"""What is sent about leads and campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cpq.leads.states import State
from cpq.platform.moments import Moment
from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.rulebook.fields import Currency, Day, Id, NotNegative
from cpq.rulebook.model import Strict

Line = Annotated[str, StringConstraints(max_length=500)]
Notes = Annotated[str, StringConstraints(max_length=10_000)]
ClientId = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,100}$")]
Base = Annotated[int, Field(ge=1, le=2**31)]


class LeadFields(Strict):
    """What is said of a lead. It is cleaned: numbers to E.164, addresses, company codes.

    线索的内容；保存前会清洗：电话转为 E.164，校验邮箱与统一社会信用代码。
    """

    name: Line | None = None
    """The person's name. / 姓名。"""
    company: Line | None = None
    """The company's name. / 公司名称。"""
    title: Line | None = None
    """What they are there. / 职务。"""
    phone: Line | None = None
    """A telephone number as it is typed; without + it is one of China. / 电话，可按习惯书写；不带 + 视为中国号码。"""
    email: Line | None = None
    """An e-mail address. / 电子邮箱。"""
    region: Line | None = None
    """Where the company is. / 地区。"""
    industry: Line | None = None
    """What it does. / 行业。"""
    size: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    """How many people it has. / 人数。"""
    credit_code: Line | None = None
    """Its Unified Social Credit Code. / 统一社会信用代码。"""
    source: Line | None = None
    """Where the lead is from. / 来源。"""
    campaign: Reference | None = None
    """The campaign that brought it. / 市场活动。"""
    channel: Line | None = None
    """By which way it came. / 渠道。"""
    notes: Notes | None = None
    """Whatever else. / 备注。"""
    consent: bool | None = None
    """Whether the person agreed to be contacted. / 是否同意联系。"""


class LeadGiven(LeadFields):
    """A new lead: a person, a company, or both.

    新线索：姓名与公司至少写一项。
    """

    owner: Reference | None = None
    """Whose it is; not written: as the rules assign it. Only for who may assign. / 归属人；不写则按规则分配；仅限有分配权限者。"""
    client_id: ClientId | None = None
    """What the sender calls it: sent again, it is the same lead. / 发送方的编号；重复发送得到同一线索。"""


class LeadChanged(LeadFields):
    """What changes of a lead: what is not written stays, null takes a value away.

    修改线索；未写的不变，null 表示清空。
    """

    base: Base | None = None
    """The version that was read, to change field by field without If-Match. / 读取时的版本，用于逐字段修改（不带 If-Match）。"""


class LeadsGiven(Strict):
    """Leads, each with a result of its own.

    一批线索，逐条给出结果。
    """

    leads: Annotated[Sequence[LeadGiven], Field(min_length=1, max_length=1000)]
    """The leads. / 各条线索。"""


class LeadFilter(Strict):
    """Which leads.

    查询线索。
    """

    state: State | None = None
    """In which state. / 状态。"""
    owner: Reference | None = None
    """Whose. / 归属人。"""
    campaign: Reference | None = None
    """Of which campaign. / 市场活动。"""
    source: Line | None = None
    """From which source. / 来源。"""
    pool: Line | None = None
    """In which public pool. / 所在公海。"""
    phone: Line | None = None
    """With this telephone number. / 电话。"""
    email: Line | None = None
    """With this e-mail address. / 邮箱。"""
    overdue: bool | None = None
    """Only those that nobody responded to in time, or the others. / 是否超时未响应。"""


class LeadQuery(PageQuery, LeadFilter):
    """Which leads, page by page.

    查询线索，逐页列出。
    """


class StateGiven(Strict):
    """What a lead has become.

    线索的新状态。
    """

    state: Literal["contacted", "qualified", "disqualified"]
    """The state. / 状态。"""
    reason: Annotated[Line, Field(min_length=1)] | None = None
    """Why; of a disqualification it is required. / 原因；不合格时必填。"""


class OwnerGiven(Strict):
    """Whose a lead is to be.

    线索改归何人。
    """

    owner: Reference | None = None
    """A user; not written: as the rules assign it. / 用户；不写则按规则分配。"""


class ReleaseLeadGiven(Strict):
    """Why a lead goes to the public pool.

    退回公海的原因。
    """

    reason: Annotated[Line, Field(min_length=1)] | None = None
    """Why. / 原因。"""


class ConvertedDeal(Strict):
    """The opportunity that a lead becomes.

    由线索转化的商机。
    """

    name: Annotated[Line, Field(min_length=1)] | None = None
    """Its name; not written: that of the company or person. / 名称；不写则用公司名或姓名。"""
    pipeline: Id | None = None
    """Which pipeline of the rules; not written: the first. / 销售流程；不写则为第一个。"""
    currency: Currency = "CNY"
    """The currency of its amount. / 币种。"""
    amount: NotNegative | None = None
    """What it may come to. / 预计金额。"""
    close_date: Day | None = None
    """The day on which it may be closed. / 预计成交日。"""
    next_step: Annotated[Line, Field(min_length=1)] | None = None
    """What is to be done next. / 下一步。"""


class ConversionGiven(Strict):
    """What a lead becomes: an account, a contact and an opportunity.

    线索转化为客户、联系人与商机。
    """

    account: Reference | None = None
    """An account that is there; not written: the one with the lead's credit code, else a new one. / 已有客户；不写则按统一社会信用代码匹配，没有则新建。"""
    opportunity: ConvertedDeal | None = None
    """The opportunity; null: none; not written: one in the first pipeline, if the rules have any. / 商机；null 表示不建；不写则在第一个流程中新建（若有）。"""


class ScoreQuery(Strict):
    """As of when.

    截至何时。
    """

    at: Moment | None = None
    """Not written: now. / 不写则为当前。"""


class LeadEventGiven(Strict):
    """Something that a lead did.

    线索的一次行为。
    """

    id: ClientId
    """What the system that saw it calls it: sent again, it counts once. / 来源系统中的编号；重复发送只计一次。"""
    kind: Id
    """What: page_view, download, form, reply, unsubscribe … as the rules know them. / 行为种类，以规则所列为准。"""
    at: Moment
    """When. / 时刻。"""
    agent: Line | None = None
    """The browser, by which robots are told. / 浏览器标识，用于识别机器人。"""
    address: Line | None = None
    """The network address that it came from. / 来源 IP 地址。"""
    actor: Line | None = None
    """The e-mail address of who did it, where that is known. / 行为人邮箱（已知时）。"""


class LeadEventsGiven(Strict):
    """What a lead did, all or none of it.

    线索的若干行为，全部成功或全部不变。
    """

    events: Annotated[Sequence[LeadEventGiven], Field(min_length=1, max_length=1000)]
    """The events. / 各次行为。"""
