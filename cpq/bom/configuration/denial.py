"""That a rule does not hold: what one asks for to see whether the other rules already imply it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import assert_never

from cpq.bom.configuration.compiled import translated
from cpq.bom.configuration.factors import Factors
from cpq.bom.configuration.formula import FALSE, Formula, OneOf, every, some
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.tables import table_of
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.variables import Decisions
from cpq.bom.products.rules import Exclude, Require, Rule, Table, TableFile
from cpq.bom.solve import Cell
from cpq.bom.solve.meaning import accepts
from cpq.money import arithmetic


def denied(id: str, rule: Rule, values: Values) -> Posting:
    """The constraints, under the id `not:ID`, that hold just where the rule does not. Raises `Refused`."""
    posting = Posting(f"not:{id}", values.domains)
    with arithmetic():
        posting.post(_denial(id, rule, values, posting))
    return posting


def _denial(id: str, rule: Rule, values: Values, posting: Posting) -> Formula:
    decisions = values.vocabulary.decisions
    match rule:
        case Require():
            factors = Factors(values, posting)
            return every(
                translated(id, field, text, factors, wanted=field == "when") for field, text in rule.conditions.items()
            )
        case Exclude():
            present = [_present(code, decisions) for code in rule.exclude]
            return some(every(pair) for pair in combinations(present, 2))
        case Table() | TableFile():
            return every(_other_than(id, rule, values))
        case _:
            assert_never(rule)


def _present(code: str, decisions: Decisions) -> Formula:
    return some(OneOf(slot.variable.name, slot.values_of(code)) for slot in decisions.of_option(code))


def _other_than(id: str, rule: Table | TableFile, values: Values) -> Iterator[Formula]:
    """For each row, that some cell does not fit."""
    table = table_of(id, values.vocabulary.table(id, rule), values.vocabulary.decisions)
    for row in table.rows:
        yield some(_unlike(name, cell, values) for name, cell in zip(table.variables, row, strict=True))


def _unlike(variable: str, cell: Cell, values: Values) -> Formula:
    left = frozenset(value for value in values.domains[variable] if not accepts(cell, value))
    return OneOf(variable, left) if left else FALSE
