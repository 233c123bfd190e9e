"""Bodies and queries are read by the project's own reader: exact numbers, bounded depth and digits, a place for every value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, get_args

from cpq.kinds import SCOPES, SECTIONS
from cpq.platform.kinds_of_problems import INVALID, MALFORMED, REFUSED
from cpq.platform.problems import Problem, Reporting
from cpq.rulebook.document import Document, context_of, read_as, read_each
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.model import Strict
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.source import Source, Step

M = TypeVar("M", bound=Strict)

BODY = "body.json"
"""What a body is called in the places of findings; the ending says that it is JSON and nothing else."""


@dataclass(frozen=True, slots=True)
class Body(Generic[M]):
    """What was read, and where its values are written."""

    value: M
    source: Source
    reporting: Reporting

    def at(self, *path: Step) -> Place:
        """The place of a value."""
        return self.source.at(*path)

    def refused(self, refused: Refused) -> Problem:
        """The problem of something in it that the engine refuses."""
        return self.reporting.refusal(REFUSED, refused, self.source)


@dataclass(frozen=True, slots=True)
class Bodies:
    """Reads against a rulebook: what a value refers to must be there. Raises a `Problem` with everything that is wrong."""

    rulebook: Rulebook
    reporting: Reporting

    def read(self, model: type[M], content: bytes) -> Body[M]:
        """A body as a model."""
        return self._body(read_as(model, content, BODY, context_of(self.rulebook, SECTIONS, SCOPES)))

    def read_each(self, model: type[M], content: bytes, name: str) -> Sequence[Body[M] | Problem]:
        """The items of the one list in a body, `{name: […]}`, each as a model or as what is wrong with it."""
        read = read_each(model, content, BODY, name, context_of(self.rulebook, SECTIONS, SCOPES))
        if isinstance(read, Document):
            raise self._problem(read.findings, read.source)
        return [self._problem(each.findings, each.source) if each.value is None else self._body(each) for each in read]

    def query(self, model: type[M], given: Iterable[tuple[str, str]]) -> M:
        """The parameters of a query as a model; one that is given twice is refused like a name that is written twice."""
        text = "{" + ",".join(f"{json.dumps(name)}:{_value(model, name, word)}" for name, word in given) + "}"
        document = read_as(model, text, BODY, context_of(self.rulebook, SECTIONS, SCOPES))
        if document.value is None:
            raise self.reporting.refused_query(INVALID, Refused(document.findings), document.source)
        return document.value

    def _body(self, document: Document[M]) -> Body[M]:
        if document.value is None:
            raise self._problem(document.findings, document.source)
        return Body(document.value, document.source, self.reporting)

    def _problem(self, findings: Sequence[Finding], source: Source) -> Problem:
        """400 where it is no JSON, 422 where it says something wrong."""
        kind = MALFORMED if any(each.code in UNREADABLE for each in findings) else INVALID
        return self.reporting.refusal(kind, Refused(findings), source)


UNREADABLE = frozenset(
    {
        "syntax",
        "encoding",
        "too-deep",
        "too-many-values",
        "too-large",
        "duplicate-key",
        "number-bounds",
        "unseen-character",
    }
)
"""The codes of what the reader itself refuses, before anybody looks at what is said."""


def _value(model: type[Strict], name: str, word: str) -> str:
    """A word of a query as JSON: a number or yes and no where the field is one, everything else a text."""
    fields = {each.alias or own: each for own, each in model.model_fields.items()}
    field = fields.get(name)
    if field is not None and {int, bool} & {field.annotation, *get_args(field.annotation)} and _PLAIN.fullmatch(word):
        return word
    return json.dumps(word)


_PLAIN = re.compile(r"true|false|-?(0|[1-9][0-9]{0,8})")
