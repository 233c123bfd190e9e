"""The process that renders: it loads WeasyPrint once, then forks a confined child for every job.

A template that loops or a page that cannot be laid out ends its child; neither this process nor the one that asked is touched, and no
rendering leaves anything behind for the next. This process never lays out text itself, because Pango's threads do not survive a fork.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings
from importlib import import_module
from tempfile import TemporaryFile
from traceback import format_exc
from typing import BinaryIO

from cpq.documents.job import Answer, Hangup, Job, receive_answer, receive_job, send_answer
from cpq.documents.limits import OutOfTime, confine
from cpq.documents.requirements import no_pango
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


def main() -> None:
    """Serve jobs from standard input until it closes."""
    jobs, answers = _own_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    unready = load()
    while True:
        try:
            job = receive_job(jobs)
        except Hangup:
            return
        send_answer(
            answers, _refused(unready) if isinstance(unready, Finding) and job.wanted == "pdf" else _forked(job)
        )


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for this module alone: whatever a library prints goes to nobody."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nobody = os.open(os.devnull, os.O_RDWR)
    os.dup2(nobody, 0)
    os.dup2(nobody, 1)
    return jobs, answers


def load() -> Finding | None:
    """Import what every child needs; a finding where the system lacks Pango."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import_module("cpq.documents.template")
            import_module("cpq.documents.pdf").warm_up()
    except OSError as error:
        return no_pango(error)
    gc.collect()
    gc.freeze()
    return None


def _forked(job: Job) -> Answer:
    from cpq.documents.template import compile_templates

    compile_templates(job)
    with TemporaryFile() as file:
        child = os.fork()
        if not child:
            _child(job, file)
        _, status = os.waitpid(child, 0)
        if status:
            return _refused(_died(job))
        file.seek(0)
        return receive_answer(file)


def _child(job: Job, file: BinaryIO) -> None:
    """Never returns: the child has no business in its parent's loop."""
    status = 1
    try:
        confine(job.limits)
        send_answer(file, render(job))
        status = 0
    finally:
        os._exit(status)


def render(job: Job) -> Answer:
    """One job, in this very process."""
    from cpq.documents.template import render_template

    try:
        html = render_template(job)
        if job.wanted == "html":
            return Answer(html.encode(errors="replace"))
        return _pages(job, html)
    except Refused as refused:
        return Answer(findings=refused.findings)
    except (OutOfTime, MemoryError, RecursionError):
        return _refused(_died(job))
    except Exception:  # noqa: BLE001  a defect travels to the process that asked, and is raised there
        return Answer(defect=format_exc())


def _pages(job: Job, html: str) -> Answer:
    from cpq.documents.pdf import render_pages

    gc.disable()  # this process ends with the document, and what layout makes lives until then
    return render_pages(job, html)


def _died(job: Job) -> Finding:
    limit = f"{job.limits.seconds} s, {job.limits.megabytes} MB"
    text = Text(
        zh=f"排版超出限制（{limit}）。请简化模板与样式（巨大的表格跨列、多层弹性盒、超大图片），或把报价单拆成几份",
        en=f"laying out runs out of bounds ({limit}); simplify template and style (huge colspan, nested flex boxes, large images), "
        "or split the quote",
    )
    return Finding("document-limit", Place(job.folder.label("quote.html.j2")), text)


def _refused(finding: Finding) -> Answer:
    return Answer(findings=(finding,))


if __name__ == "__main__":
    sys.exit(main())
