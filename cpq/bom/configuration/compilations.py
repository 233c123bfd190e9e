"""Compiled products, kept: each product is compiled once, and once for each shape of what stands in its nested places."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from threading import RLock
from typing import cast

from cpq.bom.configuration.compiled import Compiled, Part, compile_product
from cpq.bom.configuration.shapes import PartShape, Shape
from cpq.bom.products import Configurable, Product
from cpq.rulebook.rulebook import Rulebook

MOST_KEPT = 64


class Compilations:
    """Those of a rulebook: `rulebook.derived(Compilations).of("RACK", shape)`. Safe to share between threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._made: OrderedDict[tuple[str, Shape], Compiled] = OrderedDict()
        self._lock = RLock()

    def of(self, product: str, shape: Shape) -> Compiled:
        """Raises `Refused` with everything wrong in the rules of the product or of one in it."""
        key = (product, shape)
        with self._lock:
            if key not in self._made:
                self._made[key] = self._compiled(product, shape)
                if len(self._made) > MOST_KEPT:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            return self._made[key]

    def _compiled(self, product: str, shape: Shape) -> Compiled:
        return compile_product(
            self._rulebook, cast("Configurable", self._rulebook.all(Product)[product]), self.parts(shape)
        )

    def parts(self, shape: Shape) -> dict[str, tuple[Part, ...]]:
        """What stands in the nested places of a product of this shape. Raises `Refused`."""
        return {place: tuple(self._parts(place, inside)) for place, inside in shape.places}

    def _parts(self, place: str, inside: tuple[PartShape, ...]) -> Iterator[Part]:
        for number, part in enumerate(inside):
            yield Part(place, number, part.quantity, self.of(part.product, part.inside))
