"""The types of single values in YAML and in requests: numbers, percentages, days, words, references, conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Protocol, Self, cast

from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cpq.money import CURRENCIES, InvalidAmount, is_currency, parse_decimal
from cpq.rulebook.expressions import Expression, ExpressionError, Scalar, Scope, compile_expression
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short


class Context(Protocol):
    """What a value may be checked against while it is read: the ids of the book, and the names an expression may use."""

    def ids(self, section: str) -> Collection[str]:
        """Every id that the rulebook's files define in a section."""
        ...

    def scope(self, name: str) -> Scope:
        """The names that an expression of this scope may use."""
        ...


def problem(code: str, text: Text, offset: int | None = None) -> PydanticCustomError:
    """An error for pydantic that keeps both languages, and the offset inside an expression."""
    return PydanticCustomError(code, "{en}", {"zh": text.zh, "en": text.en, "offset": offset})  # pyright: ignore[reportArgumentType]


def wanted(text: Text) -> PydanticCustomError:
    """An error for a value of another kind: `text` names the kind that is wanted; the message says what stands there."""
    return PydanticCustomError(WANTED, "{wanted_en}", {"wanted_zh": text.zh, "wanted_en": text.en})


WANTED = "wanted"

_A_NUMBER = Text(zh="数字（例如 12.50）", en="a number such as 12.50")
_A_RATE = Text(zh="带百分号的百分比（例如 12.5%）", en="a percentage with its sign, such as 12.5%,")
_A_DAY = Text(zh="日期（例如 2026-01-31）", en="a day such as 2026-01-31")
_A_TEXT = Text(zh="文字或中英两种文字 {zh: …, en: …}", en="a text, or both languages as {zh: …, en: …},")
_A_CURRENCY = Text(zh="货币代码（例如 CNY）", en="a currency code such as CNY")


def _number(given: object) -> Decimal:
    if isinstance(given, Decimal) or (isinstance(given, int) and not isinstance(given, bool)):
        given = str(given)
    if not isinstance(given, str):
        raise wanted(_A_NUMBER)
    try:
        return parse_decimal(given)
    except InvalidAmount as error:
        raise problem("number", Text(zh=error.zh, en=error.en)) from None


def _rate(given: object) -> Decimal:
    if isinstance(given, str) and given.strip().endswith("%"):
        return _number(given.strip()[:-1].strip()) / 100
    raise wanted(_A_RATE)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(given: object) -> date:
    if isinstance(given, date):
        return given
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise wanted(_A_DAY)
    try:
        return date.fromisoformat(given)
    except ValueError:
        text = Text(zh=f"日历上没有 {given} 这一天，请改正", en=f"there is no day {given} in the calendar; correct it")
        raise problem("day", text) from None


def _words(given: object) -> Text:
    if isinstance(given, Text):
        return given
    if isinstance(given, str) and given.strip():
        return Text.same(given)
    if isinstance(given, dict):
        return _both_languages(cast("dict[str, object]", given))
    raise wanted(_A_TEXT)


def _both_languages(words: Mapping[str, object]) -> Text:
    zh, en = words.get("zh"), words.get("en")
    if isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip() and len(words) == 2:
        return Text(zh=zh, en=en)
    other = next((short(word) for word in words if word not in ("zh", "en")), None)
    if other is not None:
        text = Text(
            zh=f"语言只有 zh 和 en，没有“{other}”", en=f'the languages are zh and en; "{other}" is none of them'
        )
    else:
        text = Text(zh="zh 和 en 两种文字都要写", en="both zh and en need a text")
    raise problem("words", text)


_MEANT = {"RMB": "CNY", "CNH": "CNY", "YUAN": "CNY", "元": "CNY", "人民币": "CNY", "EURO": "EUR", "YEN": "JPY"}


def _currency(given: object) -> str:
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


