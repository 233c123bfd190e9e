"""Time and memory of a rendering are bounded, and the renderer outlives whatever goes over the bounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cpq.documents import Press
from cpq.documents.customer_view import customer_view
from cpq.documents.job import Job
from cpq.documents.limits import Limits
from tests.documents.sample_quote import one_line


def _job(templates: Path, body: str | None = None) -> Job:
    if body is not None:
        (templates / "quote.html.j2").write_text(body, encoding="utf-8")
    view = customer_view(one_line(), "en")
    return Job(str(templates), "en", view, "pdf", tagged=True, limits=Limits(seconds=1, megabytes=1_500))


_LOOPS = "\n{% for i in range(90000) %}\n{% for j in range(90000) %}{% endfor %}{% endfor %}"
_WIDE = "<html lang=en><table><tr><td colspan=1000000>x</td></tr></table>"
_DEEP = "<html lang=en>{% for i in range(30) %}<div style='display:flex'>{% endfor %}x"


def test_a_template_that_loops_is_stopped_at_its_line(copied: Path, press: Press) -> None:
    (finding,) = press.render(_job(copied, _LOOPS)).findings
    assert finding.code == "template-limit"
    assert finding.place.line in {2, 3}
    assert "1 s" in finding.text.zh


@pytest.mark.parametrize("body", [_WIDE, _DEEP])
def test_a_page_that_cannot_be_laid_out_is_given_up(copied: Path, press: Press, body: str) -> None:
    (finding,) = press.render(_job(copied, body)).findings
    assert finding.code == "document-limit"


def test_memory_is_bounded(copied: Path, press: Press) -> None:
    little = replace(_job(copied), limits=Limits(seconds=20, megabytes=200))
    (finding,) = press.render(little).findings
    assert finding.code in {"document-limit", "template-limit"}


def test_the_renderer_goes_on_after_a_failure(copied: Path, templates: Path, press: Press) -> None:
    press.render(_job(copied, _LOOPS))
    after = press.render(replace(_job(templates), limits=Limits(20, 1_500)))
    assert after.pages == 1


def test_a_closed_press_ends_its_process(templates: Path) -> None:
    with Press() as short:
        process = short._process
        assert process.poll() is None
    assert process.returncode == 0


def test_a_renderer_that_was_killed_is_replaced(templates: Path) -> None:
    with Press() as press:
        press._process.kill()
        press._process.wait()
        assert press.render(replace(_job(templates), limits=Limits(20, 1_500))).pages == 1
