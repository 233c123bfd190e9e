"""That a rule does not hold, or that its condition does: what one asks for to see whether the other rules leave room for it."""

from __future__ import annotations

from typing import assert_never

from cpq.bom.configuration.compiled import translated
from cpq.bom.configuration.factors import Factors
from cpq.bom.configuration.formula import Formula, denial, every
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.tables import at_most_one, some_row
from cpq.bom.configuration.values import Values
from cpq.bom.products.rules import Exclude, Require, Rule, Table, TableFile
from cpq.money import arithmetic


def denied(id: str, rule: Rule, values: Values) -> Posting:
    """The constraints, under the id `not:ID`, that hold just where the rule does not. Raises `Refused`."""
    posting = Posting(f"not:{id}", values.domains)
    with arithmetic():
        posting.post(_denial(id, rule, values, posting))
    return posting


def asked(id: str, when: str, values: Values) -> Posting:
    """The constraints, under the id `when:ID`, that hold just where the rule's condition does. Raises `Refused`."""
    posting = Posting(f"when:{id}", values.domains)
    with arithmetic():
        posting.post(translated(id, "when", when, Factors(values, posting), wanted=True))
    return posting


def _denial(id: str, rule: Rule, values: Values, posting: Posting) -> Formula:
    """Its condition holds, and what it demands does not."""
    factors = Factors(values, posting)
    where = () if rule.when is None else (translated(id, "when", rule.when, factors, wanted=True),)
    return every((*where, _contrary(id, rule, factors)))


def _contrary(id: str, rule: Rule, factors: Factors) -> Formula:
    values = factors.values
    decisions = values.vocabulary.decisions
    match rule:
        case Require():
            return translated(id, "require", rule.require, factors, wanted=False)
        case Exclude():
            return denial(at_most_one(rule, decisions), values.domains)
        case Table() | TableFile():
            return denial(some_row(values.vocabulary.table(id, rule), decisions), values.domains)
        case _:
            assert_never(rule)
