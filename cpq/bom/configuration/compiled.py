"""A configurable product compiled: its variables, its rules as constraints, and where each rule is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from cpq.bom.configuration.contents import Contents
from cpq.bom.configuration.effort import Effort, Unsolvable
from cpq.bom.configuration.formula import Formula, some
from cpq.bom.configuration.gathering import Readings
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.state import RuleText
from cpq.bom.configuration.tables import at_most_one, table_of
from cpq.bom.configuration.translation import Translation
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.variables import Decisions, group_rule
from cpq.bom.configuration.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.products.configurable import Configurable, Group
from cpq.bom.products.rules import Exclude, Require, Rule, Table
from cpq.bom.solve import Constraint, Model, SolveError, Variable
from cpq.money import arithmetic
from cpq.rulebook.expressions import ExpressionError
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Compiled:
    """What an engine and the answers need. `rules` maps each rule id of the model, written or a group's own, to its text."""

    product: Configurable
    values: Values
    model: Model
    rules: Mapping[str, RuleText]

    @property
    def decisions(self) -> Decisions:
        return self.values.vocabulary.decisions


def unreadable(product: Configurable, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every expression in the product's rules that cannot be read, at the character that is wrong."""
    for name, rule in product.rules.items():
        for field, text in rule.conditions.items() if isinstance(rule, Require) else ():
            try:
                vocabulary.tree(text)
            except ExpressionError as error:
                yield Finding(error.code, product.place_inside(("rules", name, field), error.offset), error.message)


def compile_product(rulebook: Rulebook, product: Configurable, nested: Mapping[str, Contents]) -> Compiled:
    """A product for what stands in its nested places. Raises `Refused` with everything wrong in its rules."""
    vocabulary = vocabulary_of(rulebook, product)
    findings = list(unreadable(product, vocabulary))
    if findings:
        raise Refused(findings)
    values = Values(vocabulary, Readings(rulebook, vocabulary, nested))
    variables = list(vocabulary.decisions.variables)
    constraints: list[Constraint] = list(vocabulary.decisions.constraints)
    for name, rule in product.rules.items():
        try:
            posting = _posted(name, rule, values)
        except Refused as refused:
            findings += refused.findings
        else:
            constraints += posting.constraints
            variables += posting.extras
    if findings:
        raise Refused(findings)
    return Compiled(product, values, _model(product, variables, constraints), dict(_texts(product)))


def _model(product: Configurable, variables: list[Variable], constraints: list[Constraint]) -> Model:
    try:
        return Model(tuple(variables), tuple(constraints))
    except SolveError as error:
        raise Refused([Finding("configuration-too-large", product.place, error.text)]) from None


def _posted(id: str, rule: Rule, values: Values) -> Posting:
    posting = Posting(id, values.domains)
    vocabulary = values.vocabulary
    try:
        with arithmetic():
            _post(id, rule, values, posting)
        Model((*vocabulary.decisions.variables, *posting.extras), tuple(posting.constraints))
    except SolveError as error:
        raise Refused([Finding("rule-too-large", vocabulary.product.at("rules", id), error.text)]) from None
    return posting


def _post(id: str, rule: Rule, values: Values, posting: Posting) -> None:
    match rule:
        case Require():
            posting.post(_required(id, rule, values))
        case Exclude():
            posting.post(at_most_one(rule, values.vocabulary.decisions))
        case Table():
            posting.constraints.append(table_of(id, rule, values.vocabulary.decisions))
        case _:
            assert_never(rule)


def _required(id: str, rule: Require, values: Values) -> Formula:
    """The condition under which it is asked does not hold, or what is required does."""
    effort = Effort()
    return some(
        translated(id, field, text, values, effort, wanted=field == "require") for field, text in rule.conditions.items()
    )


def translated(id: str, field: str, text: str, values: Values, effort: Effort, *, wanted: bool) -> Formula:
    """That the condition in a rule's field holds, or that it does not. Raises `Refused` where it cannot be solved."""
    vocabulary = values.vocabulary
    try:
        return Translation(text, values, effort).truth(vocabulary.tree(text), wanted=wanted)
    except Unsolvable as error:
        place = vocabulary.product.place_inside(("rules", id, field), error.span.start)
        raise Refused([Finding("rule-too-large", place, error.text)]) from None


def _texts(product: Configurable) -> Iterator[tuple[str, RuleText]]:
    for name, group in product.groups.items():
        yield group_rule(name), RuleText(group_rule(name), group_text(group), product.at("groups", name))
    for name, rule in product.rules.items():
        yield name, RuleText(name, rule.text, product.at("rules", name))


def group_text(group: Group) -> Text:
    """What a group demands, in words."""
    name, least, most = group.name, group.min, min(group.max, len(group.options))
    if least == most:
        return Text(zh=f"“{name.zh}”须选 {least} 种", en=f'"{name.en}" takes exactly {least} of its options')
    return Text(zh=f"“{name.zh}”须选 {least} 至 {most} 种", en=f'"{name.en}" takes {least} to {most} of its options')
