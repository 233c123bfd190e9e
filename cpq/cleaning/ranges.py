"""The table of Chinese mobile ranges: first seven digits → province and city, in Chinese."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from phone import Phone

_HEAD = 8


def home_of_range(digits: int) -> tuple[str, str] | None:
    """Province and city of the range with these seven digits; for the four municipalities both are alike."""
    found = cast("dict[str, str] | None", _table().find(digits))
    return (found["province"], found["city"]) if found else None


@cache
def chinese_places() -> frozenset[str]:
    """The provinces and cities that the table knows, without 省 and 市."""
    table = _table()
    records = cast("bytes", table.buf)[_HEAD : table.first_phone_record_offset].split(b"\0")
    return frozenset(name for each in records for name in each.decode().split("|")[:2] if name)


@cache
def _table() -> Any:
    return Phone()
