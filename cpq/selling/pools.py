"""The public pool: how much may be taken out of it, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.selling.assignment import PublicPool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not take a lead, with the place of the rule."""

    text: Text
    place: Place


def why_not_claim(
    pool: PublicPool, today: int, held: int, lost: datetime | None = None, at: datetime | None = None
) -> Refusal | None:
    """Why somebody who took `today` leads today and holds `held` open ones may not take another; None where it is allowed.

    `lost` is when the person lost this very lead to the pool, `at` now.
    """
    per_day, in_all = pool.claims.per_day, pool.claims.in_all
    if per_day is not None and today >= per_day:
        text = Text(
            zh=f"今天已领 {today} 条，每天至多 {per_day} 条；请明天再领",
            en=f"{today} were taken today, and {per_day} a day are allowed; take more tomorrow",
        )
        return Refusal(text, pool.at("claims", "per_day"))
    if in_all is not None and held >= in_all:
        text = Text(
            zh=f"在手 {held} 条，至多 {in_all} 条；请先处理或退回一些",
            en=f"{held} are open, and {in_all} are allowed; work on some or give them back first",
        )
        return Refusal(text, pool.at("claims", "in_all"))
    again = None if lost is None else lost + timedelta(days=pool.claim_again_after)
    if again is not None and at is not None and at < again:
        text = Text(
            zh=f"因久未跟进而退回公海，{again:%Y-%m-%d} 起才能再领",
            en=f"it came back to the pool because nothing happened; it can be taken again from {again:%Y-%m-%d} on",
        )
        return Refusal(text, pool.at("claim_again_after"))
    return None


def idle(pool: PublicPool, last_activity: datetime, at: datetime) -> Literal["fine", "warn", "recycle"]:
    """Whether a lead comes back to the pool, or its owner is to be told that it will."""
    back = recycled_at(pool, last_activity)
    if back is None:
        return "fine"
    if at >= back:
        return "recycle"
    return "warn" if at >= back - timedelta(days=pool.warn_before) else "fine"


def recycled_at(pool: PublicPool, last_activity: datetime) -> datetime | None:
    """When a lead comes back to the pool unless something happens."""
    return None if pool.recycle_after is None else last_activity + timedelta(days=pool.recycle_after)
