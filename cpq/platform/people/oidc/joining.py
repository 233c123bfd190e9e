"""Which user somebody is whom the provider vouches for: one who came before, one whom an administrator put in, or a newcomer."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, or_, select

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import SIGN_IN_REFUSED
from cpq.platform.people.model import UserChanged
from cpq.platform.people.oidc.groups import Groups
from cpq.platform.people.rights import RoleName
from cpq.platform.people.service import changed_user, user
from cpq.platform.people.store import add_user, change_user, user_by_login
from cpq.platform.people.tables import TEAMS, USERS
from cpq.platform.problems import Problem
from cpq.rulebook.text import Text

_log = logging.getLogger("cpq.people")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Joining:
    """The claim that has the login, and the role that newcomers get; without one nobody comes in who was not put in before."""

    issuer: str
    login_claim: str
    newcomers: RoleName | None
    groups: Groups = field(default_factory=Groups)


def user_behind(act: Act, claims: Mapping[str, Any], joining: Joining) -> str:
    """The id of the user. Raises a 403 problem where it is nobody who may come in.

    The issuer and the subject are who somebody is; the login only leads to a user who has none yet, and no password either: whoever has
    a password stays who they are, whatever a provider says of them. Role and team follow the groups, where these say anything.
    """
    given = _given(act, claims, joining)
    known = select(USERS).where(USERS.c.provider == joining.issuer, USERS.c.subject == claims["sub"])
    row = act.connection.execute(known).mappings().first()
    if row is None:
        login = _login(claims, joining)
        row = user_by_login(act.connection, login)
        if row is None:
            return _add(act, login, claims, {"role": joining.newcomers, **given, "provider": joining.issuer})
        _join(act, row, claims, joining)
    elif not row["active"]:
        raise _refused(Text(zh="该用户已停用", en="that user is not active any more"))
    _follow(act, row["id"], given)
    return row["id"]


def _given(act: Act, claims: Mapping[str, Any], joining: Joining) -> Mapping[str, str | None]:
    """The role and the team that the groups give. Raises a 403 problem where roles come from groups and there is none for somebody."""
    given: dict[str, str | None] = {}
    if joining.groups.roles:
        given["role"] = joining.groups.role(claims) or joining.newcomers
        if given["role"] is None:
            raise _refused(
                Text(
                    zh=f"您所在的组在这里没有角色（{joining.groups.claim}）；请管理员处理",
                    en=f"no group of yours has a role here (`{joining.groups.claim}`); ask the administrator",
                )
            )
    if joining.groups.teams:
        given["team"] = _team(act, joining.groups.team(claims))
    return given


def _team(act: Act, named: str | None) -> str | None:
    if named is None:
        return None
    by_name = select(TEAMS.c.id).where(or_(TEAMS.c.id == named, TEAMS.c.name == named)).order_by(TEAMS.c.id)
    found = act.connection.scalar(by_name.limit(1))
    if found is None:
        _log.error("CPQ_OIDC_TEAMS names a team that is not there: %s", named)
    return found


def _follow(act: Act, id: str, given: Mapping[str, str | None]) -> None:
    """Gives what the groups give; another role or team ends what somebody had open, as by an administrator."""
    before = user(act.connection, id)
    changed = {name: value for name, value in given.items() if getattr(before, name) != value}
    if changed:
        changed_user(act, id, before.version, UserChanged.model_validate(changed), None)


def _login(claims: Mapping[str, Any], joining: Joining) -> str:
    login = claims.get(joining.login_claim)
    if not isinstance(login, str) or not _LOGIN.fullmatch(login.lower()):
        raise _refused(
            Text(
                zh=f"外部登录没有给出可用的登录名（{joining.login_claim}）",
                en=f"the provider says no login that can be used (`{joining.login_claim}`)",
            )
        )
    if joining.login_claim == "email" and claims.get("email_verified") is not True:
        raise _refused(
            Text(
                zh="外部登录未确认该电子邮箱", en="the provider has not verified the e-mail address (`email_verified`)"
            )
        )
    return login.lower()


def _join(act: Act, row: RowMapping, claims: Mapping[str, Any], joining: Joining) -> None:
    if row["password"] is not None or row["provider"] is not None or not row["active"]:
        raise _refused(
            Text(
                zh=f"用户 {row['login']} 已以其他方式登录；请管理员处理",
                en=f"the user {row['login']} signs in otherwise; ask the administrator",
            )
        )
    change_user(act.connection, row["id"], {"provider": joining.issuer, "subject": claims["sub"]})
    act.audit("user.joined", "user", row["id"], None, {"provider": joining.issuer, "subject": claims["sub"]})


def _add(act: Act, login: str, claims: Mapping[str, Any], given: Mapping[str, str | None]) -> str:
    if given["role"] is None:
        raise _refused(
            Text(
                zh=f"还没有用户 {login}；请管理员添加", en=f"there is no user {login}; ask the administrator to add one"
            )
        )
    name = claims.get("name")
    values = {
        "login": login,
        "name": name[:100].strip() if isinstance(name, str) and name[:100].strip() else login,
        "subject": claims["sub"],
        **given,
    }
    id = add_user(act.connection, act.now, values)
    act.audit("user.added", "user", id, None, {name: str(value) for name, value in values.items() if value is not None})
    return id


def _refused(text: Text) -> Problem:
    return Problem(SIGN_IN_REFUSED, text)
