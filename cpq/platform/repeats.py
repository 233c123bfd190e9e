"""`Idempotency-Key`: an unsafe request that is sent again gets the first answer, and is not done again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from cpq.platform.kinds_of_problems import INVALID, KEY_REUSED
from cpq.platform.problems import Problem
from cpq.platform.storage.columns import Bytes, Document, Instant, Whole, Word
from cpq.platform.storage.tables import column, table
from cpq.rulebook.text import Text

KEPT = timedelta(hours=24)
_FIT = re.compile(r"[\x21-\x7e]{1,128}")

REPEATS = table(
    "idempotency_keys",
    column("caller", Word, primary_key=True),
    column("key", Word, primary_key=True),
    column("digest", Word),
    column("status", Whole),
    column("headers", Document),
    column("body", Bytes),
    column("created_at", Instant, index=True),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an unsafe request is answered with."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The key of a request, whose it is, and a digest of what it asks for."""

    caller: str
    key: str
    digest: str
    completed: Callable[[Connection, bytes], bytes] | None = None
    """Makes whole what was kept without a secret."""

    def first_answer(self, connection: Connection, now: datetime) -> Answer | None:
        """What was answered before. Raises a 422 problem where the key was used for something else."""
        found = REPEATS.c.caller == self.caller, REPEATS.c.key == self.key
        row = connection.execute(select(REPEATS).where(*found)).mappings().first()
        if row is None or row["created_at"] < now - KEPT:
            return None
        if row["digest"] != self.digest:
            raise Problem(KEY_REUSED)
        body = row["body"] if self.completed is None else self.completed(connection, row["body"])
        return Answer(row["status"], body, row["headers"])

    def keep(self, connection: Connection, answer: Answer, now: datetime) -> None:
        """Keeps the answer, in the transaction that it tells of.

        Where the same request came at the same time and was done first, its answer is there: this transaction fails, and is tried again.
        """
        old = REPEATS.c.caller == self.caller, REPEATS.c.key == self.key, REPEATS.c.created_at < now - KEPT
        connection.execute(delete(REPEATS).where(*old))
        content = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
        connection.execute(
            insert(REPEATS).values(caller=self.caller, key=self.key, digest=self.digest, created_at=now, **content)
        )


def repeat_of(caller: str, key: str | None, method: str, address: str, content: bytes) -> Repeat | None:
    """None where the request has no key. Raises a 422 problem where it is none that can be kept."""
    if key is None:
        return None
    if not _FIT.fullmatch(key):
        text = Text(
            zh="Idempotency-Key 须为 1–128 个可见的 ASCII 字符",
            en="an Idempotency-Key has 1 to 128 visible ASCII characters",
        )
        raise Problem(INVALID, text)
    return Repeat(caller, key, sha256(f"{method} {address}\n".encode() + content).hexdigest())


def forget_old(connection: Connection, now: datetime) -> None:
    """Deletes what is older than a day."""
    connection.execute(delete(REPEATS).where(REPEATS.c.created_at < now - KEPT))
