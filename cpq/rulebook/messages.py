"""What pydantic finds wrong, said so that its reader can mend it: one short sentence in each language, and a code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic_core import ErrorDetails

from cpq.rulebook.fields import FORMS, WANTED
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text
from cpq.rulebook.wording import either, given, listed, short, spaced


@dataclass(frozen=True, slots=True)
class Wrong:
    """One error of pydantic: its type, what was given, its figures, the fields of the mapping around it, the kinds it can be."""

    type: str
    last: str
    given: object
    figures: Mapping[str, object]
    fields: Sequence[str]
    kinds: Sequence[str]

    @classmethod
    def of(cls, error: ErrorDetails, fields: Sequence[str], kinds: Sequence[str]) -> Wrong:
        location = error["loc"]
        last = str(location[-1]) if location else ""
        return cls(error["type"], last, error["input"], error.get("ctx", {}), fields, kinds)


@dataclass(frozen=True, slots=True)
class Message:
    """A code for scripts, and the sentence."""

    code: str
    text: Text


def message(wrong: Wrong) -> Message:
    """The message for any error that pydantic can raise; one that is not foreseen is said in general words."""
    if "zh" in wrong.figures and "en" in wrong.figures:
        return Message(wrong.type, Text(zh=str(wrong.figures["zh"]), en=str(wrong.figures["en"])))
    expected = _expected(wrong.type, wrong.figures)
    if expected is not None:
        return Message("wrong-type", _wrong_type(expected, wrong.given))
    code, say = _MESSAGES.get(wrong.type, ("not-usable", _not_usable))
    return Message(code, say(wrong))


def is_wrong_type(error: ErrorDetails) -> bool:
    """Whether the value is of another kind altogether, so that another member of a union may be meant."""
    return _expected(error["type"], error.get("ctx", {})) is not None


def _expected(type: str, figures: Mapping[str, object]) -> Text | None:
    """The kind of value that was expected, where the error is that it is of another kind."""
    if type == "is_instance_of":
        return _CLASSES.get(str(figures.get("class")))
    if type == WANTED:
        return Text(zh=str(figures["wanted_zh"]), en=str(figures["wanted_en"]))
    return EXPECTED.get(type)


def none_fits(errors: Sequence[ErrorDetails]) -> Message:
    """One message for a value that fits no member of a union."""
    kinds = [_expected(error["type"], error.get("ctx", {})) for error in errors]
    expected = either(kind for kind in kinds if kind is not None)
    return Message("wrong-type", _wrong_type(expected, errors[0]["input"]))


_TEXT = Text(zh="文字", en="a text")
_WHOLE = Text(zh="整数", en="a whole number")
_NUMBER = Text(zh="数字", en="a number")
_YES_NO = Text(zh="true 或 false", en="true or false")
_MAPPING = Text(zh="“键: 值”组成的映射", en="a mapping of `key: value`")
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
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dataclass_type": _MAPPING,
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

_CLASSES: Mapping[str, Text] = {"Sequence": _LIST, "Mapping": _MAPPING, "Decimal": _NUMBER, "date": _DAY}


def _wrong_type(expected: Text, value: object) -> Text:
    if value is None:
        return Text(
            zh=spaced(f"这里要写{expected.zh}，现在是空的"),
            en=f"{expected.en} is expected here, but nothing is written",
        )
    what, remedy = given(value), _remedy(expected, value)
    return Text(
        zh=spaced(f"这里要写{expected.zh}，现在是{what.zh}") + remedy.zh,
        en=f"{expected.en} is expected here, not {what.en}{remedy.en}",
    )


def _remedy(expected: Text, value: object) -> Text:
    if expected.en.startswith(_TEXT.en) and isinstance(value, int | Decimal):
        quoted = f'"{given(value).en}"'
        return Text(zh=f"；请加引号写成 {quoted}", en=f"; put it in quotes: {quoted}")
    if expected is _YES_NO and isinstance(value, str) and value.lower() in _YES_NO_WORDS:
        meant = _YES_NO_WORDS[value.lower()]
        return Text(zh=f"；请写 {meant}", en=f"; write {meant}")
    if expected is _LIST and isinstance(value, str):
        return Text(zh=f"；请写成 [{short(value)}]", en=f"; write [{short(value)}]")
    if expected in (_WHOLE, _NUMBER) and isinstance(value, str) and value.strip().lstrip("-+").isdigit():
        return Text(zh="；请去掉引号、正号或多余的零", en="; without quotes, plus sign or leading zeros")
    return Text(zh="", en="")


_YES_NO_WORDS = {
    "yes": "true", "on": "true", "y": "true", "true": "true", "是": "true",
    "no": "false", "off": "false", "n": "false", "false": "false", "否": "false",
}  # fmt: skip


def _missing(wrong: Wrong) -> Text:
    return Text(zh=f"缺少必填字段“{wrong.last}”", en=f'the field "{wrong.last}" is missing')


def _unknown_field(wrong: Wrong) -> Text:
    near = did_you_mean(wrong.last, wrong.fields)
    if not near.en and wrong.fields:
        known = listed(wrong.fields)
        near = Text(zh=f"；可用字段：{known.zh}", en=f"; the fields are {known.en}")
    name = short(wrong.last)
    return Text(zh=f"未知字段“{name}”{near.zh}", en=f'unknown field "{name}"{near.en}')


def _unknown_kind(wrong: Wrong) -> Text:
    if not isinstance(wrong.given, dict):
        return _wrong_type(_MAPPING, wrong.given)
    tags = _words(wrong.figures.get("expected_tags"))
    tag = str(wrong.figures.get("tag", ""))
    return _not_among(tag, tags)


def _missing_kind(wrong: Wrong) -> Text:
    field = str(wrong.figures.get("discriminator", "")).strip("'")
    kinds = listed(wrong.kinds, 20)
    return Text(
        zh=f"缺少字段“{field}”，可选：{kinds.zh}", en=f'the field "{field}" is missing; write one of {kinds.en}'
    )


def _unknown_value(wrong: Wrong) -> Text:
    return _not_among(given(wrong.given).en.strip('"'), _words(wrong.figures.get("expected")))


def _not_among(word: str, allowed: Sequence[str]) -> Text:
    near = did_you_mean(word, allowed)
    choices = listed(allowed, 20)
    return Text(
        zh=f"“{short(word)}”不在可选值之中{near.zh}（可选：{choices.zh}）",
        en=f'"{short(word)}" is not one of {choices.en}{near.en}',
    )


def _words(quoted: object) -> list[str]:
    """`'a', 'b' or 'c'` → the words; how pydantic lists what is allowed."""
    return [part for index, part in enumerate(str(quoted or "").split("'")) if index % 2]


def _figure(name: str, zh: str, en: str) -> Callable[[Wrong], Text]:
    def say(wrong: Wrong) -> Text:
        figure, what = wrong.figures.get(name), given(wrong.given)
        return Text(zh=zh.format(figure, what.zh), en=en.format(figure, what.en))

    return say


def _counted(name: str, zh: str, en: str) -> Callable[[Wrong], Text]:
    def say(wrong: Wrong) -> Text:
        figure, actual = wrong.figures.get(name), wrong.figures.get("actual_length")
        return Text(zh=zh.format(figure, actual), en=en.format(figure, actual))

    return say


def _wrong_form(wrong: Wrong) -> Text:
    pattern = str(wrong.figures.get("pattern", ""))
    form = FORMS.get(pattern, Text(zh=f"须符合格式 {pattern}", en=f"it must have the form {pattern}"))
    what = given(wrong.given)
    return Text(zh=f"{what.zh}不能用在这里：{form.zh}", en=f"{what.en} cannot be used here: {form.en}")


def _not_usable(wrong: Wrong) -> Text:
    what = given(wrong.given)
    return Text(
        zh=f"{what.zh}不能用在这里，请对照参考文档改写",
        en=f"{what.en} cannot be used here; see the reference for what can",
    )


_MESSAGES: Mapping[str, tuple[str, Callable[[Wrong], Text]]] = {
    "missing": ("missing-field", _missing),
    "extra_forbidden": ("unknown-field", _unknown_field),
    "union_tag_invalid": ("unknown-kind", _unknown_kind),
    "union_tag_not_found": ("missing-kind", _missing_kind),
    "enum": ("unknown-value", _unknown_value),
    "literal_error": ("unknown-value", _unknown_value),
    "greater_than": ("out-of-range", _figure("gt", "须大于 {0}，现在是 {1}", "must be above {0}, not {1}")),
    "greater_than_equal": ("out-of-range", _figure("ge", "至少为 {0}，现在是 {1}", "must be {0} or more, not {1}")),
    "less_than": ("out-of-range", _figure("lt", "须小于 {0}，现在是 {1}", "must be below {0}, not {1}")),
    "less_than_equal": ("out-of-range", _figure("le", "至多为 {0}，现在是 {1}", "must be {0} or less, not {1}")),
    "multiple_of": (
        "out-of-range",
        _figure("multiple_of", "须为 {0} 的整数倍，现在是 {1}", "must be a multiple of {0}, not {1}"),
    ),
    "decimal_max_places": (
        "out-of-range",
        _figure("decimal_places", "小数至多 {0} 位，现在是 {1}", "at most {0} digits after the point, not {1}"),
    ),
    "decimal_max_digits": (
        "out-of-range",
        _figure("max_digits", "至多 {0} 位数字，现在是 {1}", "at most {0} digits, not {1}"),
    ),
    "decimal_whole_digits": (
        "out-of-range",
        _figure("whole_digits", "整数部分至多 {0} 位，现在是 {1}", "at most {0} digits before the point, not {1}"),
    ),
    "int_parsing_size": ("out-of-range", _figure("", "{1} 太大", "{1} is too large")),
    "finite_number": ("out-of-range", _figure("", "{1} 不是有限的数", "{1} is not a finite number")),
    "too_short": (
        "wrong-count",
        _counted("min_length", "至少要 {0} 项，现在有 {1} 项", "at least {0} needed here, {1} written"),
    ),
    "too_long": (
        "wrong-count",
        _counted("max_length", "至多 {0} 项，现在有 {1} 项", "at most {0} allowed here, {1} written"),
    ),
    "string_too_short": (
        "wrong-length",
        _figure("min_length", "文字至少 {0} 个字符，现在是 {1}", "the text needs at least {0} characters, not {1}"),
    ),
    "string_too_long": (
        "wrong-length",
        _figure("max_length", "文字至多 {0} 个字符，请缩短", "the text has more than {0} characters; shorten it"),
    ),
    "string_pattern_mismatch": ("wrong-form", _wrong_form),
    "string_unicode": (
        "unseen-character",
        _figure("", "文字里有半个字符，请删去", "half a character stands in the text; delete it"),
    ),
}
