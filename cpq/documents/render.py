"""A priced quote as a document: HTML or PDF, for the customer or for the company itself, in Chinese or English."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cpq.documents.customer_view import JsonObject, customer_view
from cpq.documents.internal_view import internal_view
from cpq.documents.job import Answer, Job
from cpq.documents.limits import Limits
from cpq.documents.press import Press, shared_press
from cpq.priced_quote import PricedQuote
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Locale
from cpq.stages import stage

View = Literal["customer", "internal"]

TAGGED_BELOW = 500
"""Quotes with fewer lines are tagged (PDF/UA) unless asked otherwise; tagging time grows faster than the table."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF; `warnings` say what was left out or prints badly, and how to mend it."""

    pdf: bytes
    pages: int
    warnings: tuple[Finding, ...]


def render_pdf(
    quote: PricedQuote,
    templates: Path,
    locale: Locale,
    view: View = "customer",
    *,
    tagged: bool | None = None,
    press: Press | None = None,
) -> Rendered:
    """The quote's PDF from the templates of a folder; the same input gives the same bytes.

    `tagged`: structure for screen readers (PDF/UA), by default below 500 lines. `press`: the renderer to use, by default the process's own.
    Raises `Refused` for wrong templates (with file and line), for a document that takes too much time or memory, and without Pango.
    """
    with stage("view"):
        job = _job(quote, templates, locale, view)
    with stage("layout"):
        answer = _answer(job if tagged is None else replace(job, tagged=tagged), press)
    return Rendered(answer.content, answer.pages, answer.warnings)


def render_html(
    quote: PricedQuote, templates: Path, locale: Locale, view: View = "customer", *, press: Press | None = None
) -> str:
    """The HTML that the PDF is made from. Raises `Refused` for wrong templates."""
    job = _job(quote, templates, locale, view)
    return _answer(replace(job, wanted="html"), press).content.decode()


def _answer(job: Job, press: Press | None) -> Answer:
    answer = (press or shared_press()).render(job)
    if answer.findings:
        raise Refused(answer.findings)
    return answer


def _job(quote: PricedQuote, templates: Path, locale: Locale, view: View) -> Job:
    lines = len(quote.lines)
    return Job(
        templates=str(templates.resolve()),
        locale=locale,
        view=_view(quote, locale, view),
        wanted="pdf",
        tagged=lines < TAGGED_BELOW,
        limits=Limits.for_lines(lines),
    )


def _view(quote: PricedQuote, locale: Locale, view: View) -> JsonObject:
    match view:
        case "customer":
            return customer_view(quote, locale)
        case "internal":
            return internal_view(quote, locale)
