"""A compiled product with the engine that answers about it."""

from __future__ import annotations

from threading import Lock

from cpq.bom.configuration.compiled import Compiled
from cpq.bom.solve import Engine, SolveError
from cpq.bom.solve.engines import Wanted, engine_of
from cpq.rulebook.finding import Finding, Refused


class Prepared:
    """A compiled model, and its engine from the first question on."""

    def __init__(self, compiled: Compiled, engine: Wanted) -> None:
        self.compiled = compiled
        self._wanted: Wanted = engine
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
            return engine_of(self.compiled.model, self._wanted)
        except SolveError as error:
            place = self.compiled.product.place
            raise Refused([Finding("configuration-too-large", place, error.text)]) from None
