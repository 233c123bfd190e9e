"""What is done and to be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    ActivityChangedGiven,
    ActivityGiven,
    ActivityView,
    DraftResults,
    DraftsRequest,
    GetActivitiesQuery,
    GetTasksQuery,
    GetTimelineQuery,
    TaskChangedGiven,
    TaskGiven,
    TaskView,
    TimelineEntry,
)


class Activities(Resource):
    def list(self, **query: Unpack[GetActivitiesQuery]) -> Iterator[ActivityView]:
        return self._calling.pages("/v1/activities", query)

    def add(self, given: ActivityGiven) -> ActivityView:
        return self._calling.json("POST", "/v1/activities", body=given)

    def get(self, id: str) -> Tagged[ActivityView]:
        return self._calling.tagged("GET", "/v1/activities/{}", id)

    def change(self, id: str, given: ActivityChangedGiven, *, if_match: str) -> Tagged[ActivityView]:
        return self._calling.tagged("PATCH", "/v1/activities/{}", id, body=given, if_match=if_match)

    def timeline(self, **query: Unpack[GetTimelineQuery]) -> Iterator[TimelineEntry]:
        """All that happened with a record, newest first."""
        return self._calling.pages("/v1/timeline", query)


class Tasks(Resource):
    def list(self, **query: Unpack[GetTasksQuery]) -> Iterator[TaskView]:
        return self._calling.pages("/v1/tasks", query)

    def add(self, given: TaskGiven) -> TaskView:
        return self._calling.json("POST", "/v1/tasks", body=given)

    def get(self, id: str) -> Tagged[TaskView]:
        return self._calling.tagged("GET", "/v1/tasks/{}", id)

    def change(self, id: str, given: TaskChangedGiven, *, if_match: str) -> Tagged[TaskView]:
        return self._calling.tagged("PATCH", "/v1/tasks/{}", id, body=given, if_match=if_match)


class Drafts(Resource):
    def send(self, given: DraftsRequest) -> DraftResults:
        """What a phone kept while it was out of reach; each is answered by itself, and may be sent again."""
        return self._calling.json("POST", "/v1/drafts", body=given, once=True)
