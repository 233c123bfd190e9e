"""A circuit made from automata ends with its root, whatever became of branches that turned out to be impossible."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from cpq.bom.solve import ANY, Clause, Count, Is, Linear, Model, Table, Term, Variable
from cpq.bom.solve.circuit.automata import automaton_of, steps_foreseen
from cpq.bom.solve.circuit.budget import Budget
from cpq.bom.solve.circuit.circuit import arranged
from cpq.bom.solve.circuit.compiling import compile_model
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.errors import DidNotCompile
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


@pytest.mark.parametrize("constraints", [(), (Clause("odd", (Is("length", 7), Is("width", 9))),)])
def test_numbers_of_thousands_of_values_compile(constraints: tuple[Clause, ...]):
    """Value by value; by clauses, each is thousands of decisions deep."""
    model = Model((Variable("length", tuple(range(2_901))), Variable("width", tuple(range(1_401)))), constraints)
    made = compile_model(model, Budget(seconds=5), Store(None))
    assert made.circuit.size < 10 * (2_901 + 1_401)


@pytest.mark.parametrize("bound", [3, 40, 99, 150])
def test_of_a_sum_no_more_steps_are_foreseen_than_taken(bound: int):
    """Each state of the second level takes a step for every value, before equal ones are made one."""
    domains = {"a": range(10), "b": range(30)}
    terms = tuple(Term(name, tuple((value, 5 * value) for value in domain)) for name, domain in domains.items())
    constraint, order = Linear("sum", terms, "<=", bound), {"a": 0, "b": 1}
    foreseen = steps_foreseen(constraint, order, domains)
    undecided = [value for value in domains["a"] if 5 * value <= bound < 5 * value + 145]
    assert foreseen == len(undecided) * 30
    assert automaton_of(constraint, order, domains) is not False


def test_sums_that_would_take_minutes_are_not_begun(monkeypatch: pytest.MonkeyPatch):
    domain = tuple(range(2_000))
    names = [f"v{number}" for number in range(9)]
    terms = [Term(name, tuple((value, value) for value in domain)) for name in names]
    sums = [Linear(f"{a} {b}", (a_term, b_term), "<=", 2_500) for (a, a_term), (b, b_term) in _pairs(names, terms)]
    monkeypatch.setattr("cpq.bom.solve.circuit.tracing.automaton_or_left_out", _never)
    with pytest.raises(DidNotCompile):
        compile_model(Model(tuple(Variable(name, domain) for name in names), tuple(sums)), Budget(), Store(None))


def _pairs(names: list[str], terms: list[Term]) -> Iterator[tuple[tuple[str, Term], tuple[str, Term]]]:
    return combinations(zip(names, terms, strict=True), 2)


def _never(*_: object) -> None:
    pytest.fail("an automaton was begun")
