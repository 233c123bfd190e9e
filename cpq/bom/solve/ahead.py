"""Compiling before anybody waits: a model's circuit is made once and kept, or it is kept in mind that it takes too long."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from cpq.bom.solve.circuit.budget import Budget
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.folder import SUFFIX, circuit_folder
from cpq.bom.solve.fingerprint import fingerprint

if TYPE_CHECKING:
    from cpq.bom.solve.model import Model

WORTH_IT = 150
"""Values of a model, all variables together, below which SAT answers as fast as anybody can look."""

SECONDS = 10.0
"""For one model, where nothing else is said; a circuit that takes longer is rarely one that answers faster."""

Outcome = Literal["kept", "too-large"]


def seconds_allowed() -> float:
    """For one model: `$CPQ_COMPILE_SECONDS`, from 0.1 to 3600; anything else there is as if nothing was."""
    try:
        said = float(os.environ.get("CPQ_COMPILE_SECONDS", ""))
    except ValueError:
        return SECONDS
    return said if 0.1 <= said <= 3600 else SECONDS


def is_worth_it(model: Model) -> bool:
    """Whether a circuit answers noticeably faster."""
    return sum(map(len, model.domains.values())) >= WORTH_IT


def is_kept(model: Model) -> bool:
    """Whether there is a file for the circuit of a model. Nothing is compiled to find out, and next to nothing loaded."""
    folder = circuit_folder()
    if folder is None or not folder.is_dir():
        return False
    key = fingerprint(model)
    return key is not None and (folder / (key.hex() + SUFFIX)).exists()


def compile_ahead(model: Model, seconds: float | None = None) -> Outcome:
    """Within the seconds that are allowed, if none are said.

    `kept`: from now on the circuit answers, in this process's successors too, and the machine code for it is made.
    `too-large`: SAT will.

    A model that was given up within the same budget is not tried again.
    """
    from cpq.bom.solve.circuit.compiling import compile_model, is_for_automata  # noqa: PLC0415 - the passes load slowly
    from cpq.bom.solve.circuit.rehearsal import rehearse  # noqa: PLC0415
    from cpq.bom.solve.circuit.storage import store  # noqa: PLC0415

    if is_kept(model):
        return "kept"
    if not is_for_automata(model):
        rehearse()  # it is searched by machine code
    try:
        compile_model(model, Budget(seconds=seconds_allowed() if seconds is None else seconds), store())
    except DidNotCompile:
        return "too-large"
    rehearse()
    return "kept"
