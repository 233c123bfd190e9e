"""The language by example: every file in tests/cases/expressions."""

from __future__ import annotations

from typing import Any

import pytest

from cpq.rulebook import expressions
from cpq.rulebook.expressions import (
    Equality,
    EvaluationError,
    ExpressionError,
    Holding,
    Lookup,
    Range,
    Residual,
    arithmetic,
    compile_expression,
    lookup,
)
from tests.rulebook.expressions.cases import SCOPE, VALUES, Case, cases, value_of


@pytest.mark.parametrize("case", cases("values.yaml"))
def test_an_expression_is_worth(case: Case) -> None:
    expression = compile_expression(case.text, SCOPE, case.wanted)
    with arithmetic():
        value = expression.evaluate({name: VALUES[name] for name in expression.names})
    expected = value_of(case.wanted, case.gives)
    assert (value, str(value), type(value)) == (expected, str(expected), type(expected))


@pytest.mark.parametrize("case", cases("errors.yaml"))
def test_an_expression_is_refused(case: Case) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(case.text, SCOPE, case.wanted)
    error = caught.value
    marked = case.text[error.offset : error.offset + error.length]
    assert (error.code, error.offset, marked) == (case.code, int(case.offset), case.marked)
    assert (error.message.zh, error.message.en) == (case.zh, case.en)


@pytest.mark.parametrize("case", cases("failures.yaml"))
def test_an_expression_has_no_value(case: Case) -> None:
    expression = compile_expression(case.text, SCOPE, case.wanted)
    with arithmetic(), pytest.raises(EvaluationError) as caught:
        expression.evaluate(VALUES)
    error = caught.value
    assert type(error) is getattr(expressions, case.error)
    assert case.text[error.offset : error.offset + error.length] == case.marked
    assert error.message.zh == case.fields.get("zh", error.message.zh)
    assert error.message.en == case.fields.get("en", error.message.en)


@pytest.mark.parametrize("case", cases("terms.yaml"))
def test_a_condition_is_taken_apart(case: Case) -> None:
    parts = compile_expression(case.text, SCOPE, case.wanted).terms
    assert {part.text: _shown(lookup(part)) for part in parts} == case.terms
    assert [case.text[part.start : part.start + len(part.text)] for part in parts] == [part.text for part in parts]


def _shown(found: Lookup) -> str:
    match found:
        case Equality(name, values):
            return f"Equality {name}: {' '.join(sorted(map(str, values)))}"
        case Holding(name, word):
            return f"Holding {name}: {word}"
        case Range(name, low, high, low_included, high_included):
            left, right = (
                "[" if low_included and low is not None else "(",
                "]" if high_included and high is not None else ")",
            )
            return f"Range {name}: {left}{_bound(low)}, {_bound(high)}{right}"
        case Residual():
            return "Residual"


def _bound(bound: Any) -> str:
    return "" if bound is None else str(bound)
