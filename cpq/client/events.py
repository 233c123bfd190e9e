"""Events, and the webhooks that they are sent to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    Event,
    EventPage,
    GetEventsQuery,
    NewWebhook,
    ReplayGiven,
    Webhook,
    WebhookChangedGiven,
    WebhookGiven,
    WebhookTries,
)
from cpq.client.schemas import (
    Webhooks as ListOfWebhooks,
)


class Events(Resource):
    def list(self, **query: Unpack[GetEventsQuery]) -> Iterator[Event]:
        """Those after the one numbered `after`, oldest first, until there is nothing more now."""
        more = True
        while more:
            page: EventPage = self._calling.json("GET", "/v1/events", query=query)
            yield from page["items"]
            more, query["after"] = page["more"], page["next"]


class Webhooks(Resource):
    def list(self) -> ListOfWebhooks:
        return self._calling.json("GET", "/v1/webhooks")

    def add(self, given: WebhookGiven) -> NewWebhook:
        """The secret is shown once. It is None where the answer that had it was lost on the way: rotate it then."""
        return self._calling.json("POST", "/v1/webhooks", body=given)

    def get(self, id: str) -> Tagged[Webhook]:
        return self._calling.tagged("GET", "/v1/webhooks/{}", id)

    def change(self, id: str, given: WebhookChangedGiven, *, if_match: str) -> Tagged[Webhook]:
        return self._calling.tagged("PATCH", "/v1/webhooks/{}", id, body=given, if_match=if_match)

    def remove(self, id: str) -> None:
        self._calling.json("DELETE", "/v1/webhooks/{}", id)

    def rotate(self, id: str) -> NewWebhook:
        """Gives it a new secret, None as with `add`."""
        return self._calling.json("POST", "/v1/webhooks/{}/rotation", id)

    def replay(self, id: str, given: ReplayGiven) -> Webhook:
        return self._calling.json("POST", "/v1/webhooks/{}/replays", id, body=given)

    def tries(self, id: str) -> WebhookTries:
        return self._calling.json("GET", "/v1/webhooks/{}/tries", id)
