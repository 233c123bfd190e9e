"""A circuit made from automata ends with its root, whatever became of branches that turned out to be impossible."""

from __future__ import annotations

from cpq.bom.solve import ANY, Clause, Count, Is, Linear, Model, Table, Term, Variable
from cpq.bom.solve.circuit.circuit import arranged
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.storage import Store


def test_nodes_that_the_root_does_not_need_are_left_out_however_high_they_are():
    either, both = True, False
    circuit = arranged(2, [(either, (0, 1)), (both, (0, 2)), (either, (1, 3)), (both, (0, 1))])
    assert circuit.either.tolist() == [0]
    assert circuit.children.tolist() == [0, 1]


def test_a_branch_that_is_impossible_costs_no_solution():
    """The sum is asked of all the variables before the table is found to forbid safe = 1: one is 0, 4 nodes, 8 times what else is free."""
    several = tuple(Is("one", value, positive=False) for value in range(4))
    weights = {"cpu": ((3, 1),), "fan": ((1, 1),), "one": ((4, 1), (5, 2)), "a": ((1, -1),), "b": ((1, -1),)}
    model = Model(
        (
            Variable("cpu", (1, 2, 3)),
            Variable("fan", (0, 1)),
            Variable("one", (0, 1, 2, 3, 4, 5)),
            Variable("a", (0, 1)),
            Variable("b", (0, 1)),
            Variable("factor", (0, 1)),
            Variable("safe", (0, 1)),
        ),
        (
            Linear("node", (Term("fan", ((1, 1),)), Term("cpu", ((1, -1), (2, -1), (3, -3)))), "<=", -1),
            Linear("sum", tuple(Term(name, each) for name, each in weights.items()), ">=", 0, several),
            Clause("sum", (Is("one", 0), Is("safe", 0, positive=False))),
            Table("table", ("one", "safe"), ((ANY, frozenset({0})), (frozenset({0}), frozenset({0})))),
        ),
    )
    with CircuitEngine(model, kept=Store(None)) as engine:
        assert engine.count({}) == Count(32)
