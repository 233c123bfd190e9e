"""Findings in the terminal: place, message, and the line itself with a mark under the spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group
from rich.text import Text as Styled

from cpq.cli.language import LOCALE, say
from cpq.cli.terminal import err, print_json
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.report import SEVERITIES, Excerpt, as_lines, as_objects, excerpt

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold blue"}
_MOST_SHOWN = 200


def show(findings: Sequence[Finding], root: Path | None, *, as_json: bool) -> None:
    """All findings: JSON on stdout for editors, otherwise on stderr."""
    if as_json:
        print_json({"findings": as_objects(findings)})
        return
    for finding in findings[:_MOST_SHOWN]:
        if err.is_terminal:
            err.print(Group(*_rich(finding, root)))
        else:
            err.print(as_lines([finding], LOCALE)[0], soft_wrap=True)
    if len(findings) > _MOST_SHOWN:
        more = len(findings) - _MOST_SHOWN
        err.print(say(zh=f"……另有 {more} 条", en=f"… and {more} more"))


def _rich(finding: Finding, root: Path | None) -> Iterator[Styled]:
    word = SEVERITIES[finding.severity][LOCALE]
    style = _STYLE[finding.severity]
    yield Styled.assemble((f"{finding.place}: ", "bold"), (f"{word}: ", style), finding.text.to(LOCALE))
    found = _excerpt(finding, root)
    if found is not None:
        written, caret = found.lines
        yield Styled(written, style="dim")
        yield Styled(caret if finding.place.column else "", style=style)
    for place in finding.related:
        yield Styled(say(zh=f"       另见 {place}", en=f"       see also {place}"), style="dim")


def _excerpt(finding: Finding, root: Path | None) -> Excerpt | None:
    """The line as written, where it can still be read."""
    if root is None or not finding.place.line:
        return None
    try:
        return excerpt((root / finding.place.file).read_text("utf-8", errors="replace"), finding.place)
    except OSError:
        return None
