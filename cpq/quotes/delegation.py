"""Who may decide for whom: those who hold a role, and those to whom they delegated it until a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from cpq.platform.problems import Problem
from cpq.quotes.approving import ApprovalRequest
from cpq.quotes.problems import NOT_YOURS
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Delegation:
    """`giver` lets `taker` decide what the approver `role` is asked for, from one day to another, both included. It is not passed on."""

    giver: str
    taker: str
    role: str
    since: date
    until: date

    def covers(self, role: str, day: date) -> bool:
        return self.role == role and self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Desk:
    """Who decides what on a day, and what was delegated to them. `sellers` are those who made the quote, or changed it last."""

    sellers: frozenset[str]
    today: date
    delegations: tuple[Delegation, ...] = ()

    def instead_of(self, person: str, holders: Collection[str], request: ApprovalRequest) -> str | None:
        """None where a person decides in their own right, else who had delegated it. Raises a `Problem` where they may not.

        Nobody decides about a quote of their own, whatever role they hold and whoever delegated it.
        """
        if person in self.sellers:
            raise Problem(NOT_YOURS, _OWN)
        if person in holders:
            return None
        given = self._given(person, request.approver)
        giver = next((each.giver for each in given if each.giver in holders and each.giver not in self.sellers), None)
        if giver is None:
            raise Problem(NOT_YOURS, _not_an_approver(request))
        return giver

    def _given(self, person: str, role: str) -> Iterable[Delegation]:
        return (each for each in self.delegations if each.taker == person and each.covers(role, self.today))


_OWN = Text(zh="不得审批自己的报价", en="nobody approves a quote of their own")


def _not_an_approver(request: ApprovalRequest) -> Text:
    name = request.approver_name
    return Text(
        zh=f"须由“{name.zh}”决定，或由其委托的人决定",
        en=f"this is for the {name.en} to decide, or for whom they delegated it to",
    )
