"""The rulebook: everything that was read, typed, immutable, with the hash of its content as its version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from types import MappingProxyType
from typing import TypeVar, cast

from cpq.rulebook.folder import RuleFile
from cpq.rulebook.model import Entity
from cpq.rulebook.sheet import Sheet

E = TypeVar("E", bound=Entity)
T = TypeVar("T")


class Rulebook:
    """Ask it by kind: `rulebook.all(PriceList)["CNY-DIRECT-2026"]`.

    `version` is the SHA-256 (hex) of the files' names and content: the same files are the same version everywhere.
    `sheets` are its CSV files by their names inside the folder, such as `tables/lids.csv`,
    `bulk` the files of tables with very many rows and of coupons' digests, which are read by whoever asks for their content.
    """

    def __init__(
        self,
        version: str,
        entities: Mapping[type[Entity], Mapping[str, Entity]],
        sheets: Mapping[str, Sheet] = MappingProxyType({}),
        bulk: Mapping[str, RuleFile] = MappingProxyType({}),
    ) -> None:
        self.version = version
        self.sheets = sheets
        self.bulk = bulk
        self._entities = {kind: MappingProxyType(dict(found)) for kind, found in entities.items()}
        self._derived: dict[object, object] = {}
        self._lock = Lock()

    def all(self, kind: type[E]) -> Mapping[str, E]:
        """Everything of a kind, by id, in the order of the files' names and lines."""
        return cast("Mapping[str, E]", self._entities.get(kind, MappingProxyType({})))

    def get(self, kind: type[E], id: str) -> E | None:
        return self.all(kind).get(id)

    def one(self, kind: type[E]) -> E:
        """The only one of a section that stands once."""
        return next(iter(self.all(kind).values()))

    def derived(self, build: Callable[[Rulebook], T]) -> T:
        """What `build` makes of this rulebook, made once: an index, a graph, a compiled model."""
        known = self._derived.get(build)
        if known is None:
            made = build(self)
            with self._lock:
                known = self._derived.setdefault(build, made)
        return cast("T", known)
