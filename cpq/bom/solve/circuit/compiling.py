"""From a model to its circuit, in one step; a circuit that was made before is read from disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpq.bom.solve.circuit.circuit import Circuit, circuit_of, leaves_by_literal
from cpq.bom.solve.circuit.compiler import Budget, compiled
from cpq.bom.solve.circuit.encoding import Encoded, encoded
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.simplifying import simplified
from cpq.bom.solve.circuit.storage import Store, key_of

if TYPE_CHECKING:
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Linear


@dataclass(frozen=True, slots=True)
class Compiled:
    """A circuit over the leaves of a model, and the sums that it leaves out."""

    circuit: Circuit
    sums: tuple[Linear, ...]


def compile_model(model: Model, budget: Budget, store: Store) -> Compiled:
    """Raises `DidNotCompile`."""
    given = encoded(model)
    key = key_of(given)
    circuit = store.load(key, len(given.literals))
    if circuit is None or circuit.size > budget.size:
        if store.gave_up(key, budget):
            raise DidNotCompile
        try:
            circuit = _compile(given, budget)
        except DidNotCompile:
            store.give_up(key, budget)
            raise
        store.save(key, circuit)
    return Compiled(circuit, given.sums)


def _compile(given: Encoded, budget: Budget) -> Circuit:
    leaves = len(given.literals)
    simple = simplified(given.clauses)
    if simple is None:
        return circuit_of(None, [], [], leaves)
    by_literal, always = leaves_by_literal(given.literals, simple.image, simple.clauses.variables)
    circuit = circuit_of(compiled(simple.clauses, budget), by_literal, always, leaves)
    if circuit.size > budget.size:
        raise DidNotCompile
    return circuit
