"""Approvals that a quote needs."""

from __future__ import annotations

from dataclasses import dataclass

from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that the quote needs: who, why, by which rule, for which lines.

    One approval covers all lines of one configured product that touch the same guardrail: `lines` are their numbers (1.4, 1.7), `line`
    is the first of them, `line_name` its name. For the whole quote `line` is None and `lines` is empty.
    """

    rule: str
    approver: str
    approver_name: Text
    level: int
    reason: Text
    place: Place
    line: str | None
    line_name: Text | None = None
    lines: tuple[str, ...] = ()

    @property
    def about(self) -> Text | None:
        """`line 1.4 (Ember accelerator) and 2 more`, or None for the whole quote."""
        if self.line is None or self.line_name is None:
            return None
        return about_lines(self.line, self.line_name, len(self.lines))


def about_lines(number: str, name: Text, count: int) -> Text:
    """The first of `count` lines by number and name, and how many more there are."""
    zh, en = f"第 {number} 行（{name.zh}）", f"line {number} ({name.en})"
    return Text(zh=f"{zh}等 {count} 行", en=f"{en} and {count - 1} more") if count > 1 else Text(zh=zh, en=en)
