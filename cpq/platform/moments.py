"""A moment in a request: a day, a time and a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from cpq.rulebook.problems import wanted
from cpq.rulebook.text import Text

_FORM = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})"
_A_MOMENT = Text(
    zh="时刻（须带时区，例如 2027-01-01T00:00:00+08:00）", en="a moment with its zone such as 2027-01-01T00:00:00+08:00"
)


def moment(given: object) -> datetime:
    """Read as RFC 3339 has it, in UTC."""
    if isinstance(given, datetime):
        return given
    if not isinstance(given, str) or not re.fullmatch(_FORM, given, re.ASCII):
        raise wanted(_A_MOMENT)
    try:
        return datetime.fromisoformat(given).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wanted(_A_MOMENT) from None


Moment = Annotated[
    datetime,
    BeforeValidator(moment),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": f"^{_FORM}$"}),
]
