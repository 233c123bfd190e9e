"""Who buys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cpq.company.exemption import Exemption
from cpq.rulebook.fields import Id, Ref, Words
from cpq.rulebook.model import Strict


class Buyer(Strict):
    """The customer, described in the request itself.

    在请求中直接描述的客户。
    """

    id: Id | None = None
    """The customer's number, if there is one. / 客户编号。"""
    name: Words
    """Registered name. / 客户全称。"""
    segment: Annotated[str, Ref("segments")]
    """The group that it belongs to. / 所属分群。"""
    groups: Sequence[Id] = ()
    """Other groups that it is in, such as a loyalty programme. / 所在的其他群组，例如会员计划。"""
    region: Annotated[str, Ref("regions")]
    """Where it is. / 所在地区。"""
    address: Words | None = None
    """Postal address. / 地址。"""
    contact: Words | None = None
    """Whom the quote is addressed to. / 联系人。"""
    tax_number: str | None = None
    """Unified Social Credit Code or VAT number. / 统一社会信用代码或税号。"""
    tax_exempt: Sequence[Exemption] = ()
    """Certificates of exemption from tax. / 免税证明。"""
