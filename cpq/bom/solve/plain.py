"""The engine for what no circuit answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.errors import TooLarge
from cpq.bom.solve.sat import SatEngine

if TYPE_CHECKING:
    from cpq.bom.solve.engine import Engine
    from cpq.bom.solve.model import Model


def plain_engine(model: Model) -> Engine:
    """SAT; CP-SAT for a model whose sums are more than clauses hold. Raises `TooLarge` where neither holds it."""
    try:
        return SatEngine(model)
    except TooLarge:
        from cpq.bom.solve.cp_sat import CpSatEngine  # noqa: PLC0415 - it loads slowly and is seldom needed

        return CpSatEngine(model, alone=True)
