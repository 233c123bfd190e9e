"""Nobody gives a right that they lack: a key that was narrowed to administer people makes no wider one, and takes over nobody."""

from __future__ import annotations

from collections.abc import Iterable

from cpq.platform.kinds_of_problems import FORBIDDEN
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import RIGHTS, Right, Role
from cpq.platform.problems import Problem
from cpq.rulebook.text import Text


def rights_of(role: str, narrowed: Iterable[str] | None = None) -> frozenset[Right]:
    """What a role may do, or what a key of it was narrowed to."""
    rights = RIGHTS[Role(role)]
    return rights if narrowed is None else rights & {Right(each) for each in narrowed}


def has_to_give(caller: Caller, rights: frozenset[Right]) -> None:
    """Raises a 403 problem where the caller would give, or get hold of, a right that they lack."""
    lacking = ", ".join(sorted(rights - caller.rights))
    if lacking:
        text = Text(
            zh=f"不能授予自己没有的权限：{lacking}", en=f"nobody gives rights that they lack; you lack {lacking}"
        )
        raise Problem(FORBIDDEN, text)
