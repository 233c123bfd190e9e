"""HTML to PDF by WeasyPrint: the quote's JSON attached, tagged for screen readers, the same bytes for the same input."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, get_args

from weasyprint import HTML, Attachment
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration

from cpq.documents.complaints import Complaints
from cpq.documents.fetcher import FolderFetcher
from cpq.documents.formatting import Formats
from cpq.documents.job import Answer, Job
from cpq.documents.requirements import no_subsetting
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Locale, Text

_HAS_SUBSETTING = getattr(ffi, "harfbuzz_subset", None) is not None


def render_pages(job: Job, html: str) -> Answer:
    """The PDF of a job's HTML, with what was left out or could not be printed as warnings. Raises `Refused`."""
    try:
        return _laid_out(job, html)
    except Exception as error:
        raise Refused([_indigestible(error, job)]) from error


def _laid_out(job: Job, html: str) -> Answer:
    fetcher = FolderFetcher(job.folder)
    attached = json.dumps(job.view, ensure_ascii=False, indent=1).encode()
    with Complaints(fetcher, job) as complaints:
        source: Any = HTML(string=html, base_url=job.folder.url, url_fetcher=fetcher)
        document = source.render(font_config=FontConfiguration(), **_options(job))
        document.metadata.created = document.metadata.modified = str(job.view["date"])
        document.metadata.attachments = []  # what a template links as an attachment would carry the clock's time
        content: bytes = document.write_pdf(
            attachments=[_attachment(job, attached)],
            pdf_identifier=sha256(html.encode() + attached).digest()[:16],
            **_options(job),
        )
    slow = () if _HAS_SUBSETTING else (no_subsetting(),)
    return Answer(content, pages=len(document.pages), warnings=(*complaints.findings(), *slow))


def _indigestible(error: Exception, job: Job) -> Finding:
    reason = f"{type(error).__name__}: {error}"[:300].replace(job.folder.url, "")
    text = Text(
        zh=f"模板生成的页面无法排版（{reason}）。请撤回最近对模板或样式的修改，逐步找出原因",
        en=f"the page that the template makes cannot be laid out ({reason}); undo the last changes of template and style one by one",
    )
    return Finding("layout", Place(job.folder.label("quote.html.j2")), text)


def warm_up() -> None:
    """An empty page loads what WeasyPrint and Babel load late. It has no text: laying out text would start Pango's threads."""
    page: Any = HTML(string="<html><body><div style='height: 1px'>")
    page.write_pdf()
    for locale in get_args(Locale):
        formats = Formats(locale, "CNY", 2)
        formats.day("2026-01-01")
        formats.money("1")


def _options(job: Job) -> dict[str, object]:
    """Tagging time grows faster than a table: it is left off for long quotes."""
    return {"pdf_variant": "pdf/ua-1"} if job.tagged else {"pdf_version": "1.7"}


def _attachment(job: Job, content: bytes) -> Attachment:
    day = date.fromisoformat(str(job.view["date"]))
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Attachment(
        string=content,
        name="quote.json",
        description=str(job.view["number"]),
        created=midnight,
        modified=midnight,
        relationship="Data",
    )
