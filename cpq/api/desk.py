"""What every endpoint works with: the settings, the rulebook in force, the database, the pools for what takes long."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import TypeVar

from fastapi import Request
from sqlalchemy import Connection

from cpq.platform.in_force import InForce
from cpq.platform.observing.metrics import Metrics
from cpq.platform.observing.spans import Spans, spans_to
from cpq.platform.observing.watching import watch
from cpq.platform.people.door import Door
from cpq.platform.people.oidc.provider import Provider
from cpq.platform.people.oidc.setting_up import provider_of
from cpq.platform.rate_ledger import ledger_in
from cpq.platform.rates import Rates
from cpq.platform.remembered import Remembered
from cpq.platform.settings import Settings
from cpq.platform.storage.database import Database
from cpq.platform.work import Work
from cpq.rulebook.rulebook import Rulebook
from cpq.stages import watched

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """One for a service, the same for every request."""

    settings: Settings
    in_force: InForce
    database: Database
    work: Work
    storing: Work
    checking: Work
    rates: Rates
    remembered: Remembered
    door: Door = field(default_factory=Door)
    form_rates: Rates = field(default_factory=lambda: Rates(0.2, 10))
    """How often an address may send forms: nobody is known there."""
    provider: Provider | None = None
    metrics: Metrics = field(default_factory=Metrics)
    spans: Spans = field(default_factory=Spans)
    due: Event = field(default_factory=Event)
    """Set where a job was asked for that is due at once."""

    @property
    def rulebook(self) -> Rulebook:
        return self.in_force.rulebook

    @contextmanager
    def phase(self, name: str) -> Generator[None]:
        """Measures a phase of the engine, and makes a span of it; and so of every stage inside."""
        with self.spans.span(name), self.metrics.phase(name), watched(self.phase):
            yield

    async def do(self, work: Callable[[], T], *, long: bool) -> T:
        """What the work gives: in the event loop where it is short, else in a thread beside it."""
        return await self.work.run(work) if long else work()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What is in the database."""
        return await self.storing.run(lambda: self.database.read(work))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What the work gives, committed."""
        return await self.storing.run(lambda: self.database.write(work))

    def close(self) -> None:
        """Lets go of everything."""
        self.in_force.close()
        for each in (self.rates, self.form_rates, self.work, self.storing, self.checking):
            each.close()
        self.database.close()


def desk_for(settings: Settings, in_force: InForce, database: Database) -> Desk:
    """The desk of a service."""
    metrics = Metrics()
    watch(database, metrics)
    threads = 2 if database.is_sqlite else settings.database_connections
    return Desk(
        settings,
        in_force,
        database,
        Work("cpq-work", settings.threads, settings.most_waiting, settings.answer_seconds),
        Work("cpq-storing", threads, 500, settings.answer_seconds),
        Work("cpq-checking", 1, 4, settings.check_seconds),
        Rates(settings.requests_per_second, settings.burst, ledger_in(database)),
        Remembered(settings.remembered_bytes, metrics),
        form_rates=Rates(settings.forms_per_minute / 60, settings.form_burst, ledger_in(database)),
        provider=provider_of(settings),
        metrics=metrics,
        spans=spans_to(settings.traces),
    )


def desk_of(request: Request) -> Desk:
    """The desk of the service that a request came to."""
    return request.app.state.desk
