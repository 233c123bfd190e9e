"""Models of products with open places, kept with the rulebook like those of products whose parts are known."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import cast

from cpq.bom.configuration.alike_parts import Examples, compile_with_alike_parts
from cpq.bom.configuration.any_parts import compile_with_any_parts
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.compiled import Compiled, Parts
from cpq.bom.configuration.prepared import Prepared
from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.shapes import Shape, selected_shape
from cpq.bom.products import Configurable
from cpq.bom.solve.engines import Wanted
from cpq.rulebook.rulebook import Rulebook

MOST_KEPT = 64


class OpenModels:
    """`rulebook.derived(OpenModels)`: of a product whose parts a selection tells, but for its open places. Safe to share between threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._made: OrderedDict[Hashable, Prepared | None] = OrderedDict()
        self._lock = RLock()

    def with_any_parts(self, product: Configurable, given: Selection, wanted: Wanted) -> Prepared:
        """Raises `Refused`."""
        made = self._of(
            product, given, wanted, (), lambda parts: compile_with_any_parts(self._rulebook, product, parts)
        )
        return cast("Prepared", made)

    def with_alike_parts(
        self, product: Configurable, given: Selection, wanted: Wanted, examples: Examples
    ) -> Prepared | None:
        """None where an example cannot be built. The examples are those of their products. Raises `Refused`."""
        key = tuple((place, each.product) for place, each in examples.items())
        return self._of(
            product,
            given,
            wanted,
            key,
            lambda parts: compile_with_alike_parts(self._rulebook, product, parts, examples),
        )

    def _of(
        self,
        product: Configurable,
        given: Selection,
        wanted: Wanted,
        examples: tuple[tuple[str, str], ...],
        compiled: Callable[[Parts], Compiled | None],
    ) -> Prepared | None:
        shape = selected_shape(given.nested)
        key = (product.id, tuple(given.nested), shape, wanted, examples)
        with self._lock:
            if key not in self._made:
                made = compiled(self._parts(given, shape))
                self._made[key] = made and Prepared(made, wanted)
                if len(self._made) > MOST_KEPT:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            return self._made[key]

    def _parts(self, given: Selection, shape: Shape) -> Parts:
        """What stands in the places that the selection speaks of, those with nothing in them included."""
        standing = self._rulebook.derived(Compilations).parts(shape)
        return {place: standing.get(place, ()) for place in given.nested}
