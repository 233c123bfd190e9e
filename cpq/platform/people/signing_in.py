"""Signing in with a password: slow to guess, and slower with every failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import TOO_MANY
from cpq.platform.people.secrets import digest_of, new_token
from cpq.platform.people.store import user_by_login
from cpq.platform.people.tables import FAILURES, SIGN_INS
from cpq.platform.problems import Problem

LASTS = timedelta(hours=12)
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a browser gets: a cookie's token, and the word that it shows with every change."""

    user: str
    token: str
    csrf: str
    expires_at: datetime


def must_wait(connection: Connection, login: str, now: datetime) -> None:
    """Raises a 429 problem where the last tries failed and the next one has to wait."""
    row = connection.execute(select(FAILURES).where(FAILURES.c.login == login)).mappings().first()
    if row is not None and row["until"] > now:
        raise Problem(TOO_MANY, headers={"retry-after": str(int((row["until"] - now).total_seconds()) + 1)})


def password_of(connection: Connection, login: str) -> str | None:
    """The hash of a user's password; None where there is no such active user, or none with a password."""
    user = user_by_login(connection, login)
    return user["password"] if user and user["active"] else None


def sign_in(act: Act, login: str, hash: str | None, *, right: bool) -> SignIn | None:
    """A new sign-in, or None where the password is not the right one, which is counted.

    Whether it is was found before with the `hash` that was read then: that takes long, and nothing that takes long happens in here.
    """
    user = user_by_login(act.connection, login)
    if not right or user is None or user["password"] != hash:
        _count_failure(act, login)
        return None
    act.connection.execute(delete(FAILURES).where(FAILURES.c.login == login))
    return begin(act, user["id"])


def begin(act: Act, user: str, id_token: str | None = None) -> SignIn:
    """A sign-in of somebody who has proved who they are, to a provider where there is a token; those that have ended are cleared away."""
    made = SignIn(user, new_token(), new_token(), act.now + LASTS)
    act.connection.execute(delete(SIGN_INS).where(SIGN_INS.c.user == user, SIGN_INS.c.expires_at <= act.now))
    times = {"created_at": act.now, "expires_at": made.expires_at}
    values = {"digest": digest_of(made.token), "user": user, "csrf": made.csrf, "id_token": id_token, **times}
    act.connection.execute(insert(SIGN_INS).values(**values))
    act.audit("user.signed_in", "user", user, None, None)
    return made


def sign_out(act: Act, token: str) -> None:
    """Ends a sign-in."""
    act.connection.execute(delete(SIGN_INS).where(SIGN_INS.c.digest == digest_of(token)))
    act.audit("user.signed_out", "user", act.caller.id, None, None)


def _count_failure(act: Act, login: str) -> None:
    """From the sixth failure on each doubles the wait, up to a quarter of an hour."""
    row = act.connection.execute(select(FAILURES).where(FAILURES.c.login == login)).mappings().first()
    count = (row["count"] if row else 0) + 1
    over = max(0, count - FREE_FAILURES)
    wait = min(timedelta(seconds=2**over) if over else timedelta(0), LONGEST_WAIT) if over < 20 else LONGEST_WAIT
    values = {"count": count, "until": act.now + wait}
    if row is None:
        act.connection.execute(insert(FAILURES).values(login=login, **values))
    else:
        act.connection.execute(update(FAILURES).where(FAILURES.c.login == login).values(**values))
    act.audit("user.sign_in_failed", "login", login, None, {"count": count})
