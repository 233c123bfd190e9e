"""The base of everything that is read from outside: strict, closed, frozen, with places and both languages.

A field's docstring is its documentation: one English paragraph, then one Chinese. The reference pages and the JSON Schemas are generated
from them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from cpq.rulebook.place import Place
from cpq.rulebook.source import Source


class Strict(BaseModel):
    """No coercion, no unknown field, no change after loading."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        use_attribute_docstrings=True,
    )


class Entity(Strict):
    """Something of the rulebook that has an id (its key in the YAML mapping) and a place.

    A copy has no place: it stands nowhere.
    """

    # Slots, because checks and traces ask for places all the time, and pydantic's private attributes are ten times slower.
    __slots__ = ("_places", "_source")

    id: str

    def at(self, *path: str | int) -> Place:
        """Where the value at `path` below this entity is written: `price_list.at("entries", "SKU-1", "price")`.

        A path that is not written (a default) answers with the nearest written thing above it. Found once: every trace asks for it.
        """
        places: dict[tuple[str | int, ...], Place] | None = getattr(self, "_places", None)
        if places is None:
            return Place("")
        place = places.get(path)
        return self._found(path, places) if place is None else place

    def _found(self, path: tuple[str | int, ...], places: dict[tuple[str | int, ...], Place]) -> Place:
        source = self._written
        place = places[path] = source.at(*path) if source is not None else Place("")
        return place

    def value_at(self, *path: str | int) -> Place:
        """Where the value itself is written, where `at` gives the place of its key."""
        source = self._written
        return source.value(*path) if source is not None else Place("")

    def place_inside(self, path: Sequence[str | int], offset: int) -> Place:
        """The place of one character of the text at `path`, such as where an expression went wrong; counts from 0."""
        source = self._written
        return source.inside(path, offset) if source is not None else Place("")

    @property
    def written(self) -> object:
        """What is written under the entity's key: mappings, lists, texts, numbers; None for what stands nowhere."""
        source = self._written
        return source.found() if source is not None else None

    @property
    def place(self) -> Place:
        """Where the entity's own key is written."""
        return self.at()

    def came_from(self, source: Source) -> None:
        """Told once by the loader."""
        self._stands(source)

    def written_with(self, other: Entity) -> None:
        """Tells what is made of another entity that it stands where that one is written."""
        self._stands(other._written)

    def _stands(self, source: Source | None) -> None:
        if source is not None:
            object.__setattr__(self, "_source", source)
            object.__setattr__(self, "_places", {})

    @property
    def _written(self) -> Source | None:
        return getattr(self, "_source", None)
