"""Answers that depend on nothing but the question: the latest are kept as bytes, and given again to who asks the same.

A rulebook never changes under its version, and the engine knows no clock and no caller: the same body, asked of the same version by somebody
who may see as much, has the same answer to the byte. What is kept is found by a digest of all of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from cpq.platform.observing.metrics import Metrics
from cpq.rulebook.latest import Latest

OVERHEAD = 500
"""Bytes that an answer takes beside its own."""
LARGEST_SHARE = 8
"""No answer takes more than this part of the room, so that a large one does not put out all the others."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, where, of which rulebook, and whether the answer may speak of costs."""

    version: str
    sees_costs: bool
    address: str
    content: bytes

    @property
    def digest(self) -> bytes:
        """Of every part with its length, so that no two questions run into the same text."""
        digest = sha256()
        for part in (self.version.encode(), b"c" if self.sees_costs else b"", self.address.encode(), self.content):
            digest.update(b"%d:" % len(part))
            digest.update(part)
        return digest.digest()


class Remembered:
    """At most so many bytes of answers, the latest used. Safe to share between threads."""

    def __init__(self, most_bytes: int, metrics: Metrics) -> None:
        self._most = most_bytes
        self._metrics = metrics
        self._answers = Latest[bytes, bytes](most_bytes)

    def find(self, question: bytes) -> bytes | None:
        """The answer to a question by its digest."""
        found = self._answers.get(question)
        self._metrics.remembered(found is not None)
        return found

    def keep(self, question: bytes, answer: bytes) -> None:
        """Keeps an answer, unless it is too large or says itself that it is not proven: that may be better known the next time."""
        size = len(answer) + OVERHEAD
        if size <= self._most // LARGEST_SHARE and b'"proven":false' not in answer:
            self._answers.keep(question, answer, size)
