"""Files of quotes, and the templates that quotes begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import (
    Attachments as ListOfAttachments,
)
from cpq.client.schemas import (
    Document,
    DocumentGiven,
    GetQuoteTemplatesQuery,
    PostQuotesAttachmentsQuery,
    Template,
    TemplateGiven,
)


class Documents(Resource):
    def make(self, id: str, given: DocumentGiven) -> Document:
        """Waits for the job that makes it, unless it is kept already. Raises `JobFailed` where it cannot be made, TimeoutError where that takes
        longer than there is patience; asked for again, it is the same job.
        """
        return self._calling.done("POST", "/v1/quotes/{}/documents", id, body=given)

    def get(self, id: str, key: str) -> bytes:
        """The PDF file."""
        return self._calling.response("GET", "/v1/quotes/{}/documents/{}", id, key).content


class Attachments(Resource):
    def add(
        self, id: str, content: bytes, media: str, **query: Unpack[PostQuotesAttachmentsQuery]
    ) -> ListOfAttachments:
        """A file of a type such as `application/pdf`. Answers all that the quote has."""
        return self._calling.json("POST", "/v1/quotes/{}/attachments", id, content=content, media=media, query=query)

    def list(self, id: str) -> ListOfAttachments:
        return self._calling.json("GET", "/v1/quotes/{}/attachments", id)

    def get(self, id: str, key: str) -> bytes:
        return self._calling.response("GET", "/v1/quotes/{}/attachments/{}", id, key).content

    def remove(self, id: str, key: str) -> None:
        self._calling.json("DELETE", "/v1/quotes/{}/attachments/{}", id, key)


class Templates(Resource):
    def list(self, **query: Unpack[GetQuoteTemplatesQuery]) -> Iterator[Template]:
        return self._calling.pages("/v1/quote-templates", query)

    def add(self, given: TemplateGiven) -> Template:
        return self._calling.json("POST", "/v1/quote-templates", body=given)

    def remove(self, id: str) -> None:
        self._calling.json("DELETE", "/v1/quote-templates/{}", id)
