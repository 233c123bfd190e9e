"""Which user somebody is whom the provider vouches for: one who came before, one whom an administrator put in, or a newcomer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, select

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import SIGN_IN_REFUSED
from cpq.platform.people.rights import RoleName
from cpq.platform.people.store import add_user, change_user, user_by_login
from cpq.platform.people.tables import USERS
from cpq.platform.problems import Problem
from cpq.rulebook.text import Text

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Joining:
    """The claim that has the login, and the role that newcomers get; without one nobody comes in who was not put in before."""

    issuer: str
    login_claim: str
    newcomers: RoleName | None


def user_behind(act: Act, claims: Mapping[str, Any], joining: Joining) -> str:
    """The id of the user. Raises a 403 problem where it is nobody who may come in.

    The issuer and the subject are who somebody is; the login only leads to a user who has none yet, and no password either: whoever has
    a password stays who they are, whatever a provider says of them.
    """
    known = select(USERS).where(USERS.c.provider == joining.issuer, USERS.c.subject == claims["sub"])
    row = act.connection.execute(known).mappings().first()
    if row is None:
        login = _login(claims, joining)
        row = user_by_login(act.connection, login)
        return _join(act, row, claims, joining) if row is not None else _add(act, login, claims, joining)
    if not row["active"]:
        raise _refused(Text(zh="该用户已停用", en="that user is not active any more"))
    return row["id"]


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


def _join(act: Act, row: RowMapping, claims: Mapping[str, Any], joining: Joining) -> str:
    if row["password"] is not None or row["provider"] is not None or not row["active"]:
        raise _refused(
            Text(
                zh=f"用户 {row['login']} 已以其他方式登录；请管理员处理",
                en=f"the user {row['login']} signs in otherwise; ask the administrator",
            )
        )
    change_user(act.connection, row["id"], {"provider": joining.issuer, "subject": claims["sub"]})
    act.audit("user.joined", "user", row["id"], None, {"provider": joining.issuer, "subject": claims["sub"]})
    return row["id"]


def _add(act: Act, login: str, claims: Mapping[str, Any], joining: Joining) -> str:
    if joining.newcomers is None:
        raise _refused(
            Text(
                zh=f"还没有用户 {login}；请管理员添加", en=f"there is no user {login}; ask the administrator to add one"
            )
        )
    name = claims.get("name")
    values = {
        "login": login,
        "name": name[:100].strip() if isinstance(name, str) and name[:100].strip() else login,
        "role": joining.newcomers,
        "provider": joining.issuer,
        "subject": claims["sub"],
    }
    id = add_user(act.connection, act.now, values)
    act.audit("user.added", "user", id, None, {name: str(value) for name, value in values.items()})
    return id


def _refused(text: Text) -> Problem:
    return Problem(SIGN_IN_REFUSED, text)
