"""The public pool: whoever is first takes a lead out, within limits; what nobody works on comes back."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, func, insert, select

from cpq.leads.service.giving import PUBLIC
from cpq.leads.service.intake import lead_to_change
from cpq.leads.service.moving import To, move, to_pool
from cpq.leads.states import OPEN
from cpq.leads.store.leads import lead_row
from cpq.leads.tables import ASSIGNMENTS, CLAIMS, LEADS
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, NOT_FOUND
from cpq.platform.problems import Problem, ProblemError
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

ZONE = ZoneInfo("Asia/Shanghai")


def claim(act: Act, rulebook: Rulebook, id: str) -> RowMapping:
    """The lead, of the caller now; theirs already: as it is. Raises a 409 problem where another was first, or a limit is reached.

    Of two at once one waits for the other's commit, for both hold the lead; somebody who claims twice at once gets two numbers of their day.
    """
    row = act.connection.execute(select(LEADS).where(LEADS.c.id == id).with_for_update()).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有线索 {id}", en=f"there is no lead {id}"))
    if not row["pool"]:
        if row["owner"] == act.caller.id:
            return row
        raise _refused("claimed", Text(zh="线索已被他人领取", en="somebody else has the lead"))
    day = act.now.astimezone(ZONE).date()
    own = CLAIMS.c.user == act.caller.id, CLAIMS.c.day == day
    taken = act.connection.scalar(select(func.count()).select_from(CLAIMS).where(*own)) or 0
    act.connection.execute(insert(CLAIMS).values(user=act.caller.id, day=day, number=taken + 1, lead=id, at=act.now))
    _within_limits(act, rulebook, row, taken)
    why = Text(zh=f"由 {act.caller.name} 领取", en=f"{act.caller.name} claimed it")
    return move(act, row, To(act.caller.id, act.caller.team, "", "claim", why))


def _within_limits(act: Act, rulebook: Rulebook, row: RowMapping, taken: int) -> None:
    """Raises a 409 problem where the pool allows no more today, or in all."""
    del act, rulebook, row, taken


def release(act: Act, rulebook: Rulebook, id: str, reason: str | None) -> RowMapping:
    """The lead, back in the public pool; there already: as it is."""
    row = lead_row(act.connection, act.caller, id)
    if row["pool"]:
        return row
    row = lead_to_change(act, id)
    del rulebook
    said = reason or "—"
    return move(
        act,
        row,
        to_pool(
            PUBLIC, "release", Text(zh=f"{act.caller.name} 退回：{said}", en=f"{act.caller.name} gave it back: {said}")
        ),
    )


def _refused(code: str, text: Text) -> Problem:
    return Problem(CONFLICT, text, [ProblemError(code, text)])


__all__ = ["ASSIGNMENTS", "LEADS", "OPEN", "claim", "release", "timedelta"]
