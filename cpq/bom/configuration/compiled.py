"""A configurable product compiled: its variables, its rules as constraints, and where each rule is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from cpq.bom.configuration.formula import Formula, some
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.rules import tree_of
from cpq.bom.configuration.state import RuleText
from cpq.bom.configuration.tables import at_most_one, table_of
from cpq.bom.configuration.translation import Translation
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.variables import Decisions, group_rule
from cpq.bom.configuration.vocabulary import Contents, Vocabulary
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
    decisions: Decisions
    model: Model
    rules: Mapping[str, RuleText]


def compile_product(rulebook: Rulebook, product: Configurable, nested: Mapping[str, Contents]) -> Compiled:
    """A product for what stands in its nested places. Raises `Refused` with everything wrong in its rules."""
    vocabulary = Vocabulary(rulebook, product, nested)
    constraints: list[Constraint] = list(vocabulary.decisions.constraints)
    variables = list(vocabulary.decisions.variables)
    findings: list[Finding] = []
    values = Values(vocabulary)
    for name, rule in product.rules.items():
        found = tuple(_expression_findings(product, name, rule, vocabulary))
        findings += found
        if not found:
            try:
                posting = _posted(name, rule, values)
            except SolveError as error:
                findings.append(Finding("rule-too-large", product.at("rules", name), error.text))
            else:
                constraints += posting.constraints
                variables += posting.extras
    if findings:
        raise Refused(findings)
    return Compiled(product, vocabulary.decisions, _model(product, variables, constraints), dict(_texts(product)))


def _model(product: Configurable, variables: list[Variable], constraints: list[Constraint]) -> Model:
    try:
        return Model(tuple(variables), tuple(constraints))
    except SolveError as error:
        raise Refused([Finding("configuration-too-large", product.place, error.text)]) from None


def _expression_findings(product: Configurable, id: str, rule: Rule, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every expression of the rule that cannot be read, at the character that is wrong."""
    if not isinstance(rule, Require):
        return
    for field, text in (("when", rule.when), ("require", rule.require)):
        try:
            if text is not None:
                tree_of(text, vocabulary)
        except ExpressionError as error:
            yield Finding(error.code, product.place_inside(("rules", id, field), error.offset), error.message)


def _posted(id: str, rule: Rule, values: Values) -> Posting:
    posting = Posting(id, values.domains)
    with arithmetic():
        _post(id, rule, values, posting)
    Model((*values.vocabulary.decisions.variables, *posting.extras), tuple(posting.constraints))
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
    translation = Translation(id, values)
    required = translation.truth(tree_of(rule.require, values.vocabulary))
    if rule.when is None:
        return required
    return some((translation.truth(tree_of(rule.when, values.vocabulary), wanted=False), required))


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