_NUMBER_SCHEMA = {"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"}
_WORDS_SCHEMA = {
    "oneOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
            "required": ["zh", "en"],
            "additionalProperties": False,
        },
    ]
}

Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema(_NUMBER_SCHEMA)]
"""An exact number; in JSON a string, in YAML a number. At most 30 digits, below 10^18."""

Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]

Rate = Annotated[Decimal, BeforeValidator(_rate), WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)? ?%$"})]
"""A percentage written with its sign; `12.5%` is held as 0.125."""

Share = Annotated[Rate, Field(ge=0, le=1)]
"""A percentage from 0 % to 100 %."""

_DAY_SCHEMA = {"type": "string", "format": "date", "pattern": f"^{_DAY.pattern}$"}

Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(_DAY_SCHEMA)]

Words = Annotated[Text, BeforeValidator(_words), WithJsonSchema(_WORDS_SCHEMA)]
"""A text for people: one string for both languages, or `{zh: …, en: …}`."""

Currency = Annotated[str, BeforeValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
NAME_PATTERN = r"^[a-z][a-z0-9_]*$"

FORMS: Mapping[str, Text] = {
    ID_PATTERN: Text(
        zh="编号由字母、数字、点、下划线和连字符组成，以字母或数字开头",
        en="a code has letters, digits, dots, underscores and hyphens, and begins with a letter or digit",
    ),
    NAME_PATTERN: Text(
        zh="名称由小写字母、数字和下划线组成，以字母开头，例如 power_draw",
        en="a name has small letters, digits and underscores, and begins with a letter, such as power_draw",
    ),
}
"""What a pattern asks for, in words."""

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
"""A code that other files and systems refer to."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=40)]
"""A name that expressions use: lower case, digits, underscore."""

Amounts = Annotated[Mapping[Currency, Number], Field(min_length=1)]
"""An amount for each currency it is meant for: `{CNY: 100.00, USD: 14.00}`. There is no silent conversion."""


class Ref:
    """`Annotated[str, Ref("products")]`: the id of something in another section; an unknown one is an error with a did-you-mean."""

    def __init__(self, section: str) -> None:
        self.section = section

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def _check(self, given: str, info: ValidationInfo) -> str:
        context = cast("Context | None", info.context)
        if context is None or given in context.ids(self.section):
            return given
        near = did_you_mean(given, context.ids(self.section))
        if not near.en:
            near = Text(
                zh=f"；请在 {self.section}: 里定义它，或改用已有的编号", en="; define it there, or use an id that is"
            )
        text = Text(
            zh=f"{self.section} 里没有“{short(given)}”{near.zh}",
            en=f'there is no "{short(given)}" in {self.section}{near.en}',
        )
        raise problem("unknown-reference", text)


class Compiled:
    """`Annotated[Expression, Compiled("line", Bool())]`: an expression over the names of a scope, checked while reading."""

    def __init__(self, scope: str, wanted: Scalar) -> None:
        self.scope = scope
        self.wanted = wanted

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._compile, core_schema.str_schema(strict=True))

    def _compile(self, given: str, info: ValidationInfo) -> Expression:
        context = cast("Context", info.context)
        try:
            return compile_expression(given, context.scope(self.scope), self.wanted)
        except ExpressionError as error:
            raise problem(f"expression-{error.code}", error.message, error.offset) from None


class Validity(Strict):
    """The days on which something applies, both included; an open end is left out.

    生效日期，首尾两天都算；不写的一端表示不限。
    """

    from_: Annotated[Day | None, Field(alias="from")] = None
    """The first day. / 第一天。"""
    to: Day | None = None
    """The last day. / 最后一天。"""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            text = Text(
                zh=f"起始日 {self.from_} 晚于结束日 {self.to}，请对调或改正",
                en=f"the first day {self.from_} is after the last day {self.to}; swap or correct them",
            )
            raise problem("validity", text)
        return self

    def covers(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


ALWAYS = Validity()

Period = Literal["month", "quarter", "year"]
MONTHS: Mapping[Period, int] = {"month": 1, "quarter": 3, "year": 12}
