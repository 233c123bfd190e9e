"""Every engine by its name. Each is loaded when it is first asked for: some take longer to load than most questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from cpq.bom.solve.automatic import AutomaticEngine
from cpq.bom.solve.sat import SatEngine

if TYPE_CHECKING:
    from cpq.bom.solve.engine import Engine
    from cpq.bom.solve.model import Model

Wanted = Literal["automatic", "reference", "sat", "circuit", "cp-sat", "coupled"]
"""The name of an engine, or `automatic` for the one that suits the model."""


def engine_of(model: Model, wanted: Wanted = "automatic") -> Engine:
    """Raises `TooLarge` where the engine cannot hold the model; so does `circuit` where it does not compile."""
    match wanted:
        case "automatic":
            return AutomaticEngine(model)
        case "sat":
            return SatEngine(model)
        case "circuit":
            from cpq.bom.solve.circuit.engine import CircuitEngine

            return CircuitEngine(model)
        case "cp-sat":
            from cpq.bom.solve.cp_sat import CpSatEngine

            return CpSatEngine(model)
        case "coupled":
            from cpq.bom.solve.coupled.engine import CoupledEngine

            return CoupledEngine(model)
        case "reference":
            from cpq.bom.solve.reference import ReferenceEngine

            return ReferenceEngine(model)
        case _:
            assert_never(wanted)
