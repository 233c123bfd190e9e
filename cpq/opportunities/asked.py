"""What is asked of opportunities."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpq.opportunities.given import Category, Status
from cpq.platform.moments import Moment
from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.rulebook.fields import Day, Id
from cpq.rulebook.model import Strict


class OpportunityFilter(Strict):
    """Which opportunities.

    商机的筛选。
    """

    status: Status | None = None
    """open, won or lost. / open 进行中、won 赢单、lost 丢单。"""
    pipeline: Id | None = None
    """Of which pipeline. / 销售流程。"""
    stage: Id | None = None
    """In which stage. / 阶段。"""
    category: Category | None = None
    """Of which forecast category. / 预测类别。"""
    owner: Annotated[str, Field(max_length=100)] | None = None
    """Whose. / 负责人。"""
    account: Reference | None = None
    """Of which account. / 客户。"""
    closes_from: Day | None = None
    """To be closed on this day or later. / 预计成交日不早于。"""
    closes_to: Day | None = None
    """To be closed on this day or earlier. / 预计成交日不晚于。"""
    external_id: Annotated[str, Field(max_length=200)] | None = None
    """Its name in the system it was imported from. / 外部编号。"""


class OpportunityQuery(PageQuery, OpportunityFilter):
    """Which opportunities, page by page.

    商机列表。
    """


class ChangesQuery(Strict):
    """Which changes of an opportunity.

    查询修改记录。
    """

    field: Annotated[str, Field(pattern="^[a-z_]{1,40}$")] | None = None
    """Only those of a field, such as close_date. / 只列某一字段，例如 close_date。"""


class StageQuery(Strict):
    """The stages as they were known then.

    按当时所知查询阶段。
    """

    at: Moment | None = None
    """The stage at which moment; not written: now. / 何时所处的阶段；不写则为现在。"""
    known_at: Moment | None = None
    """By what was known at which moment; not written: all that is known. / 按何时已知的记录；不写则为全部记录。"""


class PortraitQuery(Strict):
    """The portrait on which day.

    哪一天的控单画像。
    """

    day: Day | None = None
    """Not written: today. / 不写则为今天。"""


class ForecastQuery(Strict):
    """What is expected to be closed when.

    预测的范围与口径。
    """

    since: Annotated[Day, Field(alias="from")]
    """The first day. / 起始日。"""
    until: Annotated[Day, Field(alias="to")]
    """The last day. / 截止日。"""
    period: Literal["month", "quarter", "year"] = "month"
    """By month, quarter or year. / 按月、季或年。"""
    pipeline: Id | None = None
    """Of one pipeline. / 只看一个销售流程。"""
    owner: Annotated[str, Field(max_length=100)] | None = None
    """Of one owner. / 只看一名负责人。"""
