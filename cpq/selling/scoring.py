"""The attribute score of a lead: points for what is known of it, as a percentage of what could be had by that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.selling.scores import AttributeScores, ScoreGroup, ScoreRule
from cpq.selling.truth import Facts, truth, unknown

HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class RulePoints:
    """One rule: whether it holds (None: not known), what it gave, and where it is written. `asks` are fields that nobody knows."""

    group: str
    rule: str
    text: Text
    holds: bool | None
    points: Decimal
    place: Place
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPoints:
    """One group: what its rules gave, at most its cap; what could be had by what is known, and by everything."""

    group: str
    name: Text
    points: Decimal
    reachable: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100, or None where nothing is known that could earn a point. `completeness` is the part of all points that is known, 0 to 1.

    `version` is that of the set of rules: with it and the same facts the score can be had again.
    """

    ruleset: str
    version: str
    value: Decimal | None
    completeness: Decimal
    grade: str | None
    groups: tuple[GroupPoints, ...]
    rules: tuple[RulePoints, ...]

    @property
    def asks(self) -> tuple[str, ...]:
        """The fields that would complete it, those of the most points first."""
        worth: dict[str, Decimal] = {}
        for rule in self.rules:
            for name in rule.asks:
                worth[name] = worth.get(name, Decimal(0)) + abs(rule.points)
        return tuple(sorted(worth, key=lambda name: (-worth[name], name)))


def score_attributes(ruleset: AttributeScores, facts: Facts) -> Score:
    """The score of a lead by a set of rules and what is known of it; the order of rules and facts changes nothing."""
    rules: list[RulePoints] = []
    groups: list[GroupPoints] = []
    for id, group in ruleset.groups.items():
        measured = [_rule(ruleset, id, name, rule, facts) for name, rule in group.rules.items()]
        rules += measured
        groups.append(_group(id, group, measured))
    reachable = _sum(each.reachable for each in groups)
    value = within_hundred(_sum(each.points for each in groups), reachable) if reachable else None
    return Score(
        ruleset=ruleset.id,
        version=ruleset.version,
        value=value,
        completeness=(reachable / _sum(each.most for each in groups)).quantize(_CENT, ROUND_HALF_UP),
        grade=None if value is None else ruleset.grade_of(value),
        groups=tuple(groups),
        rules=tuple(rules),
    )


def within_hundred(points: Decimal, full: Decimal) -> Decimal:
    """Points as a percentage of what is full, from 0 to 100, to two digits."""
    return min(max(points * HUNDRED / full, Decimal(0)), HUNDRED).quantize(_CENT, ROUND_HALF_UP)


def _rule(ruleset: AttributeScores, group: str, id: str, rule: ScoreRule, facts: Facts) -> RulePoints:
    holds = truth(rule.when, facts)
    asks = unknown(rule.when, facts) if holds is None else ()
    return RulePoints(group, id, rule.text, holds, rule.points, ruleset.at("groups", group, "rules", id), asks)


def _group(id: str, group: ScoreGroup, rules: Sequence[RulePoints]) -> GroupPoints:
    gained = _sum(rule.points for rule in rules if rule.holds)
    known = _sum(rule.points for rule in rules if rule.holds is not None and rule.points > 0)
    every = _sum(rule.points for rule in rules if rule.points > 0)
    return GroupPoints(id, group.name, _capped(gained, group), _capped(known, group), _capped(every, group))


def _capped(points: Decimal, group: ScoreGroup) -> Decimal:
    return points if group.most is None else min(points, group.most)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
