"""The press: the process that renders, as the process that asks sees it."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import BinaryIO, Self, cast

from cpq.documents.job import Answer, Hangup, Job, receive_answer, send_job

_PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])


class PressError(RuntimeError):
    """The renderer itself failed: a defect, not something in a quote or template. Carries its traceback."""


class Press:
    """One renderer, started at once and ready about a second later; jobs are done one after the other.

    A press may be used from several threads; use several presses to render at the same time. Close it, or use it as a context manager.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._process = _start()

    def render(self, job: Job) -> Answer:
        """Raises `PressError` for a defect; a renderer that has died is replaced first."""
        with self._lock:
            if self._process.poll() is not None:
                self._end()
                self._process = _start()
            try:
                send_job(cast("BinaryIO", self._process.stdin), job)
                answer = receive_answer(cast("BinaryIO", self._process.stdout))
            except (Hangup, BrokenPipeError) as error:
                raise PressError(f"the renderer has gone (exit {self._process.wait()})") from error
        if answer.defect:
            raise PressError(answer.defect)
        return answer

    def close(self) -> None:
        """Let the renderer end."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _start() -> subprocess.Popen[bytes]:
    """The renderer finds this very package, wherever it was imported from."""
    path = os.pathsep.join([_PACKAGE_PARENT, *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "cpq.documents.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
    )


_shared: list[Press] = []
_starting = Lock()


def shared_press() -> Press:
    """The press of this process: started on the first call, closed at exit. Calling it early hides the second that it takes."""
    with _starting:
        if not _shared:
            _shared.append(Press())
            atexit.register(_shared[0].close)
        return _shared[0]
