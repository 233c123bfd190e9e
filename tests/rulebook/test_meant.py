"""Values that are nearly right are answered with what was probably meant, and others with nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.meant import day_meant, full_width, number_meant, rate_meant


def wide(word: str) -> str:
    """As an input method for Chinese types it."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in word)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("4980元", "4980"),
        ("¥2380.00", "2380.00"),
        ("USD 14", "14"),
        ("12,200.00", "12200.00"),
        ("1,234,567.89", "1234567.89"),
        ("2380,00", "2380.00"),
        (wide("12.5"), "12.5"),
        ("30 days", "30"),
        ("2U", "2"),
        ("5万", None),
        ("3y", None),
        ("1-99", None),
        ("1,5,3", None),
        ("ten", None),
        (True, None),
        (None, None),
        ("9" * 1_000, None),
    ],
)
def test_a_number(written: object, meant: str | None) -> None:
    assert number_meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (8, "8%"),
        (100, "100%"),
        (Decimal("0.08"), "8%"),
        (Decimal("-0.5"), "-50%"),
        ("8％", "8%"),
        (wide("8") + "%", "8%"),
        ("%8", "8%"),
        ("12.50 percent", "12.5%"),
        ("八折", None),
        ("1e999999999", None),
        (Decimal("1e17"), None),
        ([], None),
    ],
)
def test_a_percentage(written: object, meant: str | None) -> None:
    assert rate_meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026/9/1", "2026-09-01"),
        ("2026年9月1日", "2026-09-01"),
        ("2026-09-15 00:00:00", "2026-09-15"),
        (wide("2026-09-15"), "2026-09-15"),
        (20261123, "2026-11-23"),
        ("15.09.2026", "2026-09-15"),
        ("09/15/2026", "2026-09-15"),
        ("05/06/2026", None),
        ("2026-9-31", None),
        ("today", None),
    ],
)
def test_a_day(written: object, meant: str | None) -> None:
    assert day_meant(written) == meant


@pytest.mark.parametrize(
    ("word", "en"),
    [
        ("a，b", "; ， is a full-width character, type , instead"),
        ("“a”", '; “ is a full-width character, type " instead'),
        (wide("A") + "1", f"; {wide('A')} is a full-width character, type A instead"),
        ("a\u3000b", "; a full-width space stands in it, type a plain one"),
        ("处理器", ""),
        ("a-b", ""),
    ],
)
def test_a_full_width_character_is_named(word: str, en: str) -> None:
    assert full_width(word).en == en


@given(st.one_of(st.text(max_size=80), st.decimals(), st.integers(), st.none(), st.lists(st.integers(), max_size=2)))
def test_nothing_that_is_written_raises(written: object) -> None:
    for meant in (number_meant, rate_meant, day_meant):
        assert meant(written) is None or isinstance(written, str | int | Decimal)


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("minimum", ["min", "max"], "min"),
        ("sku", ["skus", "bundle"], "skus"),
        (wide("net30"), ["net30", "net60"], "net30"),
        ("enum", ["number", "choice"], ""),
        (wide("R") + "240", ["R240", "R120"], "R240"),
    ],
)
def test_the_nearest_known_word(word: str, known: list[str], near: str) -> None:
    assert did_you_mean(word, known).en == (f' — did you mean "{near}"?' if near else "")
