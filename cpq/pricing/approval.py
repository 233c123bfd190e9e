"""Approvals that a quote needs."""

from __future__ import annotations

from dataclasses import dataclass

from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that the quote needs: who, why, by which rule, for which line (None: the whole)."""

    rule: str
    approver: str
    approver_name: Text
    level: int
    reason: Text
    place: Place
    line: str | None
