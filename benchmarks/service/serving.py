"""Starts the service for as long as it is measured: with a key, on a database, in one process or several."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from asking import Server

from tests.service.databases import server as postgresql

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1]
GENEROUS = {
    "CPQ_WORKSPACE": str(HOME),
    "CPQ_BURST": "1000000",
    "CPQ_REQUESTS_PER_SECOND": "1000000",
    "PYTHONPATH": f"{HOME}{os.pathsep}{HERE}",
}


def prepare() -> None:
    """Checks the rulebook, which compiles its products once and for all, as whoever puts it in force does."""
    subprocess.run([sys.executable, "-m", "cpq", "check"], cwd=HOME, stdout=subprocess.DEVNULL, check=True)


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The URLs of empty databases by their names; PostgreSQL where it is installed, in a server of its own that loses nothing."""
    with TemporaryDirectory() as folder, postgresql(durable=True) as running:
        yield {
            "SQLite": f"sqlite:///{folder}/one.db",
            **({"PostgreSQL": running.empty()} if running is not None else {}),
        }


@contextmanager
def served(database: str, workers: int) -> Iterator[Server]:
    """The service of the sample company, ready, with endpoints of bare FastAPI beside it."""
    environment = {**os.environ, **GENEROUS, "CPQ_DATABASE": database}
    command = [sys.executable, "-m", "cpq", "keys", "add", "benchmark", "--role", "admin"]
    added = subprocess.run(command, env=environment, cwd=HOME, capture_output=True, text=True, check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    starting = [sys.executable, str(HERE / "server.py"), str(port), str(workers)]
    process = subprocess.Popen(starting, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(port, workers)
        yield Server(port, process.pid, added.stdout.strip())
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(port: int, workers: int) -> None:
    """Until every product is compiled, in every process: each connection comes to one of them."""
    ready = 0
    while ready < (1 if workers == 1 else 12 * workers):
        try:
            with urlopen(f"http://127.0.0.1:{port}/ready"):
                ready += 1
        except OSError:
            ready = 0
            time.sleep(0.3)
