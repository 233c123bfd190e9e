"""Remarks: what the reader of a quote should know."""

from __future__ import annotations

from dataclasses import dataclass

from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader should know: a default given up, a cost that is not known, a coupon that is used by nothing."""

    code: str
    text: Text
    line: str | None = None
    place: Place | None = None
