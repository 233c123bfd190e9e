"""Numbers as they are written in YAML and JSON: exact, and bounded before any arithmetic."""

from __future__ import annotations

import re
from decimal import Decimal

from cpq.money import InvalidAmount, parse_decimal
from cpq.rulebook.text import Text

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def number(written: str) -> int | Decimal | None:
    """The number that a word writes, or None where it is no number: `007`, `1_000`, `0x1F`, `12:30`, `+5` stay words.

    Raises `InvalidAmount` for a number past the bounds of `parse_decimal`.
    """
    found = _PLAIN.fullmatch(written)
    if found is None:
        return None
    fraction, exponent = found.groups()
    if fraction is None and exponent is None and len(written) <= 18:
        return int(written)
    if exponent is None and len(written) <= 18 and len(fraction or "") <= 12:
        return Decimal(written)
    exact = _bounded(written)
    return int(exact) if fraction is None and exponent is None else exact


def _bounded(written: str) -> Decimal:
    try:
        return parse_decimal(written)
    except InvalidAmount:
        shown = written if len(written) <= 24 else written[:24] + "…"
        raise InvalidAmount(
            f"数字 {shown} 超出范围：整数部分至多 18 位、小数至多 12 位；若是编码或账号，请加引号",
            f"the number {shown} is out of bounds: at most 18 digits before and 12 after the point; "
            f"quote it if it is a code or an account number",
        ) from None


def bound_text(error: InvalidAmount) -> Text:
    """Both languages of an `InvalidAmount`."""
    return Text(zh=error.zh, en=error.en)
