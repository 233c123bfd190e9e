"""A quote of 300 lines as a PDF beside bare WeasyPrint on the same HTML, by processor time, in turns."""

from __future__ import annotations

import os
from collections.abc import Callable
from statistics import median

from asking import cpu_of
from measure import TEMPLATES, bare, quote_of

from cpq.documents import render_html, render_pdf

LINES = 300
TIMES = 3


def document_row() -> None:
    quote = quote_of(LINES)
    html = render_html(quote, TEMPLATES, "zh")
    pages = render_pdf(quote, TEMPLATES, "zh").pages
    bare(html)
    ours, theirs = list[float](), list[float]()
    for _ in range(TIMES):
        ours.append(_spent(lambda: render_pdf(quote, TEMPLATES, "zh")))
        theirs.append(_spent(lambda: bare(html)))
    print("\n| document | pages | processor, s | bare WeasyPrint, processor, s | ratio |\n|---|---:|---:|---:|---:|")
    ratio = median(ours) / median(theirs)
    print(f"| PDF of {LINES} lines | {pages} | {median(ours):.2f} | {median(theirs):.2f} | {ratio:.2f} |")


def _spent(work: Callable[[], object]) -> float:
    before = cpu_of(os.getpid())
    work()
    return cpu_of(os.getpid()) - before
