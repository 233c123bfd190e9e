"""Every question asked once, so that nobody waits for machine code at a click."""

from __future__ import annotations

from functools import cache

from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.storage import Store
from cpq.bom.solve.model import Model
from cpq.bom.solve.normal_form import Clause, Is, Linear, Table, Term, Variable

ANY_MODEL = Model(
    tuple(Variable(f"v{number}", (0, 1, 2)) for number in range(12)),
    (
        Table("table", ("v0", "v1", "v2"), ((0, 1, 2), (1, 1, 1), (2, 0, 0))),
        Clause("clause", (Is("v3", 0), Is("v4", 1))),
        Linear(
            "sum",
            tuple(Term(f"v{number}", ((1, 900 + 37 * number**2), (2, 2_000 + 91 * number**2))) for number in range(12)),
            "<=",
            20_000,
        ),
    ),
)
"""Its sum, the last, comes to so many different totals that the circuit leaves it out."""


@cache
def rehearse() -> None:
    """Makes what machine code is still missing, and keeps it: some seconds once, nothing after that."""
    for model in (ANY_MODEL, Model(ANY_MODEL.variables, ANY_MODEL.constraints[:-1])):
        with CircuitEngine(model, kept=Store(None)) as engine:
            engine.status({})
            engine.solve({})
            engine.count({})
            engine.least({}, [Term.when("v0", 1)])
