"""Who gets a lead: the first rule that holds and has somebody free, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.assignment import AssignmentPolicy, AssignmentRule
from cpq.selling.truth import Facts, truth, unknown
from cpq.selling.work_time import Due, due
from cpq.selling.working_hours import WorkingHours


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can get leads: how many open ones there are already, and when the last came. Who is away gets none."""

    id: str
    teams: frozenset[str] = frozenset()
    open: int = 0
    last: datetime | None = None
    away: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule that did not decide, and why."""

    rule: str
    why: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Assigned:
    """A person or a pool; the rule that decided (None: `otherwise`), why, where it is written, and until when somebody must have answered."""

    person: str | None
    pool: str | None
    rule: str | None
    why: Text
    place: Place
    respond_by: Due
    passed: tuple[Passed, ...]


def assign(
    rulebook: Rulebook, policy: AssignmentPolicy, facts: Facts, people: Iterable[Person], at: datetime
) -> Assigned:
    """Who gets a lead of which these facts are known (`lead_facts`, and `score.…`, `grade.…`) at a moment.

    `people` are all that could get it, in any order. Nobody gets more than the capacity; of equals the first by id is chosen.
    """
    everybody = sorted(people, key=lambda each: each.id)
    passed: list[Passed] = []

    def assigned(rule: str | None, person: str | None, pool: str | None, why: Text) -> Assigned:
        place = policy.at("otherwise") if rule is None else policy.at("rules", rule)
        return Assigned(person, pool, rule, why, place, _respond_by(rulebook, policy, rule, at), tuple(passed))

    for id, rule in policy.rules.items():
        why = _not_for_it(rule, facts)
        if why is None and rule.to.pool is not None:
            return assigned(id, None, rule.to.pool, rule.text)
        able = [each for each in everybody if _is_meant(rule, each)]
        free = [each for each in able if not each.away and each.open < capacity_of(policy, each.id)]
        if why is None and free:
            chosen = _chosen(rule, free)
            return assigned(id, chosen.id, None, _reason(rule, chosen, policy))
        passed.append(Passed(id, why or _nobody_free(able), policy.at("rules", id)))
    return assigned(None, None, policy.otherwise, _TO_THE_POOL)


_TO_THE_POOL = Text(zh="没有规则适用且有人可接，进入公海", en="no rule fits and has somebody free: to the pool")


def policy_on(rulebook: Rulebook, day: date) -> AssignmentPolicy | None:
    """The first policy in force on a day."""
    return next((each for each in rulebook.all(AssignmentPolicy).values() if each.valid.covers(day)), None)


def capacity_of(policy: AssignmentPolicy, person: str) -> int:
    """How many open leads somebody can have."""
    return policy.capacities.get(person, policy.capacity)


def _not_for_it(rule: AssignmentRule, facts: Facts) -> Text | None:
    """Why a rule does not speak of this lead."""
    holds = rule.when is None or truth(rule.when, facts)
    if holds or rule.when is None:
        return None
    names = unknown(rule.when, facts)
    if holds is None and names:
        return Text(zh=f"未知：{'、'.join(names)}", en=f"not known: {', '.join(names)}")
    return Text(zh=f"不成立：{rule.when.text}", en=f"does not hold: {rule.when.text}")


def _is_meant(rule: AssignmentRule, person: Person) -> bool:
    return person.id in rule.to.people if rule.to.team is None else rule.to.team in person.teams


def _respond_by(rulebook: Rulebook, policy: AssignmentPolicy, rule: str | None, at: datetime) -> Due:
    own = None if rule is None else policy.rules[rule].respond_within
    return due(rulebook.all(WorkingHours)[policy.working_hours], at, own or policy.respond_within)


def _chosen(rule: AssignmentRule, free: Sequence[Person]) -> Person:
    """Whose turn it is: who waits longest, those first who never had one. Or who has the fewest, and of these whose turn it is."""
    if rule.choose == "least_loaded":
        return min(free, key=lambda each: (each.open, _since(each), each.id))
    return min(free, key=lambda each: (_since(each), each.id))


_NEVER = datetime.min.replace(tzinfo=UTC)


def _since(person: Person) -> datetime:
    return person.last or _NEVER


def _reason(rule: AssignmentRule, chosen: Person, policy: AssignmentPolicy) -> Text:
    most = capacity_of(policy, chosen.id)
    if rule.choose == "least_loaded":
        return Text(
            zh=f"{rule.text.zh}；在手最少：{chosen.open}/{most}",
            en=f"{rule.text.en}; has the fewest open leads: {chosen.open} of {most}",
        )
    return Text(
        zh=f"{rule.text.zh}；轮到此人，在手 {chosen.open}/{most}",
        en=f"{rule.text.en}; whose turn it is, with {chosen.open} of {most} open leads",
    )


def _nobody_free(able: Sequence[Person]) -> Text:
    if not able:
        return Text(zh="没有符合的人员", en="there is nobody of these people or this team")
    away = sum(each.away for each in able)
    full = len(able) - away
    return Text(
        zh=f"{len(able)} 人都接不了：{full} 人已满，{away} 人不在",
        en=f"none of {len(able)} is free: {full} at capacity, {away} away",
    )
