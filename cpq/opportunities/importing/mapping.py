"""Which column of a file is which field, and what its words for stages mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from cpq.rulebook.fields import Currency, Id
from cpq.rulebook.model import Strict

Column = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ImportColumns(Strict):
    """The header of the column of each field.

    各字段对应的列名。
    """

    external_id: Column | None = None
    """Its name in the other system; without it, file and row are its name. / 外部编号；不写则以文件与行号为编号。"""
    name: Column | None = None
    """What it is called; without it, account and product are its name. / 名称；不写则由客户与产品组成。"""
    account: Column | None = None
    """The account's name. / 客户名称。"""
    owner: Column | None = None
    """The seller's name or login. / 销售的姓名或登录名。"""
    product: Column | None = None
    """The product. / 产品。"""
    stage: Column
    """The stage, in the words of the other system. / 阶段（对方系统的用语）。"""
    began: Column | None = None
    """The day on which it came into the stage that `began_in` names. / 进入 began_in 所指阶段的日期。"""
    closed: Column | None = None
    """The day on which it was won or lost. / 赢单或丢单的日期。"""
    close_date: Column | None = None
    """The day on which it may be closed. / 预计成交日。"""
    amount: Column | None = None
    """What it comes to. / 金额。"""
    loss_reason: Column | None = None
    """Why it was lost, by the ids of the rules. / 丢单原因（规则中的代码）。"""


class TeamColumns(Strict):
    """Of a file of sellers: who belongs to which team.

    销售名单各列。
    """

    seller: Column
    """The seller's name. / 销售姓名。"""
    manager: Column | None = None
    """The name of the manager, whose team it is. / 经理姓名，其团队即销售所在团队。"""
    team: Column | None = None
    """The team above, such as a region. / 上级团队，例如大区。"""


class AccountColumns(Strict):
    """Of a file of accounts.

    客户清单各列。
    """

    name: Column
    """The account's name. / 客户名称。"""
    parent: Column | None = None
    """The name of the account above it. / 上级客户名称。"""
    industry: Column | None = None
    """Its trade. / 行业。"""
    region: Column | None = None
    """Where it is. / 地区。"""


class ProductColumns(Strict):
    """Of a file of products.

    产品清单的列。
    """

    product: Column
    """The product, as it is spelt rightly. / 产品（正确写法）。"""


class ImportMapping(Strict):
    """How a file of another system is read.

    外部商机文件的读法。
    """

    columns: ImportColumns
    """Field → header. / 字段 → 列名。"""
    stages: Annotated[Mapping[str, Id], Field(min_length=1)]
    """Their word → stage of the pipeline. / 对方用语 → 本流程的阶段。"""
    began_in: Id | None = None
    """The stage that the day in the column `began` is of; not written: the first of the pipeline. / began 列日期所属的阶段；不写则为第一个阶段。"""
    pipeline: Id | None = None
    """The pipeline; not written: the first of the rules. / 销售流程；不写则为规则中的第一个。"""
    currency: Currency
    """The currency of the amounts. / 金额的币种。"""
    accounts: AccountColumns | None = None
    """The columns of the file of accounts. / 客户清单的列。"""
    teams: TeamColumns | None = None
    """The columns of the file of sellers. / 销售名单的列。"""
    products: ProductColumns | None = None
    """The column of the file of products. / 产品清单的列。"""
