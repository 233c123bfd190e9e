"""From a model to its circuit, in one step; a circuit that was made before is read from disk.

There are two ways to search. By clauses: decide, propagate, fall apart; that suits models of many variables and few sums.
By automata, variable by variable: where many sums count the same variables, what matters of all that was chosen
before is where each count stands, and clauses do not see that.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cpq.bom.solve.ahead import is_worth_it
from cpq.bom.solve.circuit.budget import Budget, Clock
from cpq.bom.solve.circuit.circuit import Compiled, arranged, circuit_of, leaves_by_literal
from cpq.bom.solve.circuit.compiler import compiled
from cpq.bom.solve.circuit.encoding import encoded
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.simplifying import simplified
from cpq.bom.solve.circuit.tracing import MOST_VARIABLES, traced
from cpq.bom.solve.fingerprint import fingerprint
from cpq.bom.solve.meaning import scope
from cpq.bom.solve.normal_form import Linear, Predicate

if TYPE_CHECKING:
    from cpq.bom.solve.circuit.storage import Store
    from cpq.bom.solve.model import Model

WIDE = 300
"""Values of one variable; one with more is decided value by value, and the search by clauses is lost in it."""
MANY = 8
"""Sums that count one variable; with more the search by automata is the faster one, with fewer mostly the one by clauses."""


def compile_model(model: Model, budget: Budget, store: Store) -> Compiled:
    """Raises `DidNotCompile`."""
    key = fingerprint(model)
    if key is None:
        return _made(model, budget)
    made = store.load(key, model)
    if made is None or made.circuit.size > budget.size:
        if store.gave_up(key, budget):
            raise DidNotCompile
        try:
            made = _made(model, budget)
        except DidNotCompile:
            store.give_up(key, budget)
            raise
        store.save(key, made)
    return made


def _made(model: Model, budget: Budget) -> Compiled:
    made = (_by_automata if is_for_automata(model) else _by_clauses)(model, budget)
    if made.circuit.size > budget.size:
        raise DidNotCompile
    return made


def is_for_automata(model: Model) -> bool:
    """Small models are as quick either way, and automata need no machine code."""
    return not is_worth_it(model) or _is_wide(model) or most_counts(model) > MANY


def _is_wide(model: Model) -> bool:
    """Whether it has few variables, one of them of many values."""
    return len(model.domains) <= MOST_VARIABLES and max(map(len, model.domains.values()), default=0) > WIDE


def most_counts(model: Model) -> int:
    """The largest number of sums over more than two variables that one variable of more than two values is in."""
    counts = Counter[str]()
    for constraint in model.constraints:
        if isinstance(constraint, Linear | Predicate):
            names = scope(constraint)
            counts.update(name for name in names if len(names) > 2 < len(model.domains[name]))
    return max(counts.values(), default=0)


def _by_automata(model: Model, budget: Budget) -> Compiled:
    nodes, left_out = traced(model, Clock(budget))
    return Compiled(arranged(sum(map(len, model.domains.values())), nodes), left_out)


def _by_clauses(model: Model, budget: Budget) -> Compiled:
    given = encoded(model, Clock(budget))
    leaves = len(given.literals)
    simple = simplified(given.clauses)
    if simple is None:
        return Compiled(circuit_of(None, [], [], leaves), given.left_out)
    by_literal, always = leaves_by_literal(given.literals, simple.image, simple.clauses.variables)
    return Compiled(circuit_of(compiled(simple.clauses, budget), by_literal, always, leaves), given.left_out)
