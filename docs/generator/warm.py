"""Commands that need not wait for imports: a process that has read the engine once forks a child for each command."""

from __future__ import annotations

import os
import subprocess
import sys
from atexit import register
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

HOME = Path(__file__).resolve().parents[2]
CLIENT = Path(__file__).with_name("warm_client.py")


@cache
def warm_cpq() -> tuple[str, ...]:
    """The words that stand for `python -m cpq` in front of its arguments; what is behind them ends with this process."""
    folder = TemporaryDirectory(prefix="cpq-warm-")
    door = str(Path(folder.name, "door"))
    server = subprocess.Popen(  # noqa: S603  a module of this package
        [sys.executable, "-m", "docs.generator.warm_server", door],
        cwd=HOME,
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for those who wait for commands
    )
    register(_end, server, folder)
    if server.stdout is None or server.stdout.readline() != b"ready\n":
        raise RuntimeError("the process that runs commands did not start; what it says is on stderr")
    return sys.executable, "-I", "-S", str(CLIENT), door


def _end(server: subprocess.Popen[bytes], folder: TemporaryDirectory[str]) -> None:
    server.communicate()  # it ends when its standard input does
    folder.cleanup()
