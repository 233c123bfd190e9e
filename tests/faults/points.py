"""Has a service die at a chosen point of what a request, or what it leaves to be done, does in the database.

`X-Request-ID: die-7-x` ends the process by SIGKILL at the eighth point of that very request: before a statement, before a commit, or after
a transaction; `die-commit-x` before what it writes is committed, `die-committed-x` right after that. `die-jobs-7-x` and
`die-webhooks-7-x` arm the threads of that name instead: they die at the eighth point after they took something. Nothing of the service
knows of this; it is hung on the driver from outside, by whoever begins the process.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections import Counter
from typing import Any

from sqlalchemy import Connection, Engine, Pool, event

from cpq.platform.observing.logs import request_of_now

_ID = re.compile(r"die-(?:(jobs|webhooks)-)?(\d+|commit|committed)-.+")
TAKING = {"jobs": "UPDATE jobs SET", "webhooks": "UPDATE webhooks SET"}
"""What a thread begins with when it takes something."""


class Points:
    """Counts, and ends the process."""

    def __init__(self) -> None:
        self.armed: dict[str, str] = {}
        self.counted: Counter[str] = Counter()
        self.begun: set[str] = set()

    def executing(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._pass_by("statement", statement)

    def committing(self, connection: Connection) -> None:
        self._pass_by("commit" if connection.get_execution_options().get("begins_to_write") else "read")
        if connection.get_execution_options().get("begins_to_write"):
            self.counted[f"written in {threading.get_ident()}"] = 1

    def over(self, *_: Any) -> None:
        self._pass_by("committed" if self.counted.pop(f"written in {threading.get_ident()}", 0) else "over")

    def _pass_by(self, what: str, statement: str = "") -> None:
        match = _ID.fullmatch(request_of_now.get() or "")
        if match and match[1]:
            self.armed.setdefault(match[1], match[2])
        elif match:
            self._count(match[0], match[2], what)
        for name, at in [*self.armed.items()]:
            if threading.current_thread().name.startswith(f"cpq-{name}"):
                self.begun |= {name} if statement.startswith(TAKING[name]) else set()
                if name in self.begun:
                    self._count(name, at, what)

    def _count(self, name: str, at: str, what: str) -> None:
        if at == what or (at.isdecimal() and self.counted[name] >= int(at)):
            os.kill(os.getpid(), signal.SIGKILL)
        self.counted[name] += 1


def set_up() -> None:
    """From here on every engine of this process has points."""
    points = Points()
    event.listen(Engine, "before_cursor_execute", points.executing)
    event.listen(Engine, "commit", points.committing)
    event.listen(Pool, "checkin", points.over)
