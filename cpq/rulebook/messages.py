"""What pydantic finds wrong, said so that its reader can mend it: one short sentence in each language, and a code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from pydantic_core import ErrorDetails

from cpq.rulebook.error_path import ErrorPath
from cpq.rulebook.expected import MAPPING, VALUE, expected_kind, fields_inside, wrong_type
from cpq.rulebook.fields import FORMS
from cpq.rulebook.finding import did_you_mean, nearest
from cpq.rulebook.meant import full_width
from cpq.rulebook.text import Text
from cpq.rulebook.wording import either, given, listed, short, spaced


@dataclass(frozen=True, slots=True)
class Wrong:
    """One error of pydantic: its type, what was given, its figures, and what could stand there."""

    type: str
    last: str
    given: object
    figures: Mapping[str, object]
    path: ErrorPath
    fields: Sequence[str] = ()
    """The fields of the mapping around that are not yet written."""
    meant: str | None = None
    """The missing field that an unknown one was probably meant for."""
    lacking: Sequence[str] = ()
    """All fields that are missing in the mapping around."""

    @classmethod
    def of(cls, error: ErrorDetails, path: ErrorPath) -> Wrong:
        location = error["loc"]
        last = str(location[-1]) if location else ""
        return cls(error["type"], last, error["input"], error.get("ctx", {}), path)

    @property
    def expected(self) -> Text | None:
        """The kind of value that was expected, where the error is that it is of another kind."""
        expected = expected_kind(self.type, self.figures)
        return fields_inside(self.path.inside) if expected is MAPPING and self.path.inside else expected

    @property
    def near(self) -> Text:
        """What should probably stand there, where the validator knows."""
        return Text(zh=str(self.figures.get("near_zh", "")), en=str(self.figures.get("near_en", "")))


@dataclass(frozen=True, slots=True)
class Message:
    """A code for scripts, and the sentence."""

    code: str
    text: Text


def message(wrong: Wrong) -> Message:
    """The message for any error that pydantic can raise; one that is not foreseen is said in general words."""
    if "zh" in wrong.figures and "en" in wrong.figures:
        return Message(wrong.type, Text(zh=str(wrong.figures["zh"]), en=str(wrong.figures["en"])))
    if wrong.expected is not None:
        return Message("wrong-type", wrong_type(wrong.expected, wrong.given, wrong.near))
    code, say = _MESSAGES.get(wrong.type, ("not-usable", _not_usable))
    return Message(code, say(wrong))


def none_fits(wrongs: Sequence[Wrong]) -> Message:
    """One message for a value that fits no member of a union."""
    kinds = [wrong.expected for wrong in wrongs]
    given_value = wrongs[0].given
    expected = VALUE if given_value is None else either(kind for kind in kinds if kind is not None)
    return Message("wrong-type", wrong_type(expected, given_value))


def _missing(wrong: Wrong) -> Text:
    if len(wrong.lacking) < 2:
        return Text(zh=f"缺少必填字段“{wrong.last}”", en=f'the field "{wrong.last}" is missing')
    zh = "".join(f"“{name}”" for name in wrong.lacking)
    en = ", ".join(f'"{name}"' for name in wrong.lacking[:-1])
    return Text(zh=f"缺少必填字段{zh}", en=f'the fields {en} and "{wrong.lacking[-1]}" are missing')


def _unknown_field(wrong: Wrong) -> Text:
    name, remedy = short(wrong.last), _instead_of_field(wrong)
    return Text(zh=f"未知字段“{name}”{remedy.zh}", en=f'unknown field "{name}"{remedy.en}')


def _instead_of_field(wrong: Wrong) -> Text:
    if wrong.last.replace(".", "").isdecimal() and wrong.given is None:
        return Text(zh="；数字里不能用逗号分节，请写成 12000", en="; a number has no commas in it, write it like 12000")
    elsewhere = [kind for kind, fields in wrong.path.kin.items() if wrong.last in fields]
    if elsewhere and wrong.meant is None:
        kinds = listed(elsewhere)
        return Text(zh=f"；它是 {kinds.zh} 的字段", en=f"; it is a field of {kinds.en}")
    meant = wrong.meant or nearest(wrong.last, wrong.fields)
    if meant is not None:
        return Text(zh=f"——是不是“{meant}”？", en=f' — did you mean "{meant}"?')
    written = nearest(wrong.last, wrong.path.fields)
    if written is not None:
        return Text(zh=f"；“{written}”已经写了，请删去这一个", en=f'; "{written}" is written already, remove this one')
    if wrong.fields:
        known = listed(wrong.fields)
        return Text(zh=f"；其他可用字段：{known.zh}", en=f"; other fields: {known.en}")
    return Text(zh="，请删去", en="; remove it")


def _unknown_kind(wrong: Wrong) -> Text:
    around = wrong.given
    if not isinstance(around, dict):
        return wrong_type(MAPPING, around)
    tag = str(wrong.figures.get("tag", ""))
    inside = cast("dict[str, object]", around)
    written = next((value for value in inside.values() if str(value) == tag), tag)
    return _not_among(tag, wrong.path.kinds) if isinstance(written, str | int) else _no_word(written, wrong.path.kinds)


def _no_word(written: object, allowed: Sequence[str]) -> Text:
    what, choices = given(written), listed(allowed, 20)
    return Text(
        zh=spaced(f"这里要写 {choices.zh} 之一，现在是{what.zh}"),
        en=f"one of {choices.en} is expected here, {'but nothing is written' if written is None else 'not ' + what.en}",
    )


def _missing_kind(wrong: Wrong) -> Text:
    field = str(wrong.figures.get("discriminator", "")).strip("'")
    kinds = listed(wrong.path.kinds, 20)
    return Text(
        zh=f"缺少字段“{field}”，可选：{kinds.zh}", en=f'the field "{field}" is missing; write one of {kinds.en}'
    )


def _unknown_value(wrong: Wrong) -> Text:
    return _not_among(given(wrong.given).en.strip('"'), _words(wrong.figures.get("expected")))


def _not_among(word: str, allowed: Sequence[str]) -> Text:
    wide, choices = full_width(word), listed(allowed, 20)
    near = wide if wide.en else did_you_mean(word, allowed)
    return Text(
        zh=f"“{short(word)}”不在可选值之中{near.zh}（可选：{choices.zh}）",
        en=f'"{short(word)}" is not one of {choices.en}{near.en}',
    )


def _words(quoted: object) -> list[str]:
    """`'a', 'b' or 'c'` → the words; how pydantic lists what is allowed."""
    return [part for index, part in enumerate(str(quoted or "").split("'")) if index % 2]


def _figure(name: str, zh: str, en: str) -> Callable[[Wrong], Text]:
    def say(wrong: Wrong) -> Text:
        figure, what = _as_written(wrong.figures.get(name), wrong.given), given(wrong.given)
        return Text(zh=spaced(zh.format(figure, what.zh)), en=en.format(figure, what.en))

    return say


def _as_written(bound: object, value: object) -> object:
    """A bound in the form of the value: of a percentage as a percentage."""
    if isinstance(value, str) and value.rstrip().endswith("%") and isinstance(bound, int | float | Decimal):
        return f"{(Decimal(str(bound)) * 100).normalize():f}%"
    return bound


def _counted(name: str, zh: str, en: str) -> Callable[[Wrong], Text]:
    def say(wrong: Wrong) -> Text:
        figure, actual = wrong.figures.get(name), wrong.figures.get("actual_length")
        return Text(zh=zh.format(figure, actual), en=en.format(figure, actual))

    return say


def _wrong_form(wrong: Wrong) -> Text:
    pattern = str(wrong.figures.get("pattern", ""))
    form, what = FORMS.get(pattern, _OTHER_CHARACTERS), given(wrong.given)
    wide = full_width(str(wrong.given))
    return Text(
        zh=f"{what.zh}不能用在这里：{form.zh}{wide.zh}", en=f"{what.en} cannot be used here: {form.en}{wide.en}"
    )


_OTHER_CHARACTERS = Text(
    zh="含有不能用的字符，请对照参考文档", en="it holds characters that are not allowed; see the reference"
)


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
    "greater_than": ("out-of-range", _figure("gt", "须大于{0}，现在是{1}", "must be above {0}, not {1}")),
    "greater_than_equal": ("out-of-range", _figure("ge", "至少为{0}，现在是{1}", "must be {0} or more, not {1}")),
    "less_than": ("out-of-range", _figure("lt", "须小于{0}，现在是{1}", "must be below {0}, not {1}")),
    "less_than_equal": ("out-of-range", _figure("le", "至多为{0}，现在是{1}", "must be {0} or less, not {1}")),
    "multiple_of": (
        "out-of-range",
        _figure("multiple_of", "须为{0}的整数倍，现在是{1}", "must be a multiple of {0}, not {1}"),
    ),
    "decimal_max_places": (
        "out-of-range",
        _figure("decimal_places", "小数至多{0}位，现在是{1}", "at most {0} digits after the point, not {1}"),
    ),
    "decimal_max_digits": (
        "out-of-range",
        _figure("max_digits", "至多{0}位数字，现在是{1}", "at most {0} digits, not {1}"),
    ),
    "decimal_whole_digits": (
        "out-of-range",
        _figure("whole_digits", "整数部分至多{0}位，现在是{1}", "at most {0} digits before the point, not {1}"),
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
        _figure("min_length", "文字至少 {0} 个字符，现在是{1}", "the text needs at least {0} characters, not {1}"),
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
