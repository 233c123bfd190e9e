"""Tables for spreadsheets: CSV (RFC 4180) that Excel reads as UTF-8, in which no text is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from io import StringIO
from typing import cast

from cpq.rulebook.text import Locale, Text

MARK = "\ufeff"
"""At the beginning, so that Excel takes the file for UTF-8."""
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  the wide ones count where Chinese is typed


def harmless(text: str) -> str:
    """A text that a spreadsheet would read as a formula begins with an apostrophe."""
    seen = text.lstrip(" \u3000")
    return f"'{text}" if seen[:1] in FORMULA and seen else text


def cell(value: object, locale: Locale) -> str:
    """A value as a spreadsheet reads it: amounts as plain numbers, moments in UTC, texts in a language and harmless."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Enum():
            return harmless(str(value.value))
        case Text():
            return harmless(value.to(locale))
        case dict():
            return harmless(str(cast("dict[str, object]", value).get(locale, "")))
        case _:
            return harmless(str(value))


def written(rows: Iterable[Sequence[object]], locale: Locale) -> bytes:
    """Rows as lines."""
    text = StringIO()
    csv.writer(text).writerows([cell(each, locale) for each in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")
