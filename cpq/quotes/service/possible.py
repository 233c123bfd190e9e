"""What a caller can do with a quote now: what its seller can, and what its approvers can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, RowMapping

from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.quotes.approving import ApprovalRequest, Standing
from cpq.quotes.delegation import Desk
from cpq.quotes.life import Action, Facts, Party, State, possible
from cpq.quotes.store.people import delegations_to, holders_of
from cpq.quotes.store.quotes import Version


def possible_for(
    connection: Connection, caller: Caller, row: RowMapping, version: Version, at: tuple[State, Facts]
) -> tuple[Action, ...]:
    """In the order of the table of transitions; `at` is the state now, and what transitions depend on."""
    parties = _parties(connection, caller, row, version, at[1].today)
    return tuple(dict.fromkeys(action for party in parties for action in possible(at[0], party, at[1])))


def _parties(connection: Connection, caller: Caller, row: RowMapping, version: Version, today: date) -> Iterator[Party]:
    if Right.QUOTES_WRITE in caller.rights and caller.sees(row["owner"], row["team"]):
        yield Party.SELLER
    desk = Desk(frozenset({row["owner"], version.created_by}), today, delegations_to(connection, caller.id, today))
    if any(_decides(connection, caller, desk, each) for each in version.approvals):
        yield Party.APPROVER


def _decides(connection: Connection, caller: Caller, desk: Desk, request: ApprovalRequest) -> bool:
    if request.standing is not Standing.OPEN:
        return False
    try:
        giver = desk.instead_of(caller.id, holders_of(connection, request.approver), request)
    except Problem:
        return False
    return giver is not None or Right.APPROVE in caller.rights
