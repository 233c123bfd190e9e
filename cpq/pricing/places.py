"""Where rules are written, looked up once."""

from __future__ import annotations

from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook


class Places:
    """Made once for a rulebook: `rulebook.derived(Places).of(rule, "adjust")`.

    An entity walks through what was read each time it is asked; a quote of 1,000 lines asks for the same few places again and again.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._known: dict[tuple[type[Entity], str, tuple[str | int, ...]], Place] = {}

    def of(self, entity: Entity, *path: str | int) -> Place:
        """The same as `entity.at(*path)`."""
        key = type(entity), entity.id, path
        place = self._known.get(key)
        if place is None:
            place = self._known[key] = entity.at(*path)
        return place
