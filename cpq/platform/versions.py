"""`ETag` and `If-Match`: nobody overwrites what they have not read."""

from __future__ import annotations

import re

from starlette.requests import Request

from cpq.platform.kinds_of_problems import NO_VERSION, STALE
from cpq.platform.problems import Problem

_TAG = re.compile(r'(?:W/)?"(\d{1,18})"')


def tag_of(version: int) -> str:
    """The entity tag of a row."""
    return f'"{version}"'


def expected_version(request: Request) -> int:
    """The version that the caller has read. Raises a 428 problem where it is not said, 412 where it is no version of ours."""
    said = request.headers.get("if-match")
    if said is None:
        raise Problem(NO_VERSION)
    match = _TAG.fullmatch(said.strip())
    if match is None:
        raise Problem(STALE)
    return int(match[1])


def must_be(version: int, expected: int) -> None:
    """Raises a 412 problem where somebody changed it meanwhile."""
    if version != expected:
        raise Problem(STALE)
