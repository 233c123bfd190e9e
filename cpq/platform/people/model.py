"""Users, teams and keys as they come in and go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from cpq.platform.people.rights import Right, RightName, Role, RoleName
from cpq.rulebook.fields import Id
from cpq.rulebook.model import Strict

Login = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@-]*$", max_length=100)]
Named = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$", max_length=100)]
Password = Annotated[str, StringConstraints(min_length=12, max_length=200)]
Reference = Annotated[str, StringConstraints(pattern=r"^[a-z]+_[0-9a-z]{26}$")]


class SignInGiven(Strict):
    """Somebody who signs in.

    登录。
    """

    login: Annotated[str, Field(max_length=100)]
    """The name to sign in with. / 登录名。"""
    password: Annotated[str, Field(max_length=200)]
    """The password. / 密码。"""


class UserGiven(Strict):
    """Somebody who is to use the service.

    新用户。
    """

    login: Login
    """The name to sign in with: small letters, digits, . _ @ -. / 登录名：小写字母、数字及 . _ @ -。"""
    name: Named
    """As others read it. / 姓名。"""
    role: RoleName
    """What they are in the company. / 角色。"""
    team: Reference | None = None
    """The team they belong to. / 所属团队。"""
    approver: Id | None = None
    """Their level among the rulebook's approvers. / 在规则审批人中的级别。"""
    password: Password | None = None
    """At least 12 characters; none for who signs in elsewhere. / 至少 12 个字符；使用外部登录者不写。"""


class UserChanged(Strict):
    """What changes of a user; what is not written stays.

    修改用户；未写的不变。
    """

    name: Named | None = None
    """As others read it. / 姓名。"""
    role: RoleName | None = None
    """What they are in the company. / 角色。"""
    team: Reference | None = None
    """The team they belong to. / 所属团队。"""
    approver: Id | None = None
    """Their level among the rulebook's approvers. / 在规则审批人中的级别。"""
    password: Password | None = None
    """A new password, which ends every sign-in. / 新密码；原有登录随之失效。"""
    active: bool | None = None
    """Whether they may sign in. / 是否可登录。"""


class TeamGiven(Strict):
    """A team, which may be below another.

    团队，可隶属于另一团队。
    """

    name: Named
    """As others read it. / 名称。"""
    parent: Reference | None = None
    """The team above it: its managers see this one's rows. / 上级团队，其经理可见本团队的数据。"""


class KeyGiven(Strict):
    """A key for another system.

    供其他系统使用的密钥。
    """

    name: Named
    """What it is for. / 用途。"""
    role: RoleName = "integration"
    """What the system is in the company. / 角色。"""
    rights: Annotated[Sequence[RightName], Field(min_length=1, max_length=20)] | None = None
    """Fewer rights than the role has. / 收窄后的权限。"""
    team: Reference | None = None
    """The team whose rows it sees. / 所属团队。"""
    days: Annotated[int, Field(ge=1, le=3650)] = 365
    """How long it is valid. / 有效天数。"""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who uses the service."""

    id: str
    login: str
    name: str
    role: Role
    team: str | None
    approver: str | None
    active: bool
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Team:
    """A team; `parent` is the one above it."""

    id: str
    name: str
    parent: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A key without the secret, which is shown once; `rights` where it has fewer than its role."""

    id: str
    name: str
    role: Role
    rights: tuple[Right, ...] | None
    team: str | None
    expires_at: datetime | None
    revoked_at: datetime | None
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key with its secret, for this once; None where the request that made it is repeated."""

    key: Key
    secret: str | None


@dataclass(frozen=True, slots=True)
class Me:
    """Who calls, and what they may do."""

    id: str
    name: str
    role: Role
    rights: tuple[Right, ...]
    team: str | None
    approver: str | None
