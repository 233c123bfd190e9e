"""Sums of hundreds of quantities that hang together: every engine stops after so much work, whatever it takes by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from cpq.bom.solve import Conflict, Is, Linear, Model, OutOfBudget, Term, Variable
from cpq.bom.solve.automatic import AutomaticEngine
from cpq.bom.solve.cp_sat import CpSatEngine, problem
from cpq.bom.solve.cp_sat.spending import LIMIT
from cpq.bom.solve.effort import Limits
from cpq.bom.solve.sat import SatEngine
from cpq.bom.solve.solver import A_COLUMN, Solver


def entangled(quantities: int, sums: int, most: int = 20) -> Model:
    """So many sums over all quantities, each of which counts once or twice, and each sum comes to half of what it can."""
    random = Random(1)
    names = [f"q{place}" for place in range(quantities)]
    rules: list[Linear] = []
    for place in range(sums):
        weights = {name: random.choice((1, 2)) for name in names}
        variables = {name: Variable(name, tuple(range(most + 1))) for name in names}
        terms = tuple(Term.times(variables[name], weight) for name, weight in weights.items())
        rules.append(Linear(f"sum{place}", terms, "==", sum(weights.values()) * most // 2))
    return Model(tuple(Variable(name, tuple(range(most + 1))) for name in names), tuple(rules))


@pytest.fixture
def searches() -> Iterator[list[str]]:
    """What was searched, by which solver."""
    made: list[str] = []
    by_sat, by_cp_sat = Solver._possible, problem.new_solver  # pyright: ignore[reportPrivateUsage]

    def sat(*given: Any) -> bool:
        made.append("sat")
        return by_sat(*given)

    def cp_sat() -> Any:
        made.append("cp-sat")
        return by_cp_sat()

    with patch.object(Solver, "_possible", sat), patch.object(problem, "new_solver", cp_sat):
        yield made


def test_answers_that_a_sum_cuts_off_are_work(searches: list[str]):
    limits = Limits(conflicts_a_search=10**9, conflicts=10**9, propagations=10**6, seconds=10**9)
    with patch("cpq.bom.solve.sums.MOST_CLAUSES", 300), patch("cpq.bom.solve.sat.QUICK", limits):
        with SatEngine(entangled(60, 6), patient=False) as engine, pytest.raises(OutOfBudget):
            engine.status({}, ())
        columns = 2 * 6 * 60
        assert 1 < len(searches) <= limits.propagations / (A_COLUMN * columns) + 1


def test_a_question_of_many_small_searches_ends(searches: list[str]):
    model, most = entangled(8, 1), 0.04
    with patch("cpq.bom.solve.cp_sat.spending.SEARCHES", most / LIMIT), CpSatEngine(model, alone=True) as engine:
        least = engine.least({}, [Term("q0", tuple((value, -value) for value in range(21)))])
    assert not least.proven
    assert 1 < len(searches) <= most / problem.Problem(model).least + 1


def test_where_nothing_is_left_to_be_spent_a_conflict_names_more_than_it_need(searches: list[str]):
    odd = [
        Linear(f"odd{place}", (Term(f"q{place}", tuple((value, 2 * value) for value in range(21))),), "==", 1)
        for place in range(8)
    ]
    parts = entangled(60, 6)
    with (
        patch("cpq.bom.solve.cp_sat.spending.SEARCHES", 0.005),
        patch.object(problem, "MOST_SECONDS", 10**6),
        CpSatEngine(Model(parts.variables, (*parts.constraints, *odd)), alone=True) as engine,
    ):
        found = engine.why_not({"q9": 3}, Is("q10", 4))
    assert found == Conflict(("q9",), engine.model.rules)
    assert len(searches) == 1


def test_the_automatic_engine_says_what_it_did_not_find_out(searches: list[str]):
    limits = Limits(conflicts_a_search=10**9, conflicts=10**9, propagations=10**5, seconds=10**9)
    with (
        patch("cpq.bom.solve.sums.MOST_CLAUSES", 300),
        patch("cpq.bom.solve.sat.QUICK", limits),
        patch("cpq.bom.solve.sat.PATIENT", limits),
        patch.object(CpSatEngine.__init__, "__defaults__", (0.02,)),
        AutomaticEngine(entangled(40, 6)) as engine,
        pytest.raises(OutOfBudget, match="limits of one question"),
    ):
        engine.status({})
    assert {*searches} == {"sat", "cp-sat"}
    assert len(searches) <= 30
