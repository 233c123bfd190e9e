"""What is checked of the rules of selling once a rulebook is read: each check is a function from the rulebook to findings."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.checks.graphs import inside_themselves
from cpq.rulebook.expressions import Expression
from cpq.rulebook.expressions.tree import Among, Comparison, Literal, Name, Node, walk
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed
from cpq.selling.deals import DealRisk, LossReason, PortraitAdvice
from cpq.selling.facts import field_value
from cpq.selling.idle_conditions import conditions_can_hold
from cpq.selling.lead_test import LeadTest
from cpq.selling.leads import LeadField, LeadSource
from cpq.selling.pipeline import Pipeline
from cpq.selling.scopes import OPEN_LEAD_FIELDS, RESERVED_LEAD_FIELDS
from cpq.selling.scores import BehaviourScores, LeadScores


def no_source_inside_itself(rulebook: Rulebook) -> Iterator[Finding]:
    return inside_themselves(rulebook.all(LeadSource), Text(zh="线索来源", en="source"))


def no_reason_inside_itself(rulebook: Rulebook) -> Iterator[Finding]:
    return inside_themselves(rulebook.all(LossReason), Text(zh="输单原因", en="reason"))


def fields_have_names_of_their_own(rulebook: Rulebook) -> Iterator[Finding]:
    """No declared field hides what every lead has."""
    for field in rulebook.all(LeadField).values():
        if field.id in RESERVED_LEAD_FIELDS:
            text = Text(
                zh=f"lead.{field.id} 在条件里另有含义，请给字段换一个编号",
                en=f"lead.{field.id} means something else in conditions; rename the field",
            )
            yield Finding("reserved-name", field.place, text)


def tests_name_fields(rulebook: Rulebook) -> Iterator[Finding]:
    """The lead of a worked case has fields that there are, and values that fit; its events are of kinds that some set scores."""
    fields = rulebook.all(LeadField)
    known = {*fields, "size", *OPEN_LEAD_FIELDS, *RESERVED_LEAD_FIELDS}
    for test in rulebook.all(LeadTest).values():
        for id, given in test.lead.items():
            place = test.at("lead", id)
            if id not in known:
                near, every = did_you_mean(id, sorted(known)), listed(sorted(known), 8)
                text = Text(
                    zh=f"线索没有字段“{id}”{near.zh or f'；已有：{every.zh}'}",
                    en=f'leads have no field "{id}"{near.en or f"; there are {every.en}"}',
                )
                yield Finding("unknown-lead-field", place, text)
            elif id in fields and field_value(fields[id], given) is None:
                yield Finding("wrong-type", test.value_at("lead", id), _does_not_fit(fields[id]))
        yield from _unknown_events(test, rulebook)


def _does_not_fit(field: LeadField) -> Text:
    words = listed(field.values)
    choices = Text(zh=f"；可选：{words.zh}", en=f"; its values are {words.en}") if field.values else Text("", "")
    return Text(
        zh=f"这个值不合字段类型 {field.type}{choices.zh}",
        en=f"this does not fit a field that is a {field.type}{choices.en}",
    )


def _unknown_events(test: LeadTest, rulebook: Rulebook) -> Iterator[Finding]:
    sets = (each for each in rulebook.all(LeadScores).values() if isinstance(each, BehaviourScores))
    known = list(dict.fromkeys(kind for each in sets for kind in each.events))
    for number, event in enumerate(test.events):
        if event.kind not in known:
            near, every = did_you_mean(event.kind, known), listed(known or ["–"])
            text = Text(
                zh=f"没有一个规则集计“{event.kind}”这种行为{near.zh or f'；已有：{every.zh}'}",
                en=f'no set of rules scores "{event.kind}"{near.en or f"; there are {every.en}"}',
            )
            yield Finding("unknown-event", test.value_at("events", number, "kind"), text)


def advice_names_stages(rulebook: Rulebook) -> Iterator[Finding]:
    """Advice is given in stages that some pipeline has."""
    for advice in rulebook.all(PortraitAdvice).values():
        for number, step in enumerate(advice.steps):
            for position, stage in enumerate(step.stages):
                yield from _unknown_stage(stage, advice.at("steps", number, "stages", position), rulebook)


def risks_name_stages(rulebook: Rulebook) -> Iterator[Finding]:
    """What a risk compares the stage with is a stage of some pipeline."""
    for risk in rulebook.all(DealRisk).values():
        for word in _compared_with("stage", risk.when):
            yield from _unknown_stage(str(word.value), risk.place_inside(("when",), word.span.start), rulebook)


def _unknown_stage(stage: str, place: Place, rulebook: Rulebook) -> Iterator[Finding]:
    known = list(dict.fromkeys(id for each in rulebook.all(Pipeline).values() for id in each.stages))
    if stage not in known:
        near, every = did_you_mean(stage, known), listed(known or ["–"])
        text = Text(
            zh=f"没有一个销售流程有阶段“{stage}”{near.zh or f'；已有：{every.zh}'}",
            en=f'no pipeline has a stage "{stage}"{near.en or f"; there are {every.en}"}',
        )
        yield Finding("unknown-stage", place, text)


def _compared_with(name: str, expression: Expression) -> Iterator[Literal]:
    """The words that an expression compares a name with."""
    for node in walk(expression.tree):
        match node:
            case Comparison(operands) if any(_is(each, name) for each in operands):
                yield from (each for each in operands if isinstance(each, Literal))
            case Among(item, choices) if _is(item, name):
                yield from choices
            case _:
                pass


def _is(node: Node, name: str) -> bool:
    return isinstance(node, Name) and node.name == name


CHECKS = (
    no_source_inside_itself,
    no_reason_inside_itself,
    fields_have_names_of_their_own,
    tests_name_fields,
    advice_names_stages,
    risks_name_stages,
    conditions_can_hold,
)
