"""Metrics as Prometheus reads them. Labels have few values: no address with ids in it, nothing of a customer."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from cpq.platform.observing.processes import PROCESSES

MEDIA_TYPE = CONTENT_TYPE_LATEST
_REQUEST_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The instruments of one service, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        self._requests = Counter("cpq_http_requests", "Requests answered", ("method", "route", "status"), registry=own)
        self._request_seconds = Histogram(
            "cpq_http_request_seconds",
            "Time to the end of the answer",
            ("method", "route"),
            buckets=_REQUEST_SECONDS,
            registry=own,
        )
        self.open_requests = Gauge(
            "cpq_http_requests_open", "Requests being answered", registry=own, multiprocess_mode="livesum"
        )
        self._phase_seconds = Histogram(
            "cpq_engine_seconds",
            "Work of the engine: read, price, explain, configure, check, render, and the stages inside",
            ("phase",),
            buckets=_REQUEST_SECONDS,
            registry=own,
        )
        self._remembered = Counter(
            "cpq_answers_asked", "Prices and configurations, by whether the answer was kept", ("kept",), registry=own
        )
        self._transactions = Histogram(
            "cpq_database_transaction_seconds",
            "Transactions, the wait for a connection left out",
            ("outcome",),
            buckets=_REQUEST_SECONDS,
            registry=own,
        )
        self.connections = Gauge(
            "cpq_database_connections_open", "Connections in use", registry=own, multiprocess_mode="livesum"
        )
        self._jobs = Gauge("cpq_jobs", "Jobs by state", ("state",), registry=own, multiprocess_mode="mostrecent")
        self._oldest_job = Gauge(
            "cpq_jobs_oldest_due_seconds",
            "How long the oldest due job has waited",
            registry=own,
            multiprocess_mode="mostrecent",
        )
        self._database = Gauge(
            "cpq_database_up",
            "1 where the database answered the last time it was asked",
            registry=own,
            multiprocess_mode="mostrecent",
        )
        self._rulebook = Gauge(
            "cpq_rulebook_in_force",
            "1 for the version in force",
            ("version",),
            registry=own,
            multiprocess_mode="livemax",
        )
        self._version: str | None = None

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request; a method that nobody knows is counted as OTHER."""
        method = method if method in _METHODS else "OTHER"
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(method, route).observe(seconds)

    @contextmanager
    def phase(self, name: str) -> Generator[None]:
        """Measures a phase of the engine, whatever comes of it."""
        begun = perf_counter()
        try:
            yield
        finally:
            self._phase_seconds.labels(name).observe(perf_counter() - begun)

    def remembered(self, kept: bool) -> None:
        """Counts a question whose answer could be kept."""
        self._remembered.labels("yes" if kept else "no").inc()

    def transaction(self, outcome: str, seconds: float) -> None:
        """Counts a transaction: committed, or rolled_back."""
        self._transactions.labels(outcome).observe(seconds)

    def in_force(self, version: str) -> None:
        """Says which rulebook is in force."""
        if version != self._version:
            if self._version is not None:
                self._rulebook.labels(self._version).set(0)
            self._version = version
        self._rulebook.labels(version).set(1)

    def jobs(self, counts: Iterable[tuple[str, int]], oldest_seconds: float) -> None:
        """Says how many jobs there are in each state."""
        self._database.set(1)
        for state, count in counts:
            self._jobs.labels(state).set(count)
        self._oldest_job.set(oldest_seconds)

    def database_away(self) -> None:
        """Says that the database did not answer."""
        self._database.set(0)

    def written(self) -> bytes:
        """Every metric in the text format, of all processes where there are several."""
        registry = self._registry
        if PROCESSES in os.environ:
            registry = CollectorRegistry()
            collect: Callable[[CollectorRegistry], object] = MultiProcessCollector
            collect(registry)
        return generate_latest(registry)
