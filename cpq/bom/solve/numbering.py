"""The exact number of solutions, by a circuit that is compiled for the question where none is kept.

A count is asked for seldom, and solvers of clauses cannot count: so it may take longer than a click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.circuit.budget import Budget
from cpq.bom.solve.circuit.errors import DidNotCompile

if TYPE_CHECKING:
    from cpq.bom.solve.engine import Engine
    from cpq.bom.solve.model import Model

WHILE_WAITING = 2.0
"""Seconds in which a circuit is compiled for a count."""


def counting_engine(model: Model, seconds: float = WHILE_WAITING, *, with_machine_code: bool = False) -> Engine | None:
    """None where the model does not compile within the seconds.

    The search by clauses needs machine code, which takes longer than that to make where it is not kept: it is left to
    `cpq check` unless it may be made here.
    """
    from cpq.bom.solve.circuit.compiling import is_for_automata  # noqa: PLC0415 - the compiled passes load slowly
    from cpq.bom.solve.circuit.engine import CircuitEngine  # noqa: PLC0415
    from cpq.bom.solve.circuit.rehearsal import rehearse  # noqa: PLC0415
    from cpq.bom.solve.circuit.storage import Store, store  # noqa: PLC0415

    if not is_for_automata(model):
        if not with_machine_code:
            return None
        rehearse()
    try:
        return CircuitEngine(model, Budget(seconds=seconds), kept=store() if with_machine_code else Store(None))
    except DidNotCompile:
        return None
