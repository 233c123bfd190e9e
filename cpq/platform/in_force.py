"""The rulebook in force: shared by every request, its configurators compiled ahead; changed at a moment, for all requests after it.

What is to be in force is asked of a shelf every few seconds, so that every process notices what one of them was told. What is to come is
loaded and compiled before its moment.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread
from typing import Protocol

from cpq.bom.configuration import Selection, configurator
from cpq.bom.products import Configurable, Product
from cpq.rulebook.finding import Refused
from cpq.rulebook.memory import take_for_granted
from cpq.rulebook.rulebook import Rulebook

KEPT = 4
"""So many rulebooks are kept loaded beside the one in force: those to come, and those of old quotes."""
AHEAD = timedelta(minutes=30)
"""So long before its moment a version is loaded."""
_log = logging.getLogger("cpq.rulebooks")


class UnknownVersion(LookupError):
    """There is no such version, or it cannot be loaded any more."""


@dataclass(frozen=True, slots=True)
class Planned:
    """From when on a version is in force, with which templates; None are those that come with the program."""

    version: str
    templates: str | None
    since: datetime


class Shelf(Protocol):
    """Where versions are stored."""

    def plan(self, now: datetime) -> Sequence[Planned]:
        """What is in force, then what is to come; nothing where nobody ever said."""
        ...

    def rulebook(self, version: str) -> Rulebook:
        """A version. Raises `UnknownVersion`."""
        ...


@dataclass(frozen=True, slots=True)
class _Present:
    """What is in force, and the next change: both are looked at together, and changed together."""

    rulebook: Rulebook
    planned: Planned
    next: _Present | None = None


class InForce:
    """The rulebook in force, from a shelf or once and for all."""

    def __init__(
        self, rulebook: Rulebook, shelf: Shelf | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._clock = clock or (lambda: datetime.now(UTC))
        self._present = _Present(rulebook, Planned(rulebook.version, None, self._clock()))
        self._shelf = shelf
        self._kept: OrderedDict[str, Rulebook] = OrderedDict()
        self._lock = Lock()
        self._looking = Lock()
        self._ready = Event()
        self._ended = Event()
        self._begun = False

    @property
    def rulebook(self) -> Rulebook:
        return self._now().rulebook

    @property
    def planned(self) -> Planned:
        """Since when it is in force, with which templates."""
        return self._now().planned

    def of(self, version: str) -> Rulebook:
        """The rulebook of a version, such as an old quote's. Raises `UnknownVersion`. It may take seconds."""
        present = self._now().rulebook
        if present.version == version:
            return present
        with self._lock:
            found = self._kept.get(version)
            if found is not None:
                self._kept.move_to_end(version)
                return found
        if self._shelf is None:
            raise UnknownVersion(version)
        return self._keep(self._shelf.rulebook(version))

    def look(self) -> None:
        """Asks the shelf what is in force and what is next, and loads it. Raises what the shelf raises; then all stays as it is."""
        if self._shelf is None:
            return
        with self._looking:
            plan = self._shelf.plan(self._clock())
            if plan:
                self._follow(plan)

    def _follow(self, plan: Sequence[Planned]) -> None:
        first, *later = plan
        before = self._now()
        rulebook = self.of(first.version)
        if (first.version, first.templates) != (before.planned.version, before.planned.templates):
            self._keep(before.rulebook)
            _log.info("rulebook %s is in force since %s", first.version[:12], first.since.isoformat())
        self._present = _Present(rulebook, first)
        if later and later[0].since - self._clock() <= AHEAD:
            self._present = _Present(rulebook, first, self._following(later[0], before))

    def _following(self, planned: Planned, before: _Present) -> _Present:
        """What comes next, compiled; it may be known already."""
        if before.next is not None and before.next.planned == planned:
            return before.next
        rulebook = self.of(planned.version)
        compile_products(rulebook)
        return _Present(rulebook, planned)

    def _now(self) -> _Present:
        present = self._present
        while present.next is not None and present.next.planned.since <= self._clock():
            present = present.next
        return present

    def _keep(self, rulebook: Rulebook) -> Rulebook:
        with self._lock:
            self._kept[rulebook.version] = rulebook
            self._kept.move_to_end(rulebook.version)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return rulebook

    @property
    def ready(self) -> bool:
        """Whether every product that can be configured was compiled once, so that nobody waits for it."""
        return self._ready.is_set()

    def prepare(self) -> None:
        """Compiles every configurable product, and sets all that is there aside: no answer waits while Python looks through it."""
        compile_products(self.rulebook)
        take_for_granted()
        self._ready.set()

    def prepare_beside(self, seconds: float = 2.0) -> None:
        """The same, once, in a thread of its own, which then looks after the shelf every so many seconds until the service ends."""
        with self._lock:
            if self._begun:
                return
            self._begun = True
        Thread(target=self._keep_looking, args=(seconds,), name="cpq-rulebooks", daemon=True).start()

    def _keep_looking(self, seconds: float) -> None:
        self.prepare()
        compiled = self.rulebook.version
        while not self._ended.wait(seconds):
            try:
                self.look()
                if self.rulebook.version != compiled:
                    compiled = self.rulebook.version
                    self.prepare()
            except Exception:  # noqa: BLE001  the database may be away for a while: what is in force stays
                _log.warning("what rulebook is in force could not be asked; the present one stays", exc_info=True)

    def close(self) -> None:
        """Ends the looking."""
        self._ended.set()


def compile_products(rulebook: Rulebook) -> None:
    """Compiles every configurable product of a rulebook; one that cannot be says so when it is asked about."""
    for product in rulebook.all(Product).values():
        if isinstance(product, Configurable):
            asked = configurator(rulebook, product)
            with suppress(Refused):
                asked.status(Selection())
                asked.complete(Selection())
