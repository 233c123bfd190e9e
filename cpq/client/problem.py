"""What the service answers where it does not do what was asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

import httpx

from cpq.client.schemas import JobState, Problem, ProblemError

UNREADABLE = "unreadable"
"""The kind of an answer that is no problem document: of a proxy, or of something that is not the service."""


class ProblemRaised(Exception):
    """A problem document (RFC 9457): `kind` is the end of its `type`, `title` and `detail` are in the language that was asked for,
    `errors` has everything that is wrong, in both languages and with pointers into the body that was sent.
    """

    def __init__(
        self,
        kind: str,
        status: int,
        title: str,
        detail: str,
        errors: Sequence[ProblemError] = (),
        request_id: str | None = None,
    ) -> None:
        super().__init__(f"{status} {kind}: {title}: {detail}")
        self.kind = kind
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.request_id = request_id


class JobFailed(Exception):
    """What the service had left to a job cannot be done; `job` says why."""

    def __init__(self, job: JobState) -> None:
        super().__init__(f"{job['kind']} {job['id']}: {job['problem']}")
        self.job = job


def problem_of(answer: httpx.Response) -> ProblemRaised:
    """The problem that an answer tells."""
    told = _document(answer)
    if told is None:
        request_id = answer.headers.get("x-request-id")
        return ProblemRaised(UNREADABLE, answer.status_code, answer.reason_phrase, answer.text[:200], (), request_id)
    kind = told["type"].rpartition("/")[2]
    return ProblemRaised(kind, told["status"], told["title"], told["detail"], told["errors"], told["request_id"])


def _document(answer: httpx.Response) -> Problem | None:
    try:
        told: object = json.loads(answer.content)
    except ValueError:
        return None
    fits = isinstance(told, dict) and Problem.__required_keys__ <= told.keys()
    return cast("Problem", told) if fits else None
