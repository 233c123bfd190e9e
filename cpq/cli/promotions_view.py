"""What became of each promotion, in the terminal: applied, lost to another, nothing to take off, or why it does not fit."""

from __future__ import annotations

from collections.abc import Mapping

from rich import box
from rich.panel import Panel
from rich.table import Table

from cpq.cli.amounts import plain, points, signed
from cpq.cli.language import read, say
from cpq.priced_quote import PricedQuote
from cpq.pricing.outcome import Outcome, Status
from cpq.pricing.trace import Phase

MOST_LINES = 4

_MARKS: Mapping[Status, tuple[str, str]] = {
    "applied": ("✓", "green"),
    "lost": ("≺", "yellow"),
    "no_effect": ("·", ""),
    "not_eligible": ("✕", "dim"),
}


def promotions_view(quote: PricedQuote) -> Panel:
    """One row a promotion, those applied first."""
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=2)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold", ratio=3)
    table.add_column(no_wrap=True, style="dim")
    order = list(_MARKS)
    for outcome in sorted(quote.promotions, key=lambda each: order.index(each.status)):
        mark, style = _MARKS[outcome.status]
        table.add_row(mark, read(outcome.name), *_result(outcome, quote.digits), str(outcome.place), style=style)
    return Panel(table, title=say(zh="促销", en="Promotions"), title_align="left", box=box.ROUNDED)


def _result(outcome: Outcome, digits: int) -> tuple[str, str]:
    if outcome.points:
        return points(outcome.points), f"{read(outcome.reason)}{say(zh='；', en='; ')}{_on(outcome, digits)}"
    if outcome.status == "applied":
        return signed(-outcome.amount, digits), _on(outcome, digits)
    return "", read(outcome.reason) + _less(outcome, digits)


def _less(outcome: Outcome, digits: int) -> str:
    """By how much less, or more, would be saved with it than with what was taken."""
    by = outcome.lost_by
    if by is None:
        return ""
    zh, en = ("多", "more") if by < 0 else ("少", "less")
    if by and outcome.lost_by_at_most:
        zh, en = f"至多{zh}", f"{en} at most"
    if outcome.phase is Phase.REWARD:
        return say(zh=f"，{zh}得 {points(int(abs(by)))}", en=f"; it would earn {points(int(abs(by)))} {en}")
    return say(zh=f"，{zh}省 {plain(abs(by), digits)}", en=f"; it would save {plain(abs(by), digits)} {en}")


def _on(outcome: Outcome, digits: int) -> str:
    """From which lines how much is taken off, or which amounts earned points; and what reaches the next tier."""
    shown = ((each.line, each.amount if each.base is None else each.base) for each in outcome.on[:MOST_LINES])
    lines = [f"{line}: {plain(amount, digits)}" for line, amount in shown]
    left = len(outcome.on) - len(lines)
    if left:
        lines.append(say(zh=f"另 {left} 行", en=f"{left} more"))
    where = say(zh="行 ", en="lines ") if len(outcome.on) > 1 else say(zh="行 ", en="line ")
    parts = [where + say(zh="、", en=", ").join(lines)] if lines else []
    if outcome.missing is not None:
        parts.append(read(outcome.reason))
    if outcome.optimality == "unproven":
        parts.append(say(zh="未证明最优", en="not proven to be the best"))
    return say(zh="；", en="; ").join(parts)
