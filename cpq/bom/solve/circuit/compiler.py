"""Drives a compilation: simplify, order, search within a budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.budget import Budget, Clock
from cpq.bom.solve.circuit.clauses import Clauses, formula_of, trail_of, watches_of
from cpq.bom.solve.circuit.components import Components, Known
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.kernels import Bytes, Ints, Longs
from cpq.bom.solve.circuit.ordering import ranks
from cpq.bom.solve.circuit.search import CHILDREN, DECISIONS, DONE, FALSE, FULL, NODES, RESULT, Search, State, advance

if TYPE_CHECKING:
    from cpq.bom.solve.circuit.propagation import Formula

SLICE = 500
"""Decisions between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """What the search made: `root`, and the nodes as `Search` describes them, over `variables` variables."""

    variables: int
    root: int
    child_start: Longs
    children: Ints
    either: Bytes
    decisions: int


def compiled(clauses: Clauses, budget: Budget) -> Nodes | None:
    """The nodes of simplified clauses, None when nothing satisfies them. Raises `DidNotCompile`."""
    formula = formula_of(clauses)
    state = State(formula, watches_of(formula), trail_of(formula), *_room(clauses, formula, budget))
    advance(state, 0)  # so that making the machine code does not count
    clock = Clock(budget)
    ends = state.search.ends
    while (mode := advance(state, SLICE)) < DONE:
        clock.look()
        if ends[DECISIONS] > budget.decisions:
            raise DidNotCompile
    if mode == FULL:
        raise DidNotCompile
    if ends[RESULT] == FALSE:
        return None
    nodes, children = int(ends[NODES]), int(ends[CHILDREN])
    search = state.search
    return Nodes(
        clauses.variables,
        int(ends[RESULT]),
        search.child_start[: nodes + 1].copy(),
        search.children[:children].copy(),
        search.either[:nodes].copy(),
        int(ends[DECISIONS]),
    )


def _room(clauses: Clauses, formula: Formula, budget: Budget) -> tuple[Components, Known, Search]:
    """Memory is only taken where it is written to."""
    variables, long = clauses.variables, len(formula.clause_start) - 1 - len(clauses.groups)
    return _components(variables, long, budget), _known(budget), _search(clauses, budget)


def _ints(size: int) -> Ints:
    return np.empty(size, np.int32)


def _components(variables: int, long: int, budget: Budget) -> Components:
    stack = 8 * variables + 64
    room = budget.numbers // 8
    components = Components(
        variable_start=np.zeros(stack + 1, np.int32),
        variables=_ints(max(room, 4 * variables)),
        clause_start=np.zeros(stack + 1, np.int32),
        clauses=_ints(max(room, 4 * long)),
        label_of_variable=np.zeros(variables, np.int32),
        label_of_clause=np.zeros(long, np.int32),
        variable_end=_ints(stack),
        clause_end=_ints(stack),
        hashes=np.empty(stack, np.int64),
        queue=_ints(variables + 1),
        numbers=_ints(variables + 2),
        free=_ints(variables + 1),
        ends=np.zeros(4, np.int64),
    )
    components.variables[:variables] = np.arange(variables)
    components.clauses[:long] = np.arange(long)
    components.variable_start[1] = variables
    components.clause_start[1] = long
    components.ends[0] = 1
    return components


def _known(budget: Budget) -> Known:
    entries = budget.nodes
    slots = 1 << (2 * entries - 1).bit_length()
    return Known(
        slots=np.zeros(slots, np.int32),
        hashes=np.empty(entries, np.int64),
        key_start=np.zeros(entries + 1, np.int64),
        variable_count=_ints(entries),
        keys=_ints(budget.numbers),
        nodes=_ints(entries),
        ends=np.zeros(2, np.int64),
    )


def _search(clauses: Clauses, budget: Budget) -> Search:
    frames = clauses.variables + 2
    return Search(
        component=np.zeros(frames, np.int32),
        literal=_ints(frames),
        trail_size=np.zeros(frames, np.int32),
        next_component=_ints(frames),
        last_component=_ints(frames),
        first_part=np.zeros(frames, np.int32),
        first_branch=_ints(frames),
        parts=_ints(16 * clauses.variables + 1024),
        child_start=np.zeros(budget.nodes + 1, np.int64),
        children=_ints(budget.numbers),
        either=np.empty(budget.nodes, np.uint8),
        rank=ranks(clauses),
        ends=np.zeros(8, np.int64),
    )
