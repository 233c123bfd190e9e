"""Real services for tests that end them without warning: `cpq serve` in processes of their own, on one database."""

from __future__ import annotations

import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO, cast

import httpx

HOME = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds in which a service says where it is, and a process that was killed is gone."""


class Nursery:
    """A process that forks services."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.faults.nursery"]
        self._process = subprocess.Popen(
            command, cwd=HOME, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() == "ready"

    def begin(self, folder: Path, log: Path, settings: dict[str, str]) -> int:
        """The number of the process of a service that serves a folder."""
        environment = {**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", "CPQ_LANG": "en", **settings}
        asked = {"environment": environment, "folder": str(folder), "log": str(log)}
        orders = cast("IO[str]", self._process.stdin)
        orders.write(json.dumps(asked) + "\n")
        orders.flush()
        return int(self._answer())

    def _answer(self) -> str:
        return cast("IO[str]", self._process.stdout).readline().strip()

    def close(self) -> None:
        self._process.communicate(timeout=PATIENCE)


class Service:
    """One service, begun again at the same port as often as it is killed."""

    def __init__(self, nursery: Nursery, folder: Path, database: str, log: Path, **settings: str) -> None:
        self._nursery, self._folder, self._log = nursery, folder, log
        self._settings = {
            "CPQ_DATABASE": database,
            "CPQ_LOG_LEVEL": "warning",
            "CPQ_BURST": "100000",
            "CPQ_WEBHOOK_HTTP": "true",
            "CPQ_WEBHOOK_ANYWHERE": "true",
            **settings,
        }
        self._process: int | None = None
        self._ending = Lock()
        self.port, self.kills = 0, 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begins it, and waits until its port listens."""
        self._log.write_text("")
        self._pid = self._nursery.begin(self._folder, self._log, {**self._settings, "CPQ_PORT": str(self.port)})
        self._process = os.pidfd_open(self._pid)
        until = time.monotonic() + PATIENCE
        while (found := re.search(r"http://127\.0\.0\.1:(\d+)", self.said())) is None:
            assert time.monotonic() < until, self.said()
            time.sleep(0.005)
        self.port = int(found[1])

    def said(self) -> str:
        """What it said since it began."""
        return self._log.read_text("utf-8")

    def defects(self) -> list[str]:
        """What it said of things that nobody foresaw."""
        lines = self.said().splitlines()
        return [each for each in lines if '"level": "error"' in each and '"exception"' in each]

    @property
    def alive(self) -> bool:
        return self._process is not None and not select.select([self._process], [], [], 0)[0]

    def kill(self) -> None:
        """By SIGKILL, unless it is gone by itself already; returns when it does not run any more."""
        self.kills += self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator stops it."""
        self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> bool:
        """Whether it ran: who is told of something ends it, too, while the test does."""
        with self._ending:
            if self._process is None:
                return False
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, by)
            assert select.select([self._process], [], [], PATIENCE)[0]
            os.close(self._process)
            self._process = None
            return True

    def limit_files(self, size: int) -> None:
        """No file may grow over so many bytes from now on, as if the disk were full."""
        resource.prlimit(self._pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def client(self, key: str) -> httpx.Client:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=self.address, headers=headers, timeout=PATIENCE, verify=False, trust_env=False)


@contextmanager
def nursery() -> Generator[Nursery]:
    begun = Nursery()
    try:
        yield begun
    finally:
        begun.close()
