"""What is sent to keep power maps and account plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from cpq.accounts.given import Base, ClientId, Named, Said
from cpq.accounts.power_map import BuyingRole, Coverage, EdgeKind, Orientation, Status, Support
from cpq.platform.moments import Moment
from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.rulebook.fields import Day
from cpq.rulebook.model import Strict


class MapMember(Strict):
    """What somebody is in this map.

    图中人物在本图中的属性。
    """

    contact: Reference
    """Who; a contact of the account. / 联系人。"""
    role: BuyingRole | None = None
    """Buying role. / 采购角色：使用者、评估者、决策者、批准者。"""
    support: Support | None = None
    """How they stand to us. / 支持程度：教练、支持、中立、不支持、反对。"""
    status: Status | None = None
    """Where they stand in the politics of the account. / 政治地位：圈外、政治结构内、核心圈。"""
    orientation: Orientation | None = None
    """What they look at. / 关注点：财务、技术、关系、业务。"""
    coverage: Coverage = "unknown"
    """How well we are in contact. / 接触程度。"""
    note: Said | None = None
    """A note. / 备注。"""


class MapEdge(Strict):
    """Who moves whom.

    人物之间的关系。
    """

    source: Reference
    """Who reports, influences, or is in conflict. / 起点。"""
    target: Reference
    """To whom, whom, or with whom. / 终点。"""
    kind: EdgeKind
    """What it is. / 关系：汇报、影响、冲突。"""


class MapFields(Strict):
    """Who is in a map, and who moves whom.

    权力地图的内容。
    """

    opportunity: Annotated[Reference, Field(pattern=r"^opp_[0-9a-z]{26}$")] | None = None
    """The deal that it is about; not written: the account as a whole. / 所属商机；不写则针对整个客户。"""
    members: Annotated[Sequence[MapMember], Field(max_length=200)] = ()
    """Who is in it. / 人物。"""
    edges: Annotated[Sequence[MapEdge], Field(max_length=1000)] = ()
    """Who moves whom. / 关系。"""


class PowerMapGiven(MapFields):
    """A new power map.

    新建权力地图。
    """

    account: Reference
    """Of which account. / 所属客户。"""
    name: Named
    """As it is called. / 名称。"""
    client_id: ClientId | None = None
    """What the sender calls it: sent again, it is the same map. / 发送方的编号；重复发送仍是同一张图。"""


class PowerMapChanged(MapFields):
    """What changes of a map; members and edges are each replaced as a whole.

    修改权力地图；人物与关系各自整体替换。
    """

    name: Named = Field(default_factory=str)
    """As it is called. / 名称。"""
    base: Base | None = None
    """The version that was read, to change field by field; without it the header If-Match says it. / 读取时的版本，据此逐字段合并；不写则用 If-Match。"""


class PowerMapQuery(PageQuery):
    """Which maps, page by page.

    查询权力地图，逐页列出。
    """

    account: Reference | None = None
    """Of which account. / 客户。"""
    opportunity: Reference | None = None
    """Of which deal. / 商机。"""


class KnownQuery(Strict):
    """As it was known when.

    按当时所知读取。
    """

    known_at: Moment | None = None
    """Not written: now. / 不写则为现在。"""


class PictureQuery(KnownQuery):
    """As it was known when, and in which language.

    按当时所知读取，并选择语言。
    """

    locale: Literal["zh", "en"] | None = None
    """Not written: as Accept-Language says. / 不写则按 Accept-Language。"""


class Objective(Strict):
    """What is to be reached.

    计划目标。
    """

    text: Annotated[str, Field(min_length=1, max_length=500)]
    """What. / 内容。"""
    due: Day | None = None
    """Until when. / 期限。"""
    reached: Day | None = None
    """When it was reached. / 达成日。"""


class PlannedAction(Strict):
    """What somebody is to do.

    计划中的行动。
    """

    text: Annotated[str, Field(min_length=1, max_length=500)]
    """What. / 内容。"""
    owner: Annotated[str, Field(min_length=1, max_length=64)]
    """Who: the id of a user. / 负责人（用户编号）。"""
    due: Day
    """Until when. / 期限。"""
    done: Day | None = None
    """When it was done. / 完成日。"""


class CoverageGoal(Strict):
    """Everybody of a role is to be in contact so well.

    某一角色的接触目标。
    """

    role: BuyingRole
    """Whom. / 采购角色。"""
    coverage: Literal["brief", "multiple", "in_depth"]
    """How well at least. / 至少达到的接触程度。"""
    by: Day
    """Until when. / 期限。"""


class PlanFields(Strict):
    """What is planned for an account.

    客户计划的内容。
    """

    map: Reference | None = None
    """The power map of the account by which coverage is measured. / 用以衡量接触程度的权力地图。"""
    objectives: Annotated[Sequence[Objective], Field(max_length=50)] = ()
    """What is to be reached. / 目标。"""
    actions: Annotated[Sequence[PlannedAction], Field(max_length=200)] = ()
    """Who does what by when. / 行动。"""
    coverage: Annotated[Sequence[CoverageGoal], Field(max_length=20)] = ()
    """Which roles are covered how well by when. / 接触目标。"""


class PlanGiven(PlanFields):
    """A new plan.

    新建客户计划。
    """

    account: Reference
    """For which account. / 客户。"""
    name: Named
    """As it is called. / 名称。"""
    start: Day
    """Its first day. / 起始日。"""
    end: Day
    """Its last day. / 结束日。"""
    client_id: ClientId | None = None
    """What the sender calls it: sent again, it is the same plan. / 发送方的编号；重复发送仍是同一计划。"""


class PlanChanged(PlanFields):
    """What changes of a plan; lists are each replaced as a whole.

    修改客户计划；各列表整体替换。
    """

    name: Named = Field(default_factory=str)
    """As it is called. / 名称。"""
    start: Day = Field(default_factory=lambda: date.min)
    """Its first day. / 起始日。"""
    end: Day = Field(default_factory=lambda: date.min)
    """Its last day. / 结束日。"""
    base: Base | None = None
    """The version that was read, to change field by field; without it the header If-Match says it. / 读取时的版本，据此逐字段合并；不写则用 If-Match。"""


class PlanQuery(PageQuery):
    """Which plans, page by page.

    查询客户计划，逐页列出。
    """

    account: Reference | None = None
    """Of which account. / 客户。"""
