"""What was probably meant by a value that is nearly right: `2,380元` is 2380, `2026/9/1` is 2026-09-01, 0.08 is 8%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from cpq.rulebook.text import Text

_LONGEST = 60

_NUMBER = re.compile(
    r"(?:[¥$€]|CNY|RMB|USD|EUR)? ?"
    r"(?P<number>[-+]?[0-9]{1,18}(?:\.[0-9]{1,12})?)"
    r" ?(?:CNY|RMB|USD|EUR|人民币|美元|欧元|元|块|台|件|个|套|根|天|人天|个月|days?|months?|pcs?|W|U|kg|GB)?"
)
_RATE = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?")
_THOUSANDS = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:[, '_][0-9]{3})+(?![0-9])")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{1,2}(?![0-9,]))")

_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?P<s>[-/.]?)(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?:[T ].*)?")
_CHINESE = re.compile(r"(?P<y>[0-9]{4}) ?年 ?(?P<m>[0-9]{1,2}) ?月 ?(?P<d>[0-9]{1,2}) ?日?")
_DAY_FIRST = re.compile(r"(?P<d>[0-9]{1,2})(?P<s>[./-])(?P<m>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4})")
_MONTH_FIRST = re.compile(r"(?P<m>[0-9]{1,2})(?P<s>[./-])(?P<d>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4})")


def or_this(meant: str | None) -> Text:
    """` — did you mean …?`, or nothing."""
    if meant is None:
        return Text(zh="", en="")
    return Text(zh=f"——是不是 {meant}？", en=f" — did you mean {meant}?")


def number_meant(written: object) -> str | None:
    """The number that a word with full-width digits, thousands separators, a currency or a unit stands for."""
    found = _NUMBER.fullmatch(_plain_number(written))
    return found["number"].lstrip("+") if found else None


def rate_meant(written: object) -> str | None:
    """The percentage that a bare number, a fraction or a full-width sign stands for: 8 is 8%, and so is 0.08."""
    plain = _plain_number(written)
    bare = plain.strip("%").removesuffix("percent").strip()
    if not _RATE.fullmatch(bare):
        return None
    number = Decimal(bare)
    share = "%" not in plain and 0 < abs(number) < 1
    return f"{(number * 100 if share else number).normalize():f}%"


def day_meant(written: object) -> str | None:
    """The day that another way to write days stands for, where there is only one that it can be."""
    plain = _plain(written)
    days = {day for day in _days(plain) if day is not None}
    return days.pop().isoformat() if len(days) == 1 else None


def _days(plain: str) -> Iterator[date | None]:
    for form in (_YEAR_FIRST, _CHINESE, _DAY_FIRST, _MONTH_FIRST):
        found = form.fullmatch(plain)
        if found:
            yield _day(int(found["y"]), int(found["m"]), int(found["d"]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain_number(written: object) -> str:
    plain = _THOUSANDS.sub(lambda found: re.sub("[^0-9]", "", found[0]), _plain(written))
    return _DECIMAL_COMMA.sub(".", plain)


def _plain(written: object) -> str:
    """Full-width characters as plain ones; nothing of what is too long to be a slip."""
    if isinstance(written, bool) or not isinstance(written, str | int | Decimal):
        return ""
    words = f"{written:f}" if isinstance(written, Decimal) else str(written)
    return normalize("NFKC", words).replace("、", ",").strip() if len(words) <= _LONGEST else ""


_WIDE = {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "【": "[", "】": "]", "《": "<", "》": ">"}
_WIDE_LETTER = re.compile(f"[{''.join(_WIDE)}\uff01-\uff5e\u3000]")


def full_width(word: str) -> Text:
    """What to say of a word where full-width punctuation, digits or letters stand; nothing where none do."""
    found = _WIDE_LETTER.search(word)
    if found is None:
        return Text(zh="", en="")
    wide = found[0]
    plain = _WIDE.get(wide) or normalize("NFKC", wide)
    if plain == " ":
        return Text(zh="；里面有全角空格，请改成半角", en="; a full-width space stands in it, type a plain one")
    return Text(
        zh=f"；“{wide}”是全角字符，请改成半角的 {plain}", en=f"; {wide} is a full-width character, type {plain} instead"
    )
