"""A compiled product with the engine that answers about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock

from cpq.bom.configuration.compiled import Compiled
from cpq.bom.solve import Engine, EngineName, Model, SolveError
from cpq.bom.solve.coupled import CoupledEngine
from cpq.bom.solve.cp_sat import CpSatEngine
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.sat import SatEngine
from cpq.rulebook.finding import Finding, Refused

ENGINES: Mapping[EngineName, Callable[[Model], Engine]] = {
    "sat": SatEngine,
    "cp-sat": CpSatEngine,
    "reference": ReferenceEngine,
    "coupled": CoupledEngine,
}


class Prepared:
    """A compiled model, and its engine from the first question on."""

    def __init__(self, compiled: Compiled, engine: EngineName) -> None:
        self.compiled = compiled
        self._make = ENGINES[engine]
        self._lock = Lock()
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """Raises `Refused` where the engine cannot hold the model."""
        with self._lock:
            if self._engine is None:
                self._engine = self._made()
            return self._engine

    def _made(self) -> Engine:
        try:
            return self._make(self.compiled.model)
        except SolveError as error:
            place = self.compiled.product.place
            raise Refused([Finding("configuration-too-large", place, error.text)]) from None
