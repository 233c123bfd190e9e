"""What the provider's groups give somebody here: a role and a team, as the settings say. The first of the settings' groups decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from cpq.platform.people.rights import RoleName

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Groups:
    """`claim` says the groups; `roles` and `teams` are by group. Where one of them is empty, the provider has no say in it."""

    claim: str = "groups"
    roles: Mapping[str, RoleName] = field(default_factory=dict[str, RoleName])
    teams: Mapping[str, str] = field(default_factory=dict[str, str])

    def role(self, claims: Mapping[str, Any]) -> RoleName | None:
        """The role; None where no group has one."""
        return self._first(self.roles, claims)

    def team(self, claims: Mapping[str, Any]) -> str | None:
        """The id or the name of the team; None where no group has one."""
        return self._first(self.teams, claims)

    def _first(self, given: Mapping[str, T], claims: Mapping[str, Any]) -> T | None:
        of = groups_in(claims, self.claim)
        return next((what for group, what in given.items() if group in of), None)


def groups_in(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The groups that a claim says: a list of names, or one name. `realm_access.roles` is a claim within another, unless one has that very name."""
    said: object = claims.get(claim)
    if said is None:
        said = claims
        for name in claim.split("."):
            said = cast("dict[str, object]", said).get(name) if isinstance(said, Mapping) else None
    if isinstance(said, str):
        return frozenset((said,))
    return (
        frozenset(each for each in cast("list[object]", said) if isinstance(each, str))
        if isinstance(said, list)
        else frozenset()
    )
