"""Begins services without waiting for imports: a process that has read everything forks `cpq serve` each time it is asked.

Every line of its standard input is a service (environment, folder, where its standard error goes); it answers with the number of the
process, which is one by itself, and which ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module

from docs.generator.warm_server import alone, load

LATE = (
    "cpq.app",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.lifespan.on",
    "uvloop",
    "alembic.command",
    "psycopg",
)
"""What the service imports when it begins to run."""


def main() -> None:
    load()
    for name in LATE:
        import_module(name)
    alone()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for what was begun
    orders, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    answers.write("ready\n")
    answers.flush()
    for line in orders:
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            become(**json.loads(line))
        answers.write(f"{child}\n")
        answers.flush()


def become(environment: dict[str, str], folder: str, log: str) -> None:
    """`cpq serve`, as `python -m cpq serve` begins it; its connections are its own, and so is what it says."""
    silence, said = os.open(os.devnull, os.O_RDWR), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, target in ((silence, 0), (silence, 1), (said, 2)):
        os.dup2(stream, target)
    os.closerange(3, 64)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["cpq", "serve"]
    if "CPQ_TEST_FAULTS" in environment:
        import_module("tests.faults.points").set_up()
    import_module("cpq.cli").main()


if __name__ == "__main__":
    main()
