"""Where a page of a timeline ended: a moment, a source, and the key within it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime
from typing import NamedTuple

from cpq.platform.kinds_of_problems import INVALID
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.storage.columns import written_instant
from cpq.rulebook.text import Text

_FORM = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00) (?:([01]) ([a-z]+_[0-9a-z]{26})|([23]) (\d{1,18}))", re.ASCII
)


class Mark(NamedTuple):
    """A place in a timeline. `key` is an id in the first two sources, a number in the others."""

    at: datetime
    rank: int
    key: str | int


def cursor_of(mark: Mark) -> str:
    """As a client sends it back."""
    return urlsafe_b64encode(f"{written_instant(mark.at)} {mark.rank} {mark.key}".encode()).decode().rstrip("=")


def mark_of(cursor: str) -> Mark:
    """What a cursor says. Raises a 422 problem for one that was never given out: clients send what they like."""
    try:
        said = _FORM.fullmatch(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
        if said is not None:
            at = datetime.fromisoformat(said[1])
            return Mark(at, int(said[2]), said[3]) if said[2] else Mark(at, int(said[4]), int(said[5]))
    except (Error, ValueError):
        pass
    text = Text(zh="cursor 须为上一页的 next", en="`cursor` is the `next` of the page before")
    raise Problem(INVALID, text, [ProblemError("bad-cursor", text, parameter="cursor")])
