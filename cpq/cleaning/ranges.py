"""The table of Chinese mobile ranges: first seven digits → province and city, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    return frozenset(name for each in _rows() for name in each)


def province_of(city: str) -> str | None:
    """The province of a city, both without 省 and 市."""
    return _provinces().get(city)


@cache
def _provinces() -> Mapping[str, str]:
    return {city: province for province, city in _rows()}


def _rows() -> Iterator[tuple[str, str]]:
    table = _table()
    for each in cast("bytes", table.buf)[_HEAD : table.first_phone_record_offset].split(b"\0"):
        if each:
            province, city = each.decode().split("|")[:2]
            yield province, city


@cache
def _table() -> Any:
    return Phone()
