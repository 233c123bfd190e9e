"""Several processes of one service put their numbers together in a folder, so that whichever is asked tells those of all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

from prometheus_client import multiprocess

PROCESSES = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder; prometheus-client looks for it when it is imported."""
_LIVE = re.compile(r"gauge_live\w+_(\d+)\.db")


@contextmanager
def together(workers: int) -> Generator[None]:
    """Has processes that are begun within it put their numbers together, where there are several."""
    if workers < 2 or PROCESSES in os.environ:
        yield
        return
    folder = os.environ[PROCESSES] = mkdtemp(prefix="cpq-metrics-")
    try:
        yield
    finally:
        del os.environ[PROCESSES]
        shutil.rmtree(folder, ignore_errors=True)


def forget_the_dead() -> None:
    """What processes had open that are no more is no longer counted."""
    folder = os.environ.get(PROCESSES)
    if folder is None:
        return
    processes = {int(found[1]) for path in Path(folder).iterdir() if (found := _LIVE.fullmatch(path.name))}
    for each in processes - {os.getpid()}:
        if not _is_alive(each):
            _forget(each)


_forget = cast("Callable[[int], None]", vars(multiprocess)["mark_process_dead"])


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
