"""Whether a configuration keeps a product's rules, judged rule by rule on what is chosen, without any engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from cpq.bom.configuration.rules import tree_of
from cpq.bom.configuration.state import Configuration
from cpq.bom.configuration.tables import ANY_WORD, NONE_WORD, written_values
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.variables import NONE, Decisions, group_rule, is_single
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.bom.products.rules import Cell, Exclude, Require, Rule, Table
from cpq.money import arithmetic
from cpq.rulebook.expressions import EvaluationError


def assignment_of(decisions: Decisions, configuration: Configuration) -> Mapping[str, int] | None:
    """The values of the variables; None when something chosen is not on offer at all."""
    assignment = {
        name: entry.values.index(configuration.inputs[name])
        for name, entry in decisions.entries.items()
        if configuration.inputs.get(name) in entry.values
    }
    for slot in decisions.slots:
        chosen = {code: q for code, q in configuration.options.get(slot.group, {}).items() if code in slot.codes and q}
        values = [value for value, pick in slot.picks.items() if pick in chosen.items()]
        if len(values) != len(chosen) or len(values) > 1:
            return None
        assignment[slot.variable.name] = values[0] if values else NONE
    return assignment if len(assignment) == len(decisions.variables) else None


def broken_rules(vocabulary: Vocabulary, assignment: Mapping[str, int]) -> Iterator[str]:
    """The ids of the rules, the groups' own included, that the choices break."""
    product = vocabulary.product
    for name, group in product.groups.items():
        count = sum(assignment[slot.variable.name] != NONE for slot in vocabulary.decisions.of_group(name))
        if not group.min <= count <= (1 if is_single(group) else group.max):
            yield group_rule(name)
    values = Values(vocabulary)
    for name, rule in product.rules.items():
        with arithmetic():
            kept = _kept(rule, values, assignment)
        if not kept:
            yield name


def _kept(rule: Rule, values: Values, assignment: Mapping[str, int]) -> bool:
    match rule:
        case Require():
            when = rule.when is None or _true(rule.when, values, assignment)
            return not when or _true(rule.require, values, assignment)
        case Exclude():
            return len(set(rule.exclude) & _codes(values, assignment)) <= 1
        case Table():
            written = values.vocabulary.values(assignment, rule.columns)
            cells = [written[column] for column in rule.columns]
            return any(all(map(_fits, row, cells)) for row in rule.rows)
        case _:
            assert_never(rule)


def _true(text: str, values: Values, assignment: Mapping[str, int]) -> bool:
    try:
        return bool(values.of(tree_of(text, values.vocabulary), assignment))
    except EvaluationError:
        return False


def _codes(values: Values, assignment: Mapping[str, int]) -> set[str]:
    slots = values.vocabulary.decisions.slots
    return {slot.picks[assignment[slot.variable.name]][0] for slot in slots if assignment[slot.variable.name] != NONE}


def _fits(cell: Cell, value: object) -> bool:
    listed = written_values(cell)
    return cell == ANY_WORD or value in listed or (value == "" and NONE_WORD in listed)
