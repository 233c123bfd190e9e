"""Whom the company sells to, where, and through whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from cpq.company.exemption import Exemption
from cpq.rulebook.fields import Id, Ref, Words
from cpq.rulebook.model import Entity


class Region(Entity):
    """A country or a part of one; what holds for a region holds for the regions inside it.

    国家或地区；对上级地区的规定也适用于其下级。
    """

    name: Words
    """Name. / 名称。"""
    parent: Annotated[Annotated[str, Ref("regions")] | None, Field(alias="inside")] = None
    """The region that contains it. / 上级地区。"""


class Channel(Entity):
    """A way to sell: direct, through dealers, online.

    销售渠道：直销、经销、线上。
    """

    name: Words
    """Name. / 名称。"""


class Segment(Entity):
    """A group of customers that rules speak of.

    规则中使用的客户分群。
    """

    name: Words
    """Name. / 名称。"""


class Customer(Entity):
    """A customer that requests may name by its id instead of describing it.

    请求中可以只写编号的客户。
    """

    name: Words
    """Registered name. / 客户全称。"""
    segment: Annotated[str, Ref("segments")]
    """The group that it belongs to. / 所属分群。"""
    groups: Sequence[Id] = ()
    """Other groups that it is in, such as a loyalty programme. / 所在的其他群组，例如会员计划。"""
    region: Annotated[str, Ref("regions")]
    """Where it is; decides tax and price list. / 所在地区，决定税率与价目表。"""
    address: Words | None = None
    """Postal address. / 地址。"""
    contact: Words | None = None
    """Whom the quote is addressed to. / 联系人。"""
    tax_number: str | None = None
    """Unified Social Credit Code or VAT number. / 统一社会信用代码或税号。"""
    tax_exempt: Sequence[Exemption] = ()
    """Certificates of exemption from tax. / 免税证明。"""
