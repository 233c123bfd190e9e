"""What is sent to make and change opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cpq.platform.moments import Moment
from cpq.platform.people.model import Reference
from cpq.rulebook.fields import Currency, Day, Id, NotNegative, Positive
from cpq.rulebook.model import Strict
from cpq.selling.indicators import Indicator, Value

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Note = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Category = Literal["pipeline", "best_case", "commit", "closed", "omitted"]
Status = Literal["open", "won", "lost"]


class OpportunityContact(Strict):
    """What a contact is in this deal.

    联系人在本商机中的角色。
    """

    contact: Reference
    """The contact. / 联系人。"""
    role: Literal["user", "evaluator", "decision_maker", "approver", "coach", "other"]
    """user, evaluator, decision_maker, approver, coach or other. / 使用者、评估者、决策者、审批者、教练或其他。"""


class OpportunityProduct(Strict):
    """A product that the customer may buy.

    意向产品。
    """

    product: Line
    """Its code. / 产品编码。"""
    quantity: Positive
    """How many. / 数量。"""
    price: NotNegative | None = None
    """The price of one that is expected, in the currency of the opportunity. / 预期单价（商机币种）。"""


class OpportunityCompetitor(Strict):
    """Who else may win it.

    竞争对手。
    """

    name: Line
    """Its name. / 名称。"""
    strength: Note | None = None
    """What it is strong in. / 优势。"""
    threat: Literal["low", "medium", "high"] = "medium"
    """low, medium or high. / 威胁：low 低、medium 中、high 高。"""
    status: Literal["active", "withdrawn", "excluded"] = "active"
    """active, withdrawn or excluded. / active 在争、withdrawn 退出、excluded 已被排除。"""


Contacts = Annotated[Sequence[OpportunityContact], Field(max_length=100)]
Products = Annotated[Sequence[OpportunityProduct], Field(max_length=200)]
Tasks = Annotated[Sequence[Id], Field(max_length=200)]
Competitors = Annotated[Sequence[OpportunityCompetitor], Field(max_length=50)]


class OpportunityGiven(Strict):
    """A new opportunity.

    新建商机。
    """

    name: Line
    """What it is called. / 名称。"""
    account: Reference | None = None
    """The account. / 客户。"""
    pipeline: Id | None = None
    """Which pipeline of the rules; not written: the first one. / 所用销售流程；不写则为第一个。"""
    stage: Id | None = None
    """The stage it is in; not written: the first of the pipeline. / 所在阶段；不写则为第一个阶段。"""
    entered: Moment | None = None
    """When it came into the stage; not written: now. / 进入阶段的时刻；不写则为现在。"""
    currency: Currency
    """The currency of its amounts. / 币种。"""
    amount: NotNegative | None = None
    """What it may come to. / 预计金额。"""
    close_date: Day | None = None
    """The day on which it may be closed. / 预计成交日。"""
    category: Category | None = None
    """The forecast category; not written: that of the stage. / 预测类别；不写则由阶段决定。"""
    source_lead: Reference | None = None
    """The lead that it came of. / 来源线索。"""
    owner: Reference | None = None
    """Whose it is; not written: of whoever makes it. / 负责人；不写则为创建者。"""
    contacts: Contacts = ()
    """Contacts with their roles. / 联系人及角色。"""
    products: Products = ()
    """What the customer may buy. / 意向产品。"""
    competitors: Competitors = ()
    """Who else may win it. / 竞争对手。"""
    next_step: Note | None = None
    """What is to be done next. / 下一步。"""
    client_id: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,128}$")] | None = None
    """What a phone called it before: sent again, it is made once. / 客户端编号；同一编号重复提交只建一次。"""


class OpportunityChanged(Strict):
    """What changes of an opportunity; what is not written stays.

    修改商机；不写的字段不变。
    """

    name: Line | None = None
    """What it is called. / 名称。"""
    account: Reference | None = None
    """The account. / 客户。"""
    currency: Currency | None = None
    """The currency of its amounts. / 币种。"""
    amount: NotNegative | None = None
    """What it may come to; refused while a primary quote says it. / 预计金额；有主报价时由其决定，不可修改。"""
    close_date: Day | None = None
    """The day on which it may be closed. / 预计成交日。"""
    category: Category | None = None
    """The forecast category; null: that of the stage. / 预测类别；null 表示由阶段决定。"""
    source_lead: Reference | None = None
    """The lead that it came of. / 来源线索。"""
    owner: Reference | None = None
    """Whose it is. / 负责人。"""
    contacts: Contacts | None = None
    """Contacts with their roles, all of them. / 全部联系人及角色。"""
    products: Products | None = None
    """What the customer may buy, all of it. / 全部意向产品。"""
    competitors: Competitors | None = None
    """Who else may win it, all of them. / 全部竞争对手。"""
    next_step: Note | None = None
    """What is to be done next. / 下一步。"""
    tasks_done: Tasks | None = None
    """The tasks of the pipeline's stages that are done, all of them. / 已完成的阶段任务（全部）。"""
    base: Annotated[int, Field(ge=1)] | None = None
    """The version that was read, in place of If-Match: then only fields that somebody else changed since are refused.

    / 读取时的版本，代替 If-Match；此时只有他人改过的同一字段才冲突。"""


