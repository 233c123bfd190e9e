"""Approvers and the limits of their roles go up together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cpq.pricing.asking import percent
from cpq.pricing.guardrail import Approver, Guardrail
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def earlier_ones_are_lower(rulebook: Rulebook) -> Iterator[Finding]:
    """Who approves before somebody has a lower level: the route goes up."""
    approvers = rulebook.all(Approver)
    for approver in approvers.values():
        for position, id in enumerate(approver.after):
            level = approvers[id].level
            if level >= approver.level:
                text = Text(
                    zh=f"“{id}”的级别 {level} 不低于“{approver.id}”的 {approver.level}，不能排在其前审批；请改正级别或删去",
                    en=f'"{id}" has level {level}, which is not below the {approver.level} of "{approver.id}", and cannot '
                    "approve before; correct a level or remove it",
                )
                yield Finding("approval-order", approver.at("after", position), text, related=(approvers[id].place,))


def limits_go_up(rulebook: Rulebook) -> Iterator[Finding]:
    """A higher role may give at least as much as a lower one, and every role as much as everybody."""
    approvers = rulebook.all(Approver)
    for rule in rulebook.all(Guardrail).values():
        if rule.limits is None:
            continue
        roles = sorted(rule.limits.roles.items(), key=lambda each: approvers[each[0]].level)
        for (lower, least), (higher, limit) in pairwise([("everybody", rule.limits.everybody), *roles]):
            if limit < least:
                one, other = percent(limit), percent(least)
                text = Text(
                    zh=f"“{higher}”的权限 {one.zh} 低于“{lower}”的 {other.zh}，请改正",
                    en=f'the limit of "{higher}", {one.en}, is below that of "{lower}", {other.en}; correct one',
                )
                yield Finding("limits", rule.at("limits", "roles", higher), text)
