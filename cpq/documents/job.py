"""What the two processes tell each other: a job to render, and its answer. Plain JSON, and the document's bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO, Literal

from cpq.documents.folder import TemplateFolder
from cpq.documents.limits import Limits
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Locale, Text

_LENGTHS = Struct(">QQ")


@dataclass(frozen=True, slots=True)
class Job:
    """One document: the view of a quote, the templates, and what is wanted of them."""

    templates: str
    locale: Locale
    view: Mapping[str, object]
    wanted: Literal["pdf", "html"]
    tagged: bool
    limits: Limits

    @property
    def folder(self) -> TemplateFolder:
        return TemplateFolder(Path(self.templates))


@dataclass(frozen=True, slots=True)
class Answer:
    """A document (`content`, `pages`) with warnings, or the findings that it was refused for."""

    content: bytes = b""
    pages: int = 0
    warnings: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    defect: str | None = None
    """The traceback of an error of the program itself."""


class Hangup(EOFError):
    """The other side is gone."""


def send_job(pipe: BinaryIO, job: Job) -> None:
    _send(pipe, asdict(job), b"")


def receive_job(pipe: BinaryIO) -> Job:
    """Raises `Hangup` when there will be no more."""
    header, _ = _receive(pipe)
    limits = Limits(**header.pop("limits"))
    return Job(**header, limits=limits)


def send_answer(pipe: BinaryIO, answer: Answer) -> None:
    header = {
        "pages": answer.pages,
        "warnings": [_plain(each) for each in answer.warnings],
        "findings": [_plain(each) for each in answer.findings],
        "defect": answer.defect,
    }
    _send(pipe, header, answer.content)


def receive_answer(pipe: BinaryIO) -> Answer:
    """Raises `Hangup` when the renderer has died."""
    header, content = _receive(pipe)
    return Answer(
        content,
        pages=header["pages"],
        warnings=_findings(header["warnings"]),
        findings=_findings(header["findings"]),
        defect=header["defect"],
    )


def _plain(finding: Finding) -> list[object]:
    place = finding.place
    return [
        finding.code,
        place.file,
        place.line,
        place.column,
        finding.text.zh,
        finding.text.en,
        finding.severity.value,
    ]


def _findings(plain: Sequence[Sequence[Any]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            code=code,
            place=Place(file, line, column),
            text=Text(zh=zh, en=en),
            severity=Severity(severity),
        )
        for code, file, line, column, zh, en, severity in plain
    )


def _send(pipe: BinaryIO, header: Mapping[str, object], body: bytes) -> None:
    head = json.dumps(header).encode()
    pipe.write(_LENGTHS.pack(len(head), len(body)) + head)
    pipe.write(body)
    pipe.flush()


def _receive(pipe: BinaryIO) -> tuple[dict[str, Any], bytes]:
    head, body = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    return json.loads(_exactly(pipe, head)), _exactly(pipe, body)


def _exactly(pipe: BinaryIO, count: int) -> bytes:
    content = pipe.read(count)
    if len(content) != count:
        raise Hangup
    return content
