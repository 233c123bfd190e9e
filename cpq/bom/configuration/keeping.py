"""Whether a configuration keeps a product's rules, judged rule by rule on what is chosen, without any engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from cpq.bom.configuration.offers import Offer
from cpq.bom.configuration.rewriting import condition_first, with_element
from cpq.bom.configuration.state import Configuration
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.variables import NONE, Decisions, group_rule, is_single
from cpq.bom.configuration.written_tables import ANY_WORD, NONE_WORD, written_values
from cpq.bom.products.rules import Cell, Exclude, Require, Rule, Table, TableFile
from cpq.money import arithmetic
from cpq.rulebook.expressions import Bool, EvaluationError
from cpq.rulebook.expressions.tree import Aggregate, Comparison, Conditional, Junction, Literal, Node, Not


def assignment_of(decisions: Decisions, configuration: Configuration) -> Mapping[str, int] | None:
    """The values of the variables; None when something chosen is not on offer at all."""
    assignment = dict(_entered(decisions, configuration))
    for slot in decisions.slots:
        chosen = {code: q for code, q in configuration.options.get(slot.group, {}).items() if code in slot.codes and q}
        values = [value for value, pick in slot.picks.items() if pick in chosen.items()]
        if len(values) != len(chosen) or len(values) > 1:
            return None
        assignment[slot.variable.name] = values[0] if values else NONE
    return assignment if len(assignment) == len(decisions.variables) else None


def _entered(decisions: Decisions, configuration: Configuration) -> Iterator[tuple[str, int]]:
    for name, entry in decisions.entries.items():
        if name not in configuration.inputs and entry.absent is not None:
            yield name, entry.absent
        elif configuration.inputs.get(name) in entry.values:
            yield name, entry.values.index(configuration.inputs[name])


def broken_rules(values: Values, assignment: Mapping[str, int]) -> Iterator[str]:
    """The ids of the rules, the groups' own and the conditions of offer included, that the choices break."""
    product, decisions = values.vocabulary.product, values.vocabulary.decisions
    offered = {key: is_true(values, offer.when, assignment) for key, offer in decisions.offers.items()}
    for name, group in product.groups.items():
        count = sum(assignment[slot.variable.name] != NONE for slot in decisions.of_group(name))
        least = group.min if offered.get(name, True) else 0
        if not least <= count <= (1 if is_single(group) else group.max):
            yield group_rule(name)
    for key, offer in decisions.offers.items():
        if not _as_offered(offer, values, assignment, offered=offered[key]):
            yield offer.rule
    for name, rule in product.rules.items():
        with arithmetic():
            kept = _kept(name, rule, values, assignment)
        if not kept:
            yield name


def is_true(values: Values, condition: str, assignment: Mapping[str, int]) -> bool:
    """Whether a written condition holds of the choices."""
    with arithmetic():
        return _true(values.vocabulary.tree(condition), values, assignment)


def _as_offered(offer: Offer, values: Values, assignment: Mapping[str, int], *, offered: bool) -> bool:
    """Whether what is not on offer is not there, and an input that is asked for has a value."""
    decisions = values.vocabulary.decisions
    match offer.path:
        case ("inputs", name):
            return offered is (assignment[name] != decisions.entries[name].absent)
        case ("nested", name):
            return offered or not values.of_name(f"{name}.quantity", assignment)
        case (_, name, *option):
            picks = [slot.picks.get(assignment[slot.variable.name]) for slot in decisions.of_group(name)]
            return offered or not any(pick and (not option or pick[0] == option[-1]) for pick in picks)
        case _:
            raise AssertionError(offer.path)


def _kept(name: str, rule: Rule, values: Values, assignment: Mapping[str, int]) -> bool:
    if rule.when is not None and not _true(values.vocabulary.tree(rule.when), values, assignment):
        return True
    match rule:
        case Require():
            return _true(values.vocabulary.tree(rule.require), values, assignment)
        case Exclude():
            return len(set(rule.exclude) & _codes(values, assignment)) <= 1
        case Table() | TableFile():
            table = values.vocabulary.table(name, rule)
            cells = [_cell(column, values, assignment) for column in table.columns]
            return any(all(map(_fits, row, cells)) for row in table.rows)
        case _:
            assert_never(rule)


def _true(node: Node, values: Values, assignment: Mapping[str, int]) -> bool:
    """Whether a condition holds. A comparison that cannot be worked out does not, whatever stands around it."""

    def true(inner: Node) -> bool:
        return _true(inner, values, assignment)

    match node:
        case Not(operand):
            return not true(operand)
        case Junction(operator, operands):
            return all(map(true, operands)) if operator == "and" else any(map(true, operands))
        case Comparison((left, right), (operator,)) if isinstance(left.type, Bool):
            return (true(left) is true(right)) is (operator == "==")
        case Conditional(condition, chosen, otherwise):
            return true(chosen if true(condition) else otherwise)
        case Aggregate("any" | "all"):
            each = (true(body) for body in _bodies(node, values, assignment))
            return any(each) if node.function == "any" else all(each)
        case _:
            first = condition_first(node)
            return true(first) if first is not None else _worked_out(node, values, assignment)


def _bodies(node: Aggregate, values: Values, assignment: Mapping[str, int]) -> Iterator[Node]:
    """The body for each element that is there."""
    for element, times in values.reading(node.name).portions(assignment):
        if times:
            yield with_element(node.body, Literal(element, node.bag.of, node.span))


def _worked_out(node: Node, values: Values, assignment: Mapping[str, int]) -> bool:
    try:
        return bool(values.of(node, assignment))
    except EvaluationError:
        return False


def _codes(values: Values, assignment: Mapping[str, int]) -> set[str]:
    slots = values.vocabulary.decisions.slots
    return {slot.picks[assignment[slot.variable.name]][0] for slot in slots if assignment[slot.variable.name] != NONE}


def _cell(column: str, values: Values, assignment: Mapping[str, int]) -> object:
    """What stands in a column; "" where nothing does."""
    entry = values.vocabulary.decisions.entries.get(column)
    return "" if entry and assignment[column] == entry.absent else values.of_name(column, assignment)


def _fits(cell: Cell, value: object) -> bool:
    listed = written_values(cell)
    return cell == ANY_WORD or value in listed or (value == "" and NONE_WORD in listed)
