"""From what is written to numbers, percentages, days, texts and currencies; each raises pydantic's error with both languages."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from cpq.money import CURRENCIES, InvalidAmount, is_currency, parse_decimal
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.meant import day_meant, number_meant, or_this, rate_meant
from cpq.rulebook.problems import problem, wanted
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short

_A_NUMBER = Text(zh="数字（例如 12.50）", en="a number such as 12.50")
_A_RATE = Text(zh="带百分号的百分比（例如 12.5%）", en="a percentage with its sign, such as 12.5%,")
_A_DAY = Text(zh="日期（例如 2026-01-31）", en="a day such as 2026-01-31")
_A_TEXT = Text(zh="文字或中英两种文字 {zh: …, en: …}", en="a text, or both languages as {zh: …, en: …},")
_BY_CURRENCY = Text(zh="各币种的金额（例如 {CNY: 100.00}）", en="an amount for each currency, such as {CNY: 100.00},")
_A_CURRENCY = Text(zh="货币代码（例如 CNY）", en="a currency code such as CNY")


def exact_number(given: object) -> Decimal:
    if isinstance(given, Decimal) or (isinstance(given, int) and not isinstance(given, bool)):
        given = str(given)
    if not isinstance(given, str):
        raise wanted(_A_NUMBER)
    try:
        return parse_decimal(given)
    except InvalidAmount as error:
        meant = or_this(number_meant(given))
        text = Text(zh=f"“{short(given)}”不是数字{meant.zh}", en=f'"{short(given)}" is not a number{meant.en}')
        raise problem("number", text if meant.en else Text(zh=error.zh, en=error.en)) from None


_RATE = re.compile(r"[^%]*[0-9.] ?%")


def rate(given: object) -> Decimal:
    if isinstance(given, str) and _RATE.fullmatch(given.strip()) and given.isascii():
        return exact_number(given.strip()[:-1].strip()) / 100
    raise wanted(_A_RATE, rate_meant(given))


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(given: object) -> date:
    if isinstance(given, date):
        return given
    if not isinstance(given, str) or not DAY.fullmatch(given):
        raise wanted(_A_DAY, day_meant(given))
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise problem("day", _no_such_day(given)) from None


def _no_such_day(given: str) -> Text:
    year, month = int(given[:4]), int(given[5:7])
    if not 1 <= month <= 12:
        why = Text(zh="月份为 01 至 12", en="months are 01 to 12")
    elif not year:
        why = Text(zh="年份须为四位，例如 2026", en="a year has four digits, such as 2026")
    else:
        why = Text(zh=f"该月有 {monthrange(year, month)[1]} 天", en=f"that month has {monthrange(year, month)[1]} days")
    return Text(zh=f"日历上没有 {given} 这一天：{why.zh}", en=f"there is no day {given} in the calendar: {why.en}")


def words(given: object) -> Text:
    if isinstance(given, Text):
        return given
    if isinstance(given, str) and given.strip():
        return Text.same(given)
    if isinstance(given, dict):
        return _both_languages(cast("dict[str, object]", given))
    raise wanted(_A_TEXT)


_LANGUAGES = {"zh": Text(zh="中文", en="Chinese"), "en": Text(zh="英文", en="English")}


def _both_languages(written: Mapping[str, object]) -> Text:
    other = next((word for word in written if word not in _LANGUAGES), None)
    if other is not None:
        shown = short(other)
        text = Text(
            zh=f"语言只有 zh 和 en，没有“{shown}”", en=f'the languages are zh and en; "{shown}" is none of them'
        )
        raise problem("words", text, below=(other,))
    return Text(zh=_in(written, "zh"), en=_in(written, "en"))


def _in(written: Mapping[str, object], code: str) -> str:
    word, language = written.get(code), _LANGUAGES[code]
    if isinstance(word, str) and word.strip():
        return word
    text = Text(
        zh=f"缺少{language.zh}（{code}）；两种语言都要写，数字要加引号",
        en=f"the {language.en} text ({code}) is missing; write both languages, and a number in quotes",
    )
    raise problem("words", text, below=(code,))


_MEANT = {
    "RMB": "CNY", "CNH": "CNY", "YUAN": "CNY", "元": "CNY", "人民币": "CNY", "¥": "CNY", "￥": "CNY",
    "$": "USD", "美元": "USD", "EURO": "EUR", "€": "EUR", "欧元": "EUR", "YEN": "JPY",
}  # fmt: skip


def currency_code(given: object) -> str:
    if not isinstance(given, str):
        raise wanted(_A_CURRENCY)
    if is_currency(given):
        return given
    meant = _MEANT.get(given.upper()) or (given.upper() if is_currency(given.upper()) else None)
    near = did_you_mean(given, CURRENCIES) if meant is None else did_you_mean(meant, (meant,))
    word = short(given)
    raise problem(
        "currency",
        Text(zh=f"“{word}”不是 ISO 4217 货币代码{near.zh}", en=f'"{word}" is no ISO 4217 currency code{near.en}'),
    )


def by_currency(given: object, currency: str) -> object:
    """The mapping that is given; a bare number is answered with how it is written in this currency."""
    if isinstance(given, Mapping):
        return cast("object", given)
    number = number_meant(given)
    raise wanted(_BY_CURRENCY, f"{{{currency}: {number}}}" if number else None)
