"""The public pool: whoever is first takes a lead out, within limits; what nobody works on comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, func, insert, or_, select

from cpq.activities.tables import ABOUT, ACTIVITIES
from cpq.leads.scoring import zone_of
from cpq.leads.service.giving import PUBLIC, Giver
from cpq.leads.service.intake import lead_to_change
from cpq.leads.service.moving import To, move, to_pool
from cpq.leads.states import OPEN
from cpq.leads.store.leads import lead_row, seen
from cpq.leads.tables import ASSIGNMENTS, CLAIMS, LEADS
from cpq.platform.act import Act
from cpq.platform.jobs.running import Handler, Job, Outcome
from cpq.platform.kinds_of_problems import CONFLICT, NOT_FOUND
from cpq.platform.problems import Problem, ProblemError
from cpq.quote_json import Json
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.assignment import PublicPool
from cpq.selling.pools import idle, why_not_claim

RECYCLING = "leads.recycling"
AT_ONCE = 500
"""So many leads come back in one transaction."""


def claim(act: Act, rulebook: Rulebook, id: str) -> RowMapping:
    """The lead, of the caller now; theirs already: as it is. Raises a 404 problem where there is none that they see, or saw in the pool; 409
    where another was first, or a limit is reached.

    Of two at once one waits for the other's commit, for both hold the lead; somebody who claims twice at once gets two numbers of their day.
    """
    pooled = select(ASSIGNMENTS.c.lead).where(ASSIGNMENTS.c.lead == id, ASSIGNMENTS.c.pool != "")
    known = select(LEADS).where(LEADS.c.id == id, or_(seen(act.caller), LEADS.c.id.in_(pooled)))
    row = act.connection.execute(known.with_for_update()).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有线索 {id}", en=f"there is no lead {id}"))
    if not row["pool"]:
        if row["owner"] == act.caller.id:
            return row
        raise _refused("claimed", Text(zh="线索已被他人领取", en="somebody else has the lead"))
    day = act.now.astimezone(zone_of(rulebook, act.now)).date()
    own = CLAIMS.c.user == act.caller.id, CLAIMS.c.day == day
    taken = act.connection.scalar(select(func.count()).select_from(CLAIMS).where(*own)) or 0
    act.connection.execute(insert(CLAIMS).values(user=act.caller.id, day=day, number=taken + 1, lead=id, at=act.now))
    _within_limits(act, rulebook, row, taken)
    giver = Giver(act, rulebook)
    why = Text(zh=f"由 {act.caller.name} 领取", en=f"{act.caller.name} claimed it")
    return move(act, row, To(act.caller.id, act.caller.team, "", "claim", why, due_at=giver.due()))


def _within_limits(act: Act, rulebook: Rulebook, row: RowMapping, taken: int) -> None:
    """Raises a 409 problem where the pool allows no more today, or in all, or not this lead again."""
    pool = rulebook.all(PublicPool).get(row["pool"])
    if pool is None:
        return
    own = LEADS.c.owner == act.caller.id, LEADS.c.state.in_(OPEN), LEADS.c.merged_into.is_(None)
    held = act.connection.scalar(select(func.count()).select_from(LEADS).where(*own)) or 0
    why = why_not_claim(pool, taken, held, _lost(act, row["id"]), act.now)
    if why is not None:
        raise Problem(CONFLICT, why.text, [ProblemError("claim-limit", why.text, place=why.place)])


def _lost(act: Act, lead: str) -> datetime | None:
    """When the caller lost the lead last because nothing happened."""
    moves = select(ASSIGNMENTS).where(ASSIGNMENTS.c.lead == lead).order_by(ASSIGNMENTS.c.number.desc()).limit(2)
    rows = act.connection.execute(moves).mappings().all()
    if len(rows) < 2 or rows[0]["how"] != "recycling" or rows[1]["owner"] != act.caller.id:
        return None
    return rows[0]["at"]


def release(act: Act, rulebook: Rulebook, id: str, reason: str | None) -> RowMapping:
    """The lead, back in the public pool; there already: as it is."""
    row = lead_row(act.connection, act.caller, id)
    if row["pool"]:
        return row
    row = lead_to_change(act, id)
    said = f"：{reason}" if reason else "", f": {reason}" if reason else ""
    why = Text(zh=f"{act.caller.name} 退回{said[0]}", en=f"{act.caller.name} gave it back{said[1]}")
    return move(act, row, to_pool(_pool_of(act, rulebook, id), "release", why))


def _pool_of(act: Act, rulebook: Rulebook, lead: str) -> str:
    """Where a lead comes back to: the pool that it was in last, else the one for what no rule has somebody for."""
    own = ASSIGNMENTS.c.lead == lead, ASSIGNMENTS.c.pool != ""
    last = act.connection.scalar(select(ASSIGNMENTS.c.pool).where(*own).order_by(ASSIGNMENTS.c.number.desc()).limit(1))
    policy = Giver(act, rulebook).policy
    return last or (policy.otherwise if policy else PUBLIC)


def ask_to_recycle(act: Act) -> None:
    """Once an hour, however many processes ask."""
    hour = act.now.replace(minute=0, second=0, microsecond=0)
    act.job(RECYCLING, {}, key=hour.isoformat())


def recycler(rulebook: Callable[[], Rulebook]) -> Handler:
    """Who does the jobs."""

    def handler(_: Job) -> Outcome:
        def outcome(act: Act) -> Json:
            return {"recycled": recycle(act, rulebook())}

        return outcome

    return handler


def recycle(act: Act, rulebook: Rulebook) -> int:
    """How many leads came back to a pool, because nothing happened to them for as long as the pool says; where there are more, a job is left."""
    pools = {id: each for id, each in rulebook.all(PublicPool).items() if each.recycle_after is not None}
    if not pools:
        return 0
    soonest = min(each.recycle_after or 0 for each in pools.values())
    quiet = LEADS.c.active_at < act.now - timedelta(days=soonest), LEADS.c.state.in_(OPEN), LEADS.c.pool == ""
    query = select(LEADS).where(*quiet, LEADS.c.merged_into.is_(None)).order_by(LEADS.c.active_at).limit(AT_ONCE)
    rows = act.connection.execute(query.with_for_update(skip_locked=True)).mappings().all()
    back = sum(_recycled(act, rulebook, row, pools) for row in rows)
    if len(rows) == AT_ONCE and back:
        act.job(RECYCLING, {})
    return back


def _recycled(act: Act, rulebook: Rulebook, row: RowMapping, pools: dict[str, PublicPool]) -> bool:
    name = _pool_of(act, rulebook, row["id"])
    pool = pools.get(name)
    if pool is None or idle(pool, max(row["active_at"], _last_activity(act, row)), act.now) != "recycle":
        return False
    days = pool.recycle_after
    why = Text(zh=f"{days} 天无跟进，退回公海", en=f"nothing happened for {days} days: back to the pool")
    move(act, row, to_pool(name, "recycling", why))
    return True


def _last_activity(act: Act, row: RowMapping) -> datetime:
    """When somebody noted a call, a visit, a mail about the lead last."""
    about = ABOUT.c.item == ACTIVITIES.c.id, ABOUT.c.subject == row["id"]
    last = act.connection.scalar(
        select(ACTIVITIES.c.created_at)
        .join(ABOUT, about[0])
        .where(about[1])
        .order_by(ACTIVITIES.c.created_at.desc())
        .limit(1)
    )
    return last or row["active_at"]


def _refused(code: str, text: Text) -> Problem:
    return Problem(CONFLICT, text, [ProblemError(code, text)])
