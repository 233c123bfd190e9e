"""Problem details (RFC 9457): what went wrong, as a document of stable form in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.pointer import pointer_of
from cpq.rulebook.source import Source
from cpq.rulebook.text import Locale, Text

if TYPE_CHECKING:
    from cpq.quote_json import Json

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 200
"""So many findings of one request are told; the count of all is in the problem."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: `type` is the end of its stable URI reference, `/problems/TYPE`."""

    type: str
    status: int
    title: Text
    detail: Text


@dataclass(frozen=True, slots=True)
class ProblemError:
    """One finding: `pointer` leads into the body where it is about the body, `parameter` names one of the query,
    `line` and `column` count from 1 in the body, `place` is in the rulebook.
    """

    code: str
    text: Text
    pointer: str | None = None
    parameter: str | None = None
    line: int | None = None
    column: int | None = None
    place: Place | None = None
    related: tuple[str, ...] = ()


class Problem(Exception):
    """Raised anywhere below an endpoint; its handler makes the document."""

    def __init__(
        self,
        kind: Kind,
        detail: Text | None = None,
        errors: Sequence[ProblemError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.type)
        self.kind = kind
        self.detail = detail or kind.detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def document(self, locale: Locale, request_id: str) -> dict[str, Json]:
        """The document in a language; the texts of the errors have both."""
        kind = self.kind
        return {
            "type": f"/problems/{kind.type}",
            "title": kind.title.to(locale),
            "status": kind.status,
            "detail": self.detail.to(locale),
            "request_id": request_id,
            "error_count": len(self.errors),
            "errors": [written(each) for each in self.errors[:MOST_ERRORS]],
        }


def written(error: ProblemError) -> Json:
    """An error as JSON; what it does not have is left out."""
    optional: dict[str, Json] = {
        "pointer": error.pointer,
        "parameter": error.parameter,
        "line": error.line,
        "column": error.column,
        "place": str(error.place) if error.place else None,
    }
    return {
        "code": error.code,
        "text": {"zh": error.text.zh, "en": error.text.en},
        **{name: value for name, value in optional.items() if value is not None},
        "related": list(error.related),
    }


@dataclass(frozen=True, slots=True)
class Reporting:
    """How findings are told: with costs, margins and floors to those who may see them."""

    show_costs: bool = False

    def refusal(self, kind: Kind, refused: Refused, source: Source | None = None) -> Problem:
        """A problem of a kind with everything that was found, by pointer where it is about the body that was read as `source`."""
        return self._problem(kind, [self.error(each, source) for each in refused.findings])

    def refused_query(self, kind: Kind, refused: Refused, source: Source) -> Problem:
        """The same of a query, which was read like a body: by the name of the parameter."""
        return self._problem(kind, [self._parameter(each, source) for each in refused.findings])

    def error(self, finding: Finding, source: Source | None = None) -> ProblemError:
        """A finding as an error."""
        own = source.file.name if source else None
        related = tuple(str(place) for place in finding.related if place.file != own)
        if source is None or finding.place.file != own:
            place = finding.place if finding.place.file else None
            return ProblemError(finding.code, self._text(finding), place=place, related=related)
        line, column = finding.place.line or None, finding.place.column or None
        pointer = pointer_of(source, finding)
        return ProblemError(finding.code, self._text(finding), pointer, None, line, column, related=related)

    def _parameter(self, finding: Finding, source: Source) -> ProblemError:
        steps = (pointer_of(source, finding) or "").split("/")
        return ProblemError(finding.code, self._text(finding), parameter=steps[1] if len(steps) > 1 else None)

    def _text(self, finding: Finding) -> Text:
        return finding.text if self.show_costs or finding.outside is None else finding.outside

    def _problem(self, kind: Kind, errors: Sequence[ProblemError]) -> Problem:
        return Problem(kind, errors[0].text if len(errors) == 1 else None, errors)
