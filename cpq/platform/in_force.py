"""The rulebook in force: loaded once, checked, shared by every request; its configurators are compiled ahead."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Thread

from cpq.bom.configuration import Selection, configurator
from cpq.bom.products import Configurable, Product
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class InForce:
    """A rulebook and when it was loaded (UTC)."""

    rulebook: Rulebook
    loaded: datetime = field(default_factory=lambda: datetime.now(UTC))
    _begun: Event = field(default_factory=Event)
    _ready: Event = field(default_factory=Event)

    @property
    def ready(self) -> bool:
        """Whether every product that can be configured is compiled, so that nobody waits for it."""
        return self._ready.is_set()

    def prepare(self) -> None:
        """Compiles every configurable product; one that cannot be says so when it is asked about."""
        for product in self.rulebook.all(Product).values():
            if isinstance(product, Configurable):
                self._prepare(product)
        self._ready.set()

    def _prepare(self, product: Configurable) -> None:
        asked = configurator(self.rulebook, product)
        with suppress(Refused):
            asked.status(Selection())
            asked.complete(Selection())

    def prepare_beside(self) -> None:
        """The same, once, in a thread of its own, which does not keep the program from ending."""
        if self._begun.is_set():
            return
        self._begun.set()
        Thread(target=self.prepare, name="cpq-prepare", daemon=True).start()
