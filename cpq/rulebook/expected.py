"""A value of another kind than the one that is expected: which kind that is, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic_core import ErrorDetails

from cpq.rulebook.meant import number_meant, or_this
from cpq.rulebook.problems import WANTED
from cpq.rulebook.text import Text
from cpq.rulebook.wording import given, short, spaced

_SHOWN = 4
VALUE = Text(zh="一个值", en="a value")
_TEXT = Text(zh="文字", en="a text")
_WHOLE = Text(zh="整数", en="a whole number")
_NUMBER = Text(zh="数字", en="a number")
_YES_NO = Text(zh="true 或 false", en="true or false")
MAPPING = Text(zh="{名称: 值}", en="{name: value}")
_LIST = Text(zh="列表", en="a list")
_DAY = Text(zh="日期（例如 2026-01-31）", en="a day such as 2026-01-31")

EXPECTED: Mapping[str, Text] = {
    "string_type": _TEXT,
    "string_sub_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "dict_type": MAPPING,
    "mapping_type": MAPPING,
    "model_type": MAPPING,
    "model_attributes_type": MAPPING,
    "dataclass_type": MAPPING,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "sequence_str": _LIST,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "none_required": Text(zh="留空", en="nothing"),
}
"""Types of errors that mean "of another kind" → the kind that was expected."""

_CLASSES: Mapping[str, Text] = {"Sequence": _LIST, "Mapping": MAPPING, "Decimal": _NUMBER, "date": _DAY}

_NOTHING = Text(zh="", en="")


def is_wrong_type(error: ErrorDetails) -> bool:
    """Whether the value is of another kind altogether, so that another member of a union may be meant."""
    return expected_kind(error["type"], error.get("ctx", {})) is not None


def expected_kind(type: str, figures: Mapping[str, object]) -> Text | None:
    """The kind of value that was expected, where the error is that it is of another kind."""
    if type == "is_instance_of":
        return _CLASSES.get(str(figures.get("class")))
    if type == WANTED:
        return Text(zh=str(figures["wanted_zh"]), en=str(figures["wanted_en"]))
    return EXPECTED.get(type)


def fields_inside(names: Sequence[str]) -> Text:
    """`{from: …, to: …}`: how the value would be written; of many fields only the first."""
    inside = ", ".join([*(f"{name}: …" for name in names[:_SHOWN]), *(["…"] if len(names) > _SHOWN else [])])
    return Text.same(f"{{{inside}}}")


def wrong_type(expected: Text, value: object, near: Text = _NOTHING) -> Text:
    """What is expected, what stands there, and what to write instead: `near`, or what can be told from the value."""
    if value is None:
        return Text(
            zh=spaced(f"这里要写{expected.zh}，现在是空的"),
            en=f"{expected.en.rstrip(',')} is expected here, but nothing is written",
        )
    what, remedy = given(value), near if near.en else _remedy(expected, value)
    return Text(
        zh=spaced(f"这里要写{expected.zh}，现在是{what.zh}") + remedy.zh,
        en=f"{expected.en} is expected here, not {what.en}{remedy.en}",
    )


def _remedy(expected: Text, value: object) -> Text:
    if expected.en.startswith(_TEXT.en) and isinstance(value, int | Decimal) and not isinstance(value, bool):
        quoted = f'"{given(value).en}"'
        return Text(zh=f"；请加引号写成 {quoted}", en=f"; put it in quotes: {quoted}")
    if isinstance(value, str):
        return _remedy_of_word(expected, value)
    return _NOTHING


def _remedy_of_word(expected: Text, word: str) -> Text:
    if expected is _YES_NO and word.lower() in _YES_NO_WORDS:
        meant = _YES_NO_WORDS[word.lower()]
        return Text(zh=f"；请写 {meant}", en=f"; write {meant}")
    if expected is _LIST:
        return Text(zh=f"；请写成 [{short(word)}]", en=f"; write [{short(word)}]")
    if expected not in (_WHOLE, _NUMBER):
        return _NOTHING
    if word.strip().lstrip("-+").isdecimal():
        return Text(zh="；请去掉引号、正号或多余的零", en="; without quotes, plus sign or leading zeros")
    meant = number_meant(word)
    return or_this(meant if expected is _NUMBER or (meant or ".").lstrip("-").isdecimal() else None)


_YES_NO_WORDS = {
    "yes": "true", "on": "true", "y": "true", "true": "true", "是": "true",
    "no": "false", "off": "false", "n": "false", "false": "false", "否": "false",
}  # fmt: skip
