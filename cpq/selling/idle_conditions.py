"""Conditions of selling that are plainly never true: points that nobody gets, gates that never open, risks that no deal runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from cpq.rulebook.expressions import Expression, contradiction
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.source import Step
from cpq.rulebook.text import Text
from cpq.selling.assignment import AssignmentPolicy
from cpq.selling.customer_value import RfmModel
from cpq.selling.deals import DealRisk
from cpq.selling.pipeline import Pipeline
from cpq.selling.scores import LeadScores

_WITH_CONDITIONS: tuple[type[Entity], ...] = (LeadScores, AssignmentPolicy, Pipeline, DealRisk, RfmModel)


def conditions_can_hold(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of every condition that contradicts itself."""
    for kind in _WITH_CONDITIONS:
        for entity in rulebook.all(kind).values():
            for path, condition in _conditions(entity, ()):
                yield from _never_true(entity, path, condition)


def _never_true(entity: Entity, path: tuple[Step, ...], condition: Expression) -> Iterator[Finding]:
    against = contradiction(condition)
    if not against:
        return
    said = " and ".join(term.text for term in against)
    text = Text(
        zh=f"条件永远不成立（{said}）；请改正，或删去它所在的一条",
        en=f"this is never true ({said}); correct it, or remove what it stands in",
    )
    place = entity.place_inside(path, against[-1].tree.span.start)
    yield Finding("never-applies", place, text, Severity.WARNING)


def _conditions(value: object, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], Expression]]:
    """Every condition inside a value, with the way to it."""
    match value:
        case Expression():
            yield path, value
        case Strict():
            for name in type(value).model_fields:
                yield from _conditions(getattr(value, name), (*path, name))
        case Mapping():
            for key, each in cast("Mapping[str, object]", value).items():
                yield from _conditions(each, (*path, key))
        case Sequence() if not isinstance(value, str):
            for number, each in enumerate(cast("Sequence[object]", value)):
                yield from _conditions(each, (*path, number))
        case _:
            pass
