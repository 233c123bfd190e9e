"""The types of single values in YAML and in requests: numbers, percentages, days, words, references, conditions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from re import fullmatch
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
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from cpq.rulebook.expressions import Expression, ExpressionError, Scalar, Scope, compile_expression
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.meant import full_width
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem, wanted
from cpq.rulebook.text import Text
from cpq.rulebook.values import DAY, by_currency, currency_code, day, exact_number, rate, words
from cpq.rulebook.wording import listed, short


class Context(Protocol):
    """What a value may be checked against while it is read: the ids of the book, and the names an expression may use."""

    def ids(self, section: str) -> Collection[str]:
        """Every id that the rulebook's files define in a section."""
        ...

    def scope(self, name: str) -> Scope:
        """The names that an expression of this scope may use."""
        ...


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

Number = Annotated[Decimal, BeforeValidator(exact_number), WithJsonSchema(_NUMBER_SCHEMA)]
"""An exact number; in JSON a string, in YAML a number. At most 30 digits, below 10^18."""

Positive = Annotated[Number, Field(gt=0), WithJsonSchema({**_NUMBER_SCHEMA, "exclusiveMinimum": 0})]
NotNegative = Annotated[Number, Field(ge=0), WithJsonSchema({**_NUMBER_SCHEMA, "minimum": 0})]

Rate = Annotated[Decimal, BeforeValidator(rate), WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)? ?%$"})]
"""A percentage written with its sign; `12.5%` is held as 0.125."""

Share = Annotated[Rate, Field(ge=0, le=1), WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)? ?%$"})]
"""A percentage from 0 % to 100 %."""

_DAY_SCHEMA = {"type": "string", "format": "date", "pattern": f"^{DAY.pattern}$"}

Day = Annotated[date, BeforeValidator(day), WithJsonSchema(_DAY_SCHEMA)]

TIME_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"

TimeOfDay = Annotated[str, StringConstraints(pattern=TIME_PATTERN)]
"""`09:30` on a clock of 24 hours, where the quote is made."""

Words = Annotated[Text, BeforeValidator(words), WithJsonSchema(_WORDS_SCHEMA)]
"""A text for people: one string for both languages, or `{zh: …, en: …}`."""


class Longest:
    """`Annotated[Words, Longest(2000)]`: at most so many characters in each language."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, given: Text) -> Text:
        if max(len(given.zh), len(given.en)) > self.characters:
            raise PydanticKnownError("string_too_long", {"max_length": self.characters})
        return given


Currency = Annotated[str, BeforeValidator(currency_code), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
NAME_PATTERN = r"^[a-z][a-z0-9_]*$"
VARIANT_CODE_PATTERN = r"^[A-Za-z0-9._{}-]+$"
PREFIX_PATTERN = r"^[A-Z][A-Z0-9-]*$"
DIGESTS_PATTERN = r"^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*\.digests$"
QUOTE_NUMBER_PATTERN = r"^[\w][\w ./#-]*$"

FORMS: Mapping[str, Text] = {
    ID_PATTERN: Text(
        zh="编号由字母、数字、点、下划线和连字符组成，以字母或数字开头",
        en="a code has letters, digits, dots, underscores and hyphens, and begins with a letter or digit",
    ),
    NAME_PATTERN: Text(
        zh="名称由小写字母、数字和下划线组成，以字母开头，例如 power_draw",
        en="a name has small letters, digits and underscores, and begins with a letter, such as power_draw",
    ),
    VARIANT_CODE_PATTERN: Text(
        zh="编码由字母、数字、点、下划线、连字符和 {属性} 组成，例如 CAB-{length}",
        en="it has letters, digits, dots, underscores, hyphens and {attributes}, such as CAB-{length}",
    ),
    PREFIX_PATTERN: Text(
        zh="前缀由字母、数字和连字符组成，以字母开头，例如 SPRING-",
        en="a prefix has letters, digits and hyphens, and begins with a letter, such as SPRING-",
    ),
    DIGESTS_PATTERN: Text(
        zh="写规则文件夹内的路径，以 .digests 结尾，例如 coupons/spring.digests",
        en="write a path inside the rules folder that ends in .digests, such as coupons/spring.digests",
    ),
    TIME_PATTERN: Text(
        zh='时刻写成 24 小时制的时:分，并加引号，例如 "09:30"',
        en='a time has hours and minutes on a clock of 24 hours, in quotes, such as "09:30"',
    ),
    QUOTE_NUMBER_PATTERN: Text(
        zh="报价单号由文字、数字、空格和 . / # - _ 组成，以文字或数字开头，例如 Q-2026-001",
        en="a quote number has letters, digits, spaces and . / # - _, and begins with a letter or digit, "
        "such as Q-2026-001",
    ),
}
"""What a pattern asks for, in words."""

LONGEST_ID = 64

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=LONGEST_ID)]
"""A code that other files and systems refer to."""


def as_printed(given: object) -> object:
    """A coupon code without spaces and in capitals; what is not plain text stays as it is, to be told of as it was written."""
    return "".join(given.split()).upper() if isinstance(given, str) and given.isascii() else given


def coupon_spelling(written: str) -> str | None:
    """The coupon code that a written text stands for; None where it can be none."""
    code = str(as_printed(written))
    return code if fullmatch(ID_PATTERN, code) and len(code) <= LONGEST_ID else None


CouponCode = Annotated[Id, BeforeValidator(as_printed)]
"""A coupon code as it is compared: people type it in any case and with spaces."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=40)]
"""A name that expressions use: lower case, digits, underscore."""