class StageGiven(Strict):
    """A stage that the opportunity entered.

    商机进入某阶段。
    """

    stage: Id
    """The stage: a later one, one that is skipped to, an earlier one, won, lost, or an open one again. / 阶段：可前进、跳过、退回、赢单、丢单或重新打开。"""
    entered: Moment | None = None
    """When it entered it; not written: now. / 进入的时刻；不写则为现在。"""
    reason: Note | None = None
    """Why; required for going back and for opening again. / 原因；退回与重新打开时必填。"""
    loss_reason: Id | None = None
    """Why it was lost, from the rules; required where it is. / 丢单原因（规则中的代码）；丢单时必填。"""
    lost_to: Line | None = None
    """The competitor that won it. / 赢得该单的竞争对手。"""
    override: Note | None = None
    """Why a manager lets it pass although something is missing; it is kept. / 条件不满足时由经理放行的理由，予以留存。"""
    retracts: Annotated[int, Field(ge=1)] | None = None
    """The number of a wrong entry that this one corrects. / 本条所更正的错误记录的编号。"""


class RetractionGiven(Strict):
    """Why an entry of the stage log is taken back.

    撤销阶段记录的原因。
    """

    reason: Note
    """Why. / 原因。"""


class AttachedGiven(Strict):
    """A quote that belongs to the opportunity.

    挂在商机上的报价。
    """

    quote: Reference
    """The quote. / 报价。"""
    primary: bool | None = None
    """Whether its net total is the amount of the opportunity; not written: if there is no other primary quote.

    / 是否为主报价，其不含税总额即商机金额；不写则在尚无主报价时设为主报价。"""


class AssessmentGiven(Strict):
    """What is known of one C139 indicator.

    对 C139 一项指标的评估。
    """

    indicator: Annotated[Indicator, Field(strict=False)]
    """1C to 9C, 1F to 3F, 1W, or coach. / 1C–9C、1F–3F、1W 或 coach。"""
    value: Value
    """unknown, no, partial or yes. / unknown 未知、no 否、partial 部分、yes 是。"""
    evidence: Note | None = None
    """What it rests on; required for a yes. / 依据；yes 必填。"""
    day: Day | None = None
    """The day of the assessment; not written: today. / 评估日期；不写则为今天。"""
    coach_confirmed: bool = False
    """Whether a coach confirmed it. / 是否经教练确认。"""
    expires: Day | None = None
    """The last day on which it is good; not written: as the rules say. / 有效至；不写则按规则。"""


class AssessmentsGiven(Strict):
    """Assessments of several indicators, all or none of them.

    一次提交的评估，全部成功或全部不变。
    """

    assessments: Annotated[Sequence[AssessmentGiven], Field(min_length=1, max_length=50)]
    """The assessments; of one indicator the last counts. / 各项评估；同一指标以最后一条为准。"""
