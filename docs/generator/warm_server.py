"""The process behind `warm_cpq`: everything that commands import is there before they begin.

Each command is a process of its own all the same, with its own arguments, folder, environment, streams and exit code, and nothing that
it leaves in memory reaches the next. It ends with whoever gave it. The modules of the command line itself are read by every command, for
their texts are in its language.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

LARGEST_MESSAGE = 1_000_000
STREAMS = 3
"""Standard input, output and error."""
LATE = ("numba", "numpy", "rich.live", "typer.rich_utils")
"""What commands import only on the way."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that somebody has given."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    streams: list[int]


def serve(door: str) -> None:
    """Run commands until standard input ends."""
    load()
    alone()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(door)
        listening.listen()
        os.write(1, b"ready\n")
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who attend
        while 0 not in select.select([0, listening], [], [])[0]:
            connection, _ = listening.accept()
            if not os.fork():
                listening.close()
                attend(connection)
            connection.close()


def load() -> None:
    """Import every command, then forget the command line again."""
    commands = import_module("cpq.cli.commands")
    for module in pkgutil.iter_modules(commands.__path__, "cpq.cli.commands."):
        import_module(module.name)
    for name in [name for name in sys.modules if name == "cpq.cli" or name.startswith("cpq.cli.")]:
        del sys.modules[name]
    del sys.modules["cpq"].__dict__["cli"]
    for name in LATE:
        import_module(name)
    gc.collect()
    gc.freeze()  # a command that ends does not look through all of this for garbage


def alone() -> None:
    """Refuse to begin with threads: a fork leaves them behind, and with them whatever they hold."""
    tasks = Path("/proc/self/task")
    if tasks.is_dir() and len(list(tasks.iterdir())) > 1:
        raise RuntimeError("an import has started threads; commands cannot be forked from here")


def attend(connection: socket.socket) -> None:
    """Start the command, wait for it and tell its exit code; in the command's own process end as it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked = received(connection)
    child = os.fork()
    if not child:
        connection.close()
        become(asked)
    ended = os.pidfd_open(child)
    if ended not in select.select([ended, connection], [], [])[0]:
        os.kill(child, signal.SIGKILL)  # nobody waits for the command any more
    _, status = os.waitpid(child, 0)
    with suppress(OSError):
        connection.send(str(os.waitstatus_to_exitcode(status)).encode("ascii"))
    os._exit(0)


def received(connection: socket.socket) -> Asked:
    message, streams, _, _ = socket.recv_fds(connection, LARGEST_MESSAGE, STREAMS)
    return Asked(**json.loads(message), streams=streams)


def become(asked: Asked) -> None:
    """The command line, as `python -m cpq` begins it. Ends in `SystemExit`."""
    for target, stream in enumerate(asked.streams):
        os.dup2(stream, target)
        os.close(stream)
    os.chdir(asked.folder)
    os.environ.clear()
    os.environ.update(asked.environment)
    sys.argv = ["cpq", *asked.arguments]
    import_module("cpq.cli").main()


if __name__ == "__main__":
    serve(sys.argv[1])
