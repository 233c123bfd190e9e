"""The approval route in the terminal: step by step who approves what, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Styled

from cpq.cli.language import read, say
from cpq.priced_quote import Approval, PricedQuote, RouteStep


def approvals_view(quote: PricedQuote) -> Panel:
    """Each step of the route; those of one step are asked side by side. The steps have numbers where there are several."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for step in quote.route:
        for cells in _rows(step, numbered=len(quote.route) > 1):
            table.add_row(*cells)
    title = say(zh="需要审批", en="Approval needed")
    return Panel(table, title=title, title_align="left", box=box.ROUNDED, border_style="yellow")


def _rows(step: RouteStep, *, numbered: bool) -> Iterator[tuple[Styled, str, Styled]]:
    number = f"{step.number}. " if numbered else ""
    for signature in step.signatures:
        who = f"{number}{read(signature.approver_name)}"
        for approval in signature.approvals:
            yield Styled(who, style="bold"), said(approval), Styled(str(approval.place), style="dim")
            who = ""


def said(approval: Approval) -> str:
    """What is to be approved: for which line or section, and why."""
    about = say(zh=f"{read(approval.about)}：", en=f"{read(approval.about)}: ") if approval.about else ""
    return about + read(approval.reason)
