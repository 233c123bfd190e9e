"""Threads that deliver while the service runs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Event, Thread

from cpq.platform.storage.troubles import DatabaseTrouble
from cpq.platform.webhooks.delivering import Deliverer

_log = logging.getLogger("cpq.webhooks")


class Postman:
    """Looks for something to deliver every `seconds`, and goes on at once while there is something."""

    def __init__(self, deliverer: Deliverer, threads: int = 2, seconds: float = 1.0) -> None:
        self._deliverer, self._seconds, self._over = deliverer, seconds, Event()
        self._threads = [Thread(target=self._run, name=f"cpq-webhooks-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Begins nothing more, and waits for what was begun; what is not over by then is sent again by whoever starts next."""
        self._over.set()
        for each in self._threads:
            if each.is_alive():
                each.join(seconds)

    def _run(self) -> None:
        while not self._over.is_set():
            if not self._step():
                self._over.wait(self._seconds)

    def _step(self) -> bool:
        """A database that is away comes back; nothing else may end a thread, either."""
        try:
            return self._deliverer.step(datetime.now(UTC))
        except DatabaseTrouble as trouble:
            _log.warning("webhooks wait for the database: %s", trouble)
        except Exception:  # noqa: BLE001  said in the log
            _log.exception("a delivery failed by a defect")
        return False
