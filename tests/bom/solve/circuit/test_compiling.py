"""What does not compile says so; what does may be shared."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from random import Random
from unittest.mock import patch

import pytest

from cpq.bom.solve import Clause, Count, Is, Least, Linear, Model, Table, Term, Variable, between
from cpq.bom.solve.circuit.budget import Budget
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.storage import Store

NOWHERE = Store(None)


@pytest.fixture(autouse=True)
def by_clauses():
    """Small models are otherwise searched by automata."""
    with patch("cpq.bom.solve.circuit.compiling.is_for_automata", return_value=False):
        yield


def hard(count: int = 30, clauses: int = 75, seed: int = 5) -> Model:
    """Random clauses of three literals, about as many as have the largest circuits."""
    random = Random(seed)
    names = [f"b{number}" for number in range(count)]
    return Model(
        tuple(Variable(name, (0, 1)) for name in names),
        tuple(
            Clause(f"c{place}", tuple(Is(name, random.randint(0, 1)) for name in random.sample(names, 3)))
            for place in range(clauses)
        ),
    )


@pytest.mark.parametrize("budget", [Budget(decisions=3), Budget(nodes=200), Budget(numbers=900), Budget(size=50)])
def test_a_model_beyond_the_budget_did_not_compile(budget: Budget):
    with pytest.raises(DidNotCompile):
        CircuitEngine(hard(), budget, NOWHERE)


def test_time_is_a_budget_too():
    with pytest.raises(DidNotCompile):
        CircuitEngine(hard(200, 400), Budget(seconds=0.0), NOWHERE)


def test_a_circuit_may_be_asked_by_many_at_once():
    model = hard(40, 80)
    names = [each.name for each in model.variables]
    with CircuitEngine(model, kept=NOWHERE) as engine:
        questions = [{name: value} for name in names for value in (0, 1)]
        objective = [Term.when(name, 1, place) for place, name in enumerate(names)]

        def ask(selection: dict[str, int]) -> object:
            return engine.status(selection), engine.count(selection), engine.best(selection, objective)

        alone = [ask(each) for each in questions]
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, questions)) == alone


def test_numbers_of_solutions_are_exact_beyond_any_float():
    model = Model(tuple(Variable(f"v{number}", tuple(range(7))) for number in range(300)), ())
    with CircuitEngine(model, kept=NOWHERE) as engine:
        assert engine.count({}) == Count(7**300)
        assert engine.count({"v0": 3, "v1": frozenset((1, 2))}) == Count(2 * 7**298)


def test_a_sum_over_many_variables_is_decided_on_the_circuit():
    variables = tuple(Variable(f"v{number}", (0, 1, 2, 3)) for number in range(30))
    weights = [
        Term(each.name, ((1, 1_001 + 7 * place), (2, 2_003), (3, 90_000))) for place, each in enumerate(variables)
    ]
    limit = Linear("limit", tuple(weights), "<=", 93_000)
    with CircuitEngine(Model(variables, (limit,)), kept=NOWHERE) as engine:
        status = engine.status({"v0": 3, "v1": 2})
        assert status.values["v2"] == (0,)
        assert engine.status({"v0": 3}).values["v29"] == (0, 1, 2)
        assert not engine.status({"v0": 3, "v1": 2, "v2": 1}).possible


def test_groups_with_cardinalities_and_guards_compile():
    options = tuple(Variable(f"o{number}", (0, 1)) for number in range(12))
    chosen = tuple(Is(each.name, 1) for each in options)
    table = Table("t", ("o0", "o1", "o2"), ((1, 1, 1), (0, 0, 0)), when=(Is("o3", 1),))
    with CircuitEngine(Model(options, (*between("g", chosen, 2, 4), table)), kept=NOWHERE) as engine:
        # C(12,2..4) = 66 + 220 + 495; of those with o3, three of o0..o2 or none: 1, 8, 28 + 1
        assert engine.count({"o3": 0}) == Count(55 + 165 + 330)
        assert engine.count({"o3": 1}) == Count(8 + 28 + 56 + 1)


def test_a_model_without_variables_has_one_solution_or_none():
    with CircuitEngine(Model((), ()), kept=NOWHERE) as engine:
        assert engine.count({}) == Count(1)
        assert engine.status({}).possible
        assert engine.solve({}) == {}
    with CircuitEngine(Model((), (Clause("r", ()),)), kept=NOWHERE) as engine:
        assert engine.count({}) == Count(0)
        assert not engine.status({}).possible
        assert engine.solve({}) is None


def test_sums_beyond_what_a_pass_can_add_up_are_exact():
    with CircuitEngine(Model((Variable("a", (0, 1)),), ()), kept=NOWHERE) as engine:
        assert engine.least({"a": 1}, [Term.when("a", 1, 2**70)]) == Least({"a": {1: 2**70}})


def test_nothing_is_loaded_before_a_circuit_is_wanted():
    loaded = "import sys, cpq.answer, cpq.bom.configuration.configurator; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
