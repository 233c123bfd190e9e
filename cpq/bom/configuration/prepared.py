"""Compiled products with the engines that answer about them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.compiled import Compiled
from cpq.bom.configuration.shapes import Shape
from cpq.bom.products import Configurable
from cpq.bom.solve import Engine
from cpq.bom.solve.engines import Wanted, engine_of
from cpq.rulebook.rulebook import Rulebook

MOST_KEPT = 32
"""Engines kept for different contents of the nested places of one product."""


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


class Shapes(Protocol):
    """A product with whatever its nested places may hold."""

    @property
    def wanted(self) -> Wanted:
        """Which engine is to answer."""
        ...

    def of(self, shape: Shape) -> Prepared:
        """Raises `Refused`."""
        ...


@dataclass(frozen=True, slots=True)
class OneShape:
    """What is the same product whatever stands in it."""

    prepared: Prepared
    wanted: Wanted = "automatic"

    def of(self, shape: Shape) -> Prepared:
        return self.prepared


class PreparedShapes:
    """One product with each of the contents that its nested places have had lately, made at the first use."""

    def __init__(self, rulebook: Rulebook, product: str, engine: Wanted) -> None:
        self._compilations = rulebook.derived(Compilations)
        self._product = product
        self.wanted: Wanted = engine
        self._ready: OrderedDict[Shape, Prepared] = OrderedDict()
        self._lock = Lock()

    def of(self, shape: Shape) -> Prepared:
        """Raises `Refused` with everything wrong in the rules of the product or of one in it."""
        with self._lock:
            if shape not in self._ready:
                self._ready[shape] = Prepared(self._compilations.of(self._product, shape), self.wanted)
                if len(self._ready) > MOST_KEPT:
                    self._ready.popitem(last=False)
            self._ready.move_to_end(shape)
            return self._ready[shape]


class Engines:
    """What is prepared of every product of a rulebook, for every engine that is asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._made: dict[tuple[str, Wanted], PreparedShapes] = {}

    def of(self, product: Configurable, engine: Wanted) -> PreparedShapes:
        key = (product.id, engine)
        if key not in self._made:
            self._made[key] = PreparedShapes(self._rulebook, product.id, engine)
        return self._made[key]