def _by_currency(given: object, info: ValidationInfo) -> object:
    """Where amounts are expected; the first currency of the rulebook serves as the example."""
    context = cast("Context | None", info.context)
    known = context.ids("currencies") if context else ()
    return by_currency(given, next(iter(known), "CNY"))


Amounts = Annotated[Mapping[Currency, Number], Field(min_length=1), BeforeValidator(_by_currency)]
"""An amount for each currency it is meant for: `{CNY: 100.00, USD: 14.00}`. There is no silent conversion."""

PositiveAmounts = Annotated[Mapping[Currency, Positive], Field(min_length=1), BeforeValidator(_by_currency)]
"""Currency → an amount above zero."""

NotNegativeAmounts = Annotated[Mapping[Currency, NotNegative], Field(min_length=1), BeforeValidator(_by_currency)]
"""Currency → an amount of zero or more."""


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
        known = context.ids(self.section)
        if not known:
            raise problem("empty-section", _nothing_defined(self.section))
        near = full_width(given) if full_width(given).en else did_you_mean(given, known)
        near = near if near.en else _instead(self.section, known)
        text = Text(
            zh=f"{self.section} 里没有“{short(given)}”{near.zh}",
            en=f'there is no "{short(given)}" in {self.section}{near.en}',
        )
        raise problem("unknown-reference", text)


def _nothing_defined(section: str) -> Text:
    return Text(
        zh=f"{section}: 里还什么都没有定义，请先定义要引用的编号",
        en=f"nothing is defined under {section}: yet; define there what is referred to",
    )


FEW = 8


def _instead(section: str, known: Collection[str]) -> Text:
    """What to write where nothing known is near: any of a few, or what is defined first."""
    if len(known) <= FEW:
        every = listed(known)
        return Text(zh=f"；已定义：{every.zh}", en=f"; defined there: {every.en}")
    return Text(
        zh=f"；请在 {section}: 里定义它，或改用已有的编号", en="; define it there, or use one that is defined there"
    )


_AN_EXPRESSION = Text(zh="表达式（例如 quantity >= 10）", en="an expression such as `quantity >= 10`")


class Compiled:
    """`Annotated[Expression, Compiled("line", Bool())]`: an expression over the names of a scope, checked while reading."""

    def __init__(self, scope: str, wanted: Scalar) -> None:
        self.scope = scope
        self.wanted = wanted

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self._compile, json_schema_input_schema=core_schema.str_schema(min_length=1)
        )

    def _compile(self, given: object, info: ValidationInfo) -> Expression:
        if not isinstance(given, str):
            raise wanted(_AN_EXPRESSION)
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

    @property
    def said(self) -> Text:
        """`from 2026-01-01 to 2026-06-30`, `from 2026-01-01 on`, `until 2026-06-30`."""
        if self.from_ is None:
            return Text(zh=f"至 {self.to}", en=f"until {self.to}") if self.to else Text(zh="不限期", en="always")
        if self.to is None:
            return Text(zh=f"{self.from_} 起", en=f"from {self.from_} on")
        return Text(zh=f"{self.from_} 至 {self.to}", en=f"from {self.from_} to {self.to}")


ALWAYS = Validity()

Period = Literal["month", "quarter", "year"]
MONTHS: Mapping[Period, int] = {"month": 1, "quarter": 3, "year": 12}

Proration = Literal["actual", "30/360", "months_and_days"]
"""How a part of a billing period is measured; `cpq.bom.calendar` says how each is."""
