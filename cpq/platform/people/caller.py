"""Who calls, as everything behind the door knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cpq.platform.kinds_of_problems import FORBIDDEN
from cpq.platform.people.rights import Right, Role, Rows
from cpq.platform.problems import Problem
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or a system. `id` is the user's or the key's, and the owner of what is made; `approver` is their level among the
    rulebook's approvers, if any. `teams` are the teams whose rows are seen, where `rows` is "team".
    """

    kind: Literal["user", "key", "customer", "system"]
    id: str
    name: str
    role: Role
    rights: frozenset[Right]
    rows: Rows
    team: str | None = None
    teams: tuple[str, ...] = ()
    approver: str | None = None

    @property
    def sees_costs(self) -> bool:
        """Whether answers have costs, margins and the reasons of approvals."""
        return Right.COSTS in self.rights

    def sees(self, owner: str, team: str | None) -> bool:
        """Whether rows of that owner and team are among those that are seen."""
        return self.rows == "all" or owner == self.id or (self.rows == "team" and team in self.teams)

    def must(self, right: Right) -> None:
        """Raises a 403 problem where the caller lacks the right."""
        if right not in self.rights:
            text = Text(
                zh=f"需要权限 {right}；您的角色 {self.role} 没有",
                en=f"this needs the right `{right}`, which your role {self.role} lacks",
            )
            raise Problem(FORBIDDEN, text)


SYSTEM = Caller("system", "system", "system", Role.ADMIN, frozenset(Right), "all")
"""What the service does by itself: jobs, expiry."""
