"""大写金额: an RMB amount in the financial capitals that Chinese contracts and receipts require."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpq.money import InvalidAmount

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capitals(amount: Decimal) -> str:
    """`Decimal("10050.30")` → 人民币壹万零伍拾元叁角整.

    Rules of the People's Bank's accounting standard (支付结算办法, appendix 1): 整 closes an amount without 分; zeros in a row, or at the end
    of a group of four digits before a smaller one, are read once as 零; 零 stands between 元 and 分 when there are no 角. A negative
    amount begins with 负. Raises `InvalidAmount` for parts of a 分 and from 10^16 on.
    """
    fen = amount.scaleb(2) if amount.is_finite() and amount.adjusted() < 16 else Decimal("NaN")
    if fen.is_nan() or fen != fen.to_integral_value():
        raise InvalidAmount(f"{amount} 不能写成大写金额", f"{amount} cannot be written in capitals")
    yuan, rest = divmod(abs(int(fen)), 100)
    sign = "负" if fen < 0 else ""
    return f"人民币{sign}{_whole(yuan, rest)}{_parts(yuan, rest)}"


def _whole(yuan: int, rest: int) -> str:
    if yuan:
        return "".join(_groups(yuan)) + "元"
    return "" if rest else "零元"


def _parts(yuan: int, rest: int) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整"
    tens = f"{_DIGITS[jiao]}角" if jiao else "零" * bool(yuan)
    return tens + (f"{_DIGITS[fen]}分" if fen else "整")


def _groups(yuan: int) -> Iterator[str]:
    """Groups of four digits from the left; a group below 1000 that follows another is led by 零."""
    groups = [yuan // 10_000**power % 10_000 for power in range(len(_GROUPS))]
    begun = gap = False
    for power in reversed(range(len(_GROUPS))):
        group = groups[power]
        if group:
            yield "零" if begun and (gap or group < 1000) else ""
            yield _four(group) + _unit(power, groups)
        begun, gap = begun or bool(group), begun and not group


def _unit(power: int, groups: list[int]) -> str:
    """万亿 is said as 万 when 亿 follows anyway: 壹万贰仟亿."""
    return "万" if power == 3 and groups[2] else _GROUPS[power]


def _four(group: int) -> str:
    """A group of up to four digits: 1050 → 壹仟零伍拾."""
    said = ""
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += _DIGITS[digit] + _PLACES[place]
        elif said and not said.endswith("零"):
            said += "零"
    return said.rstrip("零")
