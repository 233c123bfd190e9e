"""A compiled product with the engine that answers about it."""

from __future__ import annotations

from threading import Lock

from cpq.bom.configuration.compiled import Compiled
from cpq.bom.solve import Engine
from cpq.bom.solve.engines import Wanted, engine_of


class Prepared:
    """A compiled model, and its engine from the first question on."""

    def __init__(self, compiled: Compiled, engine: Wanted) -> None:
        self.compiled = compiled
        self._wanted: Wanted = engine
        self._lock = Lock()
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """Raises `SolveError` where the engine cannot hold the model."""
        with self._lock:
            if self._engine is None:
                self._engine = engine_of(self.compiled.model, self._wanted)
            return self._engine
