"""The circuit engine against enumeration, and its counts against an independent counter."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyganak import Counter

from cpq.bom.solve import Clause, Is, Model, Term, Variable
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.storage import Store
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.sat import SatEngine
from tests.properties.test_engines import LAWS, VALUES, models, selections
from tests.properties.test_sat_optima import objectives

NOWHERE = Store(None)
FEWER = settings(LAWS, max_examples=60)
SUMS_APART = patch("cpq.bom.solve.circuit.reading.MOST_OF_A_SUM", 0)
"""Every sum is left to be decided on the circuit."""


@pytest.fixture(autouse=True, scope="module", params=[True, False], ids=["by automata", "by clauses"])
def both_searches(request: pytest.FixtureRequest):
    """Small models are otherwise all searched by automata."""
    with patch("cpq.bom.solve.circuit.compiling.is_for_automata", return_value=request.param):
        yield


def wishes(model: Model) -> st.SearchStrategy[list[Is]]:
    names = st.sampled_from([each.name for each in model.variables])
    return st.lists(st.builds(Is, names, VALUES, st.booleans()), max_size=4)


@FEWER
@given(st.data())
def test_the_circuit_answers_as_enumeration_does(data: st.DataObject):
    model = data.draw(models())
    reference = ReferenceEngine(model)
    with CircuitEngine(model, kept=NOWHERE) as circuit:
        for _ in range(3):
            selection, prefer = data.draw(selections(model)), data.draw(wishes(model))
            assert circuit.status(selection) == reference.status(selection)
            assert circuit.count(selection) == reference.count(selection)
            assert circuit.solve(selection, prefer) == reference.solve(selection, prefer)
            assert circuit.conflict(selection) == reference.conflict(selection)


@FEWER
@given(st.data())
def test_the_circuit_finds_what_each_value_costs_at_least_and_the_first_of_the_cheapest(data: st.DataObject):
    model = data.draw(models())
    only = data.draw(st.none() | st.sets(st.sampled_from([each.name for each in model.variables])))
    reference = ReferenceEngine(model)
    with CircuitEngine(model, kept=NOWHERE) as circuit:
        for _ in range(2):
            selection, objective = data.draw(selections(model)), data.draw(objectives(model))
            assert circuit.best(selection, objective) == reference.best(selection, objective)
            assert circuit.least(selection, objective, only) == reference.least(selection, objective, only)


@FEWER
@given(st.data())
def test_sums_that_the_circuit_leaves_out_are_kept_all_the_same(data: st.DataObject):
    model = data.draw(models())
    reference = ReferenceEngine(model)
    with SUMS_APART, CircuitEngine(model, kept=NOWHERE) as circuit:
        for _ in range(2):
            selection, objective = data.draw(selections(model)), data.draw(objectives(model))
            prefer = data.draw(wishes(model))
            assert circuit.status(selection) == reference.status(selection)
            assert circuit.count(selection) == reference.count(selection)
            assert circuit.solve(selection, prefer) == reference.solve(selection, prefer)
            assert circuit.best(selection, objective) == reference.best(selection, objective)
            assert circuit.least(selection, objective) == reference.least(selection, objective)


@st.composite
def formulas(draw: st.DrawFn) -> tuple[int, list[list[int]]]:
    """Signed numbers as in DIMACS: enough clauses over enough variables to branch, split and meet parts again."""
    count = draw(st.integers(3, 24))
    literal = st.integers(1, count).flatmap(lambda number: st.sampled_from([number, -number]))
    return count, draw(st.lists(st.lists(literal, min_size=1, max_size=4), max_size=2 * count))


@FEWER
@given(formulas())
def test_solutions_of_clauses_are_counted_as_another_counter_does(formula: tuple[int, list[list[int]]]):
    count, clauses = formula
    counter = Counter()
    counter.new_vars(count)
    counter.add_clauses(clauses)
    with CircuitEngine(boolean(count, clauses), kept=NOWHERE) as circuit:
        assert circuit.count({}).number == counter.count()


@FEWER
@given(formulas(), st.data())
def test_larger_models_are_answered_as_the_sat_engine_does(formula: tuple[int, list[list[int]]], data: st.DataObject):
    model = boolean(*formula)
    names = [each.name for each in model.variables]
    objective = [Term.when(name, 1, data.draw(st.integers(-9, 9))) for name in names]
    selection = data.draw(st.dictionaries(st.sampled_from(names), st.integers(0, 1), max_size=4))
    with CircuitEngine(model, kept=NOWHERE) as circuit, SatEngine(model) as sat:
        assert circuit.status(selection) == sat.status(selection)
        assert circuit.solve(selection) == sat.solve(selection)
        assert circuit.best(selection, objective) == sat.best(selection, objective)
        assert circuit.least(selection, objective) == sat.least(selection, objective)


def boolean(count: int, clauses: list[list[int]]) -> Model:
    return Model(
        tuple(Variable(f"b{number}", (0, 1)) for number in range(1, count + 1)),
        tuple(
            Clause(f"c{place}", tuple(Is(f"b{abs(literal)}", 1, literal > 0) for literal in clause))
            for place, clause in enumerate(clauses)
        ),
    )


@FEWER
@given(st.data())
def test_a_model_of_features_is_read_as_any_other(data: st.DataObject):
    domain = data.draw(st.sampled_from([(0, 1), (1, 0)]))
    names = [f"f{number}" for number in range(data.draw(st.integers(1, 5)))]
    clauses = data.draw(st.lists(st.lists(st.tuples(st.sampled_from(names), st.booleans()), max_size=3), max_size=6))
    rules = tuple(Clause("r", tuple(Is(name, 1, positive=sign) for name, sign in each)) for each in clauses)
    model = Model(tuple(Variable(name, domain) for name in names), rules)
    selection = data.draw(selections(model))
    assert CircuitEngine(model, kept=NOWHERE).status(selection) == ReferenceEngine(model).status(selection)
