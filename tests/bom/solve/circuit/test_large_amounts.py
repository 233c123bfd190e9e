"""Amounts beyond what a pass can add up are left to the engine that answers where there is no circuit: the answer is the same."""

from __future__ import annotations

from cpq.bom.solve import Clause, Is, Model, Term, Variable
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.coupled.engine import CoupledEngine
from cpq.bom.solve.sat import SatEngine

MODEL = Model((Variable("a", (0, 1)), Variable("b", (0, 1))), (Clause("one of them", (Is("a", 1), Is("b", 1))),))
HUGE = (Term("a", ((1, 2**59),)), Term("b", ((1, 2**59 + 3),)))


def test_huge_amounts_have_the_same_optimum_with_a_circuit_and_without() -> None:
    with SatEngine(MODEL) as plain:
        best, least = plain.best({}, HUGE), plain.least({}, HUGE)
    assert best is not None
    assert (best.total, best.proven) == (2**59, True)
    for make in (CircuitEngine, CoupledEngine):
        with make(MODEL) as engine:
            assert (engine.best({}, HUGE), engine.least({}, HUGE)) == (best, least)
