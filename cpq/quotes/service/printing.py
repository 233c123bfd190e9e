"""PDF files of versions: made while somebody waits for them, or by a job that outlives the process; kept once, by what they are made of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import update

from cpq.documents.render import Rendered
from cpq.platform.act import Act
from cpq.platform.in_force import InForce, UnknownVersion
from cpq.platform.jobs.running import Hopeless, Job, Outcome
from cpq.platform.jobs.tables import JOBS
from cpq.platform.problems import Problem
from cpq.platform.storage.database import Database
from cpq.quote_json import Json, plain
from cpq.quotes.documents import Wanted, rendered
from cpq.quotes.life import State
from cpq.quotes.model import Document
from cpq.quotes.store import files
from cpq.rulebook.text import Text

PRINTING = "quotes.document"
"""The kind of the job."""
Templates = Callable[[str | None], Path]
"""The folder of a version of the templates; of those that come with the program for None. Raises `UnknownVersion`."""


@dataclass(frozen=True, slots=True)
class Print:
    """A file that is wanted: of which version of which quote, with which version of the templates."""

    quote: str
    number: int
    wanted: Wanted
    templates: str | None

    def content(self) -> Json:
        """As a job keeps it."""
        of = self.wanted
        about = {"quote": self.quote, "number": self.number, "templates": self.templates}
        return {**about, **{name: str(getattr(of, name)) for name in Wanted.__slots__}}


def print_of(content: Any) -> Print:
    """From what a job has kept."""
    told, rulebook, state = content["told"], content["rulebook"], State(content["state"])
    wanted = Wanted(told, rulebook, state, content["locale"], content["view"])
    return Print(content["quote"], content["number"], wanted, content["templates"])


def ask_to_print(act: Act, asked: Print, key: str) -> str:
    """The id of the job that makes the file with a key: the one that the caller has asked for before, unless it failed."""
    of = f"{key} {act.caller.id}"
    failed = JOBS.c.kind == PRINTING, JOBS.c.key == of, JOBS.c.state == "failed"
    act.connection.execute(update(JOBS).where(*failed).values(key=None))
    return act.job(PRINTING, asked.content(), key=of)


def keep(act: Act, asked: Print, key: str, made: Rendered | None, by: str | None = None) -> Document:
    """Keeps a file that was made, unless another was faster; the one that is kept. `by` is who asked for it, where that is not the caller."""
    of: dict[str, Any] = {"number": asked.number, "locale": asked.wanted.locale, "view": asked.wanted.view}
    new = made is not None and files.document(act.connection, key) is None
    if made is not None and new:
        values = {"key": key, "quote": asked.quote, **of, "pages": made.pages, "content": made.pdf}
        files.keep_document(act.connection, act.now, values)
        act.audit("quote.document", "quote", asked.quote, None, {"key": key, **of, **({"asked_by": by} if by else {})})
    kept = files.document(act.connection, key)
    pages, size = (kept["pages"], len(kept["content"])) if kept else (0, 0)
    return Document(key=key, **of, pages=pages, size=size, made=new)


@dataclass(frozen=True, slots=True)
class Printer:
    """Does the jobs. `measured` is around the laying out."""

    database: Database
    rulebooks: InForce
    templates: Templates
    measured: Callable[[], AbstractContextManager[None]] = nullcontext

    def __call__(self, job: Job) -> Outcome:
        asked = print_of(job.content)
        try:
            folder = self.templates(asked.templates)
            key = asked.wanted.key(folder)
            known = self.database.read(lambda connection: files.document(connection, key))
            made = self._rendered(asked, folder) if known is None else None
        except Problem as problem:
            raise Hopeless(_said(problem)) from None
        except UnknownVersion:
            raise Hopeless(_both(_NO_TEMPLATES)) from None
        return lambda act: plain(keep(act, asked, key, made, job.owner))

    def _rendered(self, asked: Print, templates: Path) -> Rendered:
        with self.measured():
            return rendered(asked.wanted, self.rulebooks, templates)


def _said(problem: Problem) -> str:
    return "; ".join(_both(each) for each in (problem.detail, *(error.text for error in problem.errors)))


def _both(text: Text) -> str:
    return f"{text.en} · {text.zh}"


_NO_TEMPLATES = Text(
    zh="该版本的模板已不保存；请重新生成单据", en="these templates are not kept any more; ask for the document anew"
)
