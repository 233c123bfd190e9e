"""`/v1/drafts`: what was written on a phone that was out of reach, each draft answered by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.activities.given import DraftGiven
from cpq.activities.service.drafting import Drafts, Taken
from cpq.activities.views import DraftResult
from cpq.api.describing import answers, asks
from cpq.api.editors import editors
from cpq.api.examples_of_activities import DRAFTS
from cpq.api.schemas_of_activities import MOST_DRAFTS
from cpq.api.subjects import SUBJECTS
from cpq.api.visit import Visit, visiting
from cpq.platform.act import acted
from cpq.platform.answers import json_response
from cpq.platform.bodies import Body
from cpq.platform.kinds_of_problems import CONFLICTING_FIELDS, TOO_LARGE
from cpq.platform.language import locale_of
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.rulebook.text import Locale, Text

router = APIRouter(tags=["activities"])
_TOO_MANY = Text(
    zh=f"一次至多 {MOST_DRAFTS} 份草稿，请分几次发送",
    en=f"a request has at most {MOST_DRAFTS} drafts; send several requests",
)


@router.post(
    "/v1/drafts",
    summary="Send what was written out of reach, again and again until it is answered · 提交离线草稿，可反复重发",
    responses=answers("DraftResults"),
    openapi_extra=asks("DraftsRequest", DRAFTS),
)
async def drafts(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE)
    content = await request.body()
    read = await visit.desk.do(lambda: visit.bodies.read_each(DraftGiven, content, "drafts"), long=True)
    if len(read) > MOST_DRAFTS:
        raise Problem(TOO_LARGE, _TOO_MANY)
    locale = locale_of(request.headers.get("accept-language", ""))
    taking = _Taking(visit, locale, _ids(content))
    results = await visit.desk.storing.run(lambda: taking.all(read))
    return json_response({"results": [visit.plain(each) for each in results]})


class _Taking:
    """Takes the drafts of one request, each in a transaction of its own: what is answered is kept, whatever becomes of the others."""

    def __init__(self, visit: Visit, locale: Locale, ids: Sequence[str | None]) -> None:
        self._visit, self._ids = visit, ids
        self._locale: Locale = locale
        self._drafts = Drafts(SUBJECTS, editors(visit.rulebook), visit.bodies)

    def all(self, read: Sequence[Body[DraftGiven] | Problem]) -> list[DraftResult]:
        """The results in the order of the drafts. What is new comes first: another draft may change it."""
        results: dict[int, DraftResult] = {}
        for index in sorted(range(len(read)), key=lambda index: _edits(read[index])):
            results[index] = self._one(read[index], self._ids[index])
        return [results[index] for index in range(len(read))]

    def _one(self, read: Body[DraftGiven] | Problem, id: str | None) -> DraftResult:
        if isinstance(read, Problem):
            return self._refused(id, read)
        draft = read.value
        try:
            taken = self._visit.desk.database.write(lambda connection: self._taken(connection, draft))
        except Problem as problem:
            return self._refused(draft.id, problem)
        status = "same" if not taken.new else "changed" if draft.edit is not None else "created"
        return DraftResult(draft.id, status, taken.record, taken.version, None)

    def _taken(self, connection: Connection, draft: DraftGiven) -> Taken:
        id = self._visit.request.state.request_id
        return acted(connection, self._visit.caller, datetime.now(UTC), id, lambda act: self._drafts.take(act, draft))

    def _refused(self, id: str | None, problem: Problem) -> DraftResult:
        status = "conflict" if problem.kind is CONFLICTING_FIELDS else "invalid"
        document = problem.document(self._locale, self._visit.request.state.request_id)
        return DraftResult(id, status, None, None, document)


def _edits(read: Body[DraftGiven] | Problem) -> bool:
    return isinstance(read, Body) and read.value.edit is not None


def _ids(content: bytes) -> list[str | None]:
    """What the drafts of a body that could be read are called, also those that are invalid."""
    drafts: list[Any] = json.loads(content)["drafts"]
    ids = (cast("dict[str, Any]", each).get("id") if isinstance(each, dict) else None for each in drafts)
    return [each if isinstance(each, str) else None for each in ids]
