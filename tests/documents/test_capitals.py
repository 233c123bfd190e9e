"""大写金额: the amounts of the accounting standard's own examples, and a reader that turns any of them back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.documents.capitals import capitals
from cpq.money import InvalidAmount

_DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("10", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100001", "壹拾万零壹元整"),
        ("50000000", "伍仟万元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("100000001", "壹亿零壹元整"),
        ("10000000000000", "壹拾万亿元整"),
        ("1200100000000", "壹万贰仟零壹亿元整"),
        ("-5.01", "负伍元零壹分"),
    ],
)
def test_an_amount_is_written_as_the_standard_writes_it(amount: str, written: str) -> None:
    assert capitals(Decimal(amount)) == f"人民币{written}"


@given(st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_what_is_written_can_be_read_back(fen: int) -> None:
    written = capitals(Decimal(fen).scaleb(-2))
    assert _read(written) == fen
    assert "零零" not in written
    assert written.endswith("整") == (fen % 10 == 0)


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000", "NaN", "Infinity", "1E+999999"])
def test_what_cannot_be_written_is_refused(amount: str) -> None:
    with pytest.raises(InvalidAmount):
        capitals(Decimal(amount))


def _read(written: str) -> int:
    """An independent reader, in fen."""
    rest = written.removeprefix("人民币").removesuffix("整")
    sign = -1 if rest.startswith("负") else 1
    whole, yuan, parts = rest.removeprefix("负").rpartition("元")
    fen = _whole(whole) * 100 if yuan else 0
    for name, worth in (("角", 10), ("分", 1)):
        if name in parts:
            fen += _DIGITS[parts[parts.index(name) - 1]] * worth
    return sign * fen


def _whole(text: str) -> int:
    for name, worth in (("亿", 10**8), ("万", 10**4)):
        if name in text:
            high, _, low = text.rpartition(name)
            return _whole(high) * worth + _whole(low)
    total = 0
    digit = 0
    for character in text:
        if character in _PLACES:
            total += digit * _PLACES[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
