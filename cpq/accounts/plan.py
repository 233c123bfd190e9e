"""How far the plan for an account has come: objectives, actions, and coverage by the power map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cpq.accounts.power_map import BuyingRole, Coverage, Member, coverage_of

State = Literal["done", "open", "overdue"]


@dataclass(frozen=True, slots=True)
class CoverageProgress:
    """Of `members` in a role so many are covered as well as is wanted; a role that nobody has is not covered."""

    role: BuyingRole
    coverage: Coverage
    by: date
    members: int
    covered: int
    state: State


@dataclass(frozen=True, slots=True)
class Progress:
    """How many objectives, actions and goals of coverage there are, are done, and are overdue on a day."""

    day: date
    objectives: int
    objectives_reached: int
    objectives_overdue: int
    actions: int
    actions_done: int
    actions_overdue: int
    goals: int
    goals_met: int
    goals_overdue: int
    coverage: tuple[CoverageProgress, ...]


Dated = tuple[date | None, date | None]
"""Until when something is due, and when it was done."""
Goal = tuple[BuyingRole, Coverage, date]


def progress(
    objectives: Sequence[Dated], actions: Sequence[Dated], goals: Iterable[Goal], members: Sequence[Member], day: date
) -> Progress:
    """Where a plan is on a day; what was done after it, is not done yet. `members` are those of the map as it was known then."""
    covered = tuple(_covered(goal, members, day) for goal in goals)
    reached, done = ([state_of(due, when, day) for due, when in each] for each in (objectives, actions))
    met = [each.state for each in covered]
    return Progress(day, *_counted(reached), *_counted(done), *_counted(met), covered)


def state_of(due: date | None, done: date | None, day: date) -> State:
    """What is due today is not overdue yet."""
    if done is not None and done <= day:
        return "done"
    return "overdue" if due is not None and due < day else "open"


def _counted(states: Sequence[str]) -> tuple[int, int, int]:
    return len(states), states.count("done"), states.count("overdue")


def _covered(goal: Goal, members: Sequence[Member], day: date) -> CoverageProgress:
    role, level, by = goal
    found = coverage_of(members, role, level)
    met = found.members > 0 and found.covered == found.members
    return CoverageProgress(role, level, by, found.members, found.covered, state_of(by, day if met else None, day))
