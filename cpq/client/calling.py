"""One call of the service: its address, its headers, and when it may be sent again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar, Unpack
from urllib.parse import quote
from uuid import uuid4

import httpx

from cpq.client.body import read, written
from cpq.client.patience import Patience
from cpq.client.problem import JobFailed, problem_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tagged(Generic[T]):
    """Something that changes, and the `etag` of what was read; a change of it is sent with that, as `if_match`."""

    body: T
    etag: str


class Sent(TypedDict, total=False):
    """What goes with a call. `content` with its `media` type is sent as it is. `once` says that the service keeps no answers of this
    address by their Idempotency-Key, so that it is sent again only where nothing can have been done yet.
    """

    query: Mapping[str, Any]
    body: object
    content: bytes
    media: str
    if_match: str
    prefer: str
    once: bool


@dataclass(frozen=True, slots=True)
class Calling:
    """Who calls, and with how much patience."""

    http: httpx.Client
    patience: Patience

    def json(self, method: str, path: str, *names: object, **sent: Unpack[Sent]) -> Any:
        """What is answered; None where that is nothing. `names` fill the braces of the path. Raises `ProblemRaised`, and
        `httpx.TransportError` where the service cannot be reached.
        """
        answer = self.response(method, path, *names, **sent)
        return read(answer.content) if answer.content else None

    def tagged(self, method: str, path: str, *names: object, **sent: Unpack[Sent]) -> Tagged[Any]:
        """The same, with the tag."""
        answer = self.response(method, path, *names, **sent)
        return Tagged(read(answer.content), answer.headers.get("etag", ""))

    def done(self, method: str, path: str, *names: object, **sent: Unpack[Sent]) -> Any:
        """What is answered in the end: what the service leaves to a job is waited for. Raises `JobFailed` where that cannot be done, and
        TimeoutError where it is not done within the patience that there is; the service goes on with it.
        """
        answer = self.response(method, path, *names, **{**sent, "prefer": "respond-async"})
        return self._of_job(answer.headers["location"]) if answer.status_code == 202 else read(answer.content)

    def _of_job(self, place: str) -> Any:
        waited, pause = 0.0, 1.0
        while (job := self.json("GET", place))["state"] == "waiting":
            if waited >= self.patience.job_seconds:
                raise TimeoutError(f"{place} is not done after {waited:g} s; ask for it again")
            self.patience.sleep(pause)
            waited += pause
        if job["state"] == "failed":
            raise JobFailed(job)
        return job["result"]

    def pages(
        self, path: str, query: Mapping[str, Any], items: str = "items", names: tuple[object, ...] = ()
    ) -> Iterator[Any]:
        """What is listed, page after page, each asked for when it is needed."""
        while True:
            page = self.json("GET", path, *names, query=query)
            yield from page[items]
            if page["next"] is None:
                return
            query = {**query, "cursor": page["next"]}

    def response(self, method: str, path: str, *names: object, **sent: Unpack[Sent]) -> httpx.Response:
        """The answer, unless it is a problem."""
        answer = self._patiently(self._request(method, path, names, sent), sent.get("once", False))
        if answer.status_code >= 400:
            raise problem_of(answer)
        return answer

    def _request(self, method: str, path: str, names: tuple[object, ...], sent: Sent) -> httpx.Request:
        headers = {} if method == "GET" else {"idempotency-key": uuid4().hex}
        content = sent.get("content")
        if "body" in sent:
            headers["content-type"], content = "application/json", written(sent["body"])
        if "media" in sent:
            headers["content-type"] = sent["media"]
        if "if_match" in sent:
            headers["if-match"] = sent["if_match"]
        if "prefer" in sent:
            headers["prefer"] = sent["prefer"]
        url = path.format(*(_segment(each) for each in names))
        return self.http.build_request(method, url, params=_asked(sent), headers=headers, content=content)

    def _patiently(self, request: httpx.Request, once: bool) -> httpx.Response:
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = self.http.send(request)
                wait = None if once and answer.status_code == 503 else self.patience.after(answer, attempt)
                if wait is None:
                    return answer
            except httpx.TransportError as lost:
                wait = self.patience.after_losing(attempt)
                if wait is None or not _may_go_again(lost, once):
                    raise
            self.patience.sleep(wait)


def _may_go_again(lost: httpx.TransportError, once: bool) -> bool:
    """Whether what was lost can be sent again: what never arrived always, the rest where it is not done twice."""
    if isinstance(lost, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return True
    return not once and isinstance(lost, httpx.NetworkError | httpx.TimeoutException | httpx.RemoteProtocolError)


def _segment(name: object) -> str:
    """A name as one segment of an address. Raises ValueError for one that would lead elsewhere."""
    text = str(name)
    if text in {"", ".", ".."}:
        raise ValueError(f"{text!r} is no name of anything")
    return quote(text, safe="")


def _asked(sent: Sent) -> dict[str, str] | None:
    query = {key: value for key, value in sent.get("query", {}).items() if value is not None}
    written = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in query.items()}
    return written or None
