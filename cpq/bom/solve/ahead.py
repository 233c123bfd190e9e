"""Compiling before anybody waits: a model's circuit is made once and kept, or it is kept in mind that it takes too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cpq.bom.solve.model import Model

WORTH_IT = 150
"""Values of a model, all variables together, below which SAT answers as fast as anybody can look."""

SECONDS = 10.0
"""For one model; a circuit that takes longer is rarely one that answers faster."""

Outcome = Literal["small", "kept", "too-large"]


def compile_ahead(model: Model, seconds: float = SECONDS) -> Outcome:
    """`kept`: from now on the circuit answers, in this process's successors too. `too-large`: SAT will.

    A model that was given up within the same budget is not tried again.
    """
    if sum(len(domain) for domain in model.domains.values()) < WORTH_IT:
        return "small"
    from cpq.bom.solve.circuit.compiler import Budget  # noqa: PLC0415 - the compiled passes load slowly
    from cpq.bom.solve.circuit.compiling import compile_model  # noqa: PLC0415
    from cpq.bom.solve.circuit.errors import DidNotCompile  # noqa: PLC0415
    from cpq.bom.solve.circuit.storage import store  # noqa: PLC0415

    try:
        compile_model(model, Budget(seconds=seconds), store())
    except DidNotCompile:
        return "too-large"
    return "kept"
