"""What is sent to keep accounts and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cpq.platform.pages import PageQuery
from cpq.platform.people.model import Reference
from cpq.rulebook.fields import Currency, Day, Id, Ref
from cpq.rulebook.model import Strict

Named = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$", max_length=200)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Phone = Annotated[str, StringConstraints(min_length=3, max_length=60)]
Email = Annotated[str, StringConstraints(min_length=3, max_length=254)]
ClientId = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,128}$")]
Base = Annotated[int, Field(ge=1, le=1_000_000_000)]

AccountKind = Literal["company", "institution", "government", "partner", "individual", "other"]
Lifecycle = Literal["prospect", "customer", "former"]
Consent = Literal["unknown", "given", "withdrawn"]


class AccountFields(Strict):
    """What is known of an account.

    客户资料。
    """

    name_en: Named | None = None
    """Its name in English. / 英文名称。"""
    credit_code: Annotated[str, Field(max_length=60)] | None = None
    """Unified Social Credit Code, 18 characters; its check character is verified. / 统一社会信用代码，18 位，校验位须相符。"""
    kind: AccountKind | None = None
    """What it is. / 客户类型。"""
    industry: Said | None = None
    """Its trade. / 行业。"""
    size: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    """How many people work there. / 员工人数。"""
    region: Said | None = None
    """Where it is. / 地区。"""
    address: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """Postal address. / 地址。"""
    website: Annotated[str, Field(max_length=300)] | None = None
    """Its site; https:// is put before a bare name. / 网址；不写协议则补 https://。"""
    phone: Phone | None = None
    """Its switchboard; kept in E.164. / 总机，保存为 E.164 格式。"""
    parent: Reference | None = None
    """The account above it, such as the group. / 上级客户，例如集团。"""
    customer: Annotated[str, Ref("customers"), Field(max_length=64)] | None = None
    """The customer of the rulebook that it is quoted as; of one account only. / 报价时对应的规则客户编号，只能属于一个客户。"""
    lifecycle: Lifecycle = "prospect"
    """Whether it buys, may, or did. / 生命周期：潜在、成交、流失。"""
    currency: Currency | None = None
    """In which it mostly buys. / 常用币种。"""
    notes: Note | None = None
    """Notes. / 备注。"""


class AccountGiven(AccountFields):
    """A new account.

    新建客户。
    """

    name: Named
    """Registered name. / 全称。"""
    client_id: ClientId | None = None
    """What the sender calls it: sent again, it is the same account. / 发送方的编号；重复发送仍是同一客户。"""


class AccountChanged(AccountFields):
    """What changes of an account; what is not written stays, and null takes a value away.

    修改客户；未写的不变，null 表示清空。
    """

    name: Named = Field(default_factory=str)
    """Registered name. / 全称。"""
    base: Base | None = None
    """The version that was read, to change field by field; without it the header If-Match says it. / 读取时的版本，据此逐字段合并；不写则用 If-Match。"""


class ContactFields(Strict):
    """What is known of somebody at an account.

    联系人资料。
    """

    name_en: Named | None = None
    """Their name in English. / 英文姓名。"""
    title: Said | None = None
    """Position. / 职务。"""
    department: Said | None = None
    """Department. / 部门。"""
    phones: Annotated[Sequence[Phone], Field(max_length=10)] = ()
    """Telephone numbers, the best first; kept in E.164 with where they were given out. / 电话，首选在前；保存为 E.164 格式，并附归属地。"""
    emails: Annotated[Sequence[Email], Field(max_length=10)] = ()
    """E-mail addresses, the best first. / 邮箱，首选在前。"""
    reports_to: Reference | None = None
    """The contact of the same account who is above them. / 上级，须为同一客户的联系人。"""
    birthday: Day | None = None
    """Birthday. / 生日。"""
    consent: Consent = "unknown"
    """Whether they agreed to be contacted. / 是否同意联系。"""
    notes: Note | None = None
    """Notes. / 备注。"""


class ContactGiven(ContactFields):
    """A new contact.

    新建联系人。
    """

    account: Reference
    """At which account. / 所属客户。"""
    name: Named
    """As they are called. / 姓名。"""
    client_id: ClientId | None = None
    """What the sender calls it: sent again, it is the same contact. / 发送方的编号；重复发送仍是同一联系人。"""


class ContactChanged(ContactFields):
    """What changes of a contact; what is not written stays, and null takes a value away.

    修改联系人；未写的不变，null 表示清空。
    """

    account: Reference = Field(default_factory=str)
    """At which account. / 所属客户。"""
    name: Named = Field(default_factory=str)
    """As they are called. / 姓名。"""
    base: Base | None = None
    """The version that was read, to change field by field; without it the header If-Match says it. / 读取时的版本，据此逐字段合并；不写则用 If-Match。"""


class AccountFilter(Strict):
    """Which accounts.

    查询客户。
    """

    q: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    """A part of the name, or the whole credit code. / 名称的一部分，或完整的信用代码。"""
    lifecycle: Lifecycle | None = None
    """In which part of its life. / 生命周期。"""
    industry: Said | None = None
    """Of which trade. / 行业。"""
    region: Said | None = None
    """Where. / 地区。"""
    parent: Reference | None = None
    """Right below which account. / 直接上级。"""
    customer: Annotated[str, Field(max_length=64)] | None = None
    """Of which customer of the rulebook. / 规则客户编号。"""
    owner: Annotated[str, Field(max_length=64)] | None = None
    """Whose. / 负责人。"""


class AccountQuery(PageQuery, AccountFilter):
    """Which accounts, page by page.

    查询客户，逐页列出。
    """


class ContactFilter(Strict):
    """Which contacts.

    查询联系人。
    """

    account: Reference | None = None
    """At which account. / 客户。"""
    q: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    """A part of the name. / 姓名的一部分。"""


class ContactQuery(PageQuery, ContactFilter):
    """Which contacts, page by page.

    查询联系人，逐页列出。
    """


class RfmQuery(PageQuery):
    """Up to which day, and which customers.

    按最近、次数、金额分群的查询。
    """

    as_of: Day | None = None
    """Orders up to this day; not written: today. / 统计到哪天；不写则为今天。"""
    segment: Id | None = None
    """Of which segment: one of the rulebook's `rfm`, or, where it has none, champion, win_back, develop, rescue, general_value and so on.

    / 哪一群：规则中 `rfm` 的一群；规则没有时为 champion、win_back、develop、rescue、general_value 等。"""


class DayQuery(Strict):
    """As of which day.

    统计到哪天。
    """

    as_of: Day | None = None
    """Not written: today. / 不写则为今天。"""
