"""Every error that pydantic can raise is said in both languages, without its own words."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic_core.core_schema import ErrorType

from cpq.rulebook.error_path import ErrorPath
from cpq.rulebook.messages import Wrong, message
from cpq.rulebook.text import Text
from cpq.rulebook.wording import either, given, listed, short, spaced

JARGON = (
    "pydantic",
    "input",
    "instance",
    "validat",
    "schema",
    "dict",
    "str ",
    "literal",
    "tuple",
    "callable",
    "None",
    "union",
)

FIGURES: dict[str, Any] = {
    "gt": 0, "ge": 0, "lt": 9, "le": 9, "multiple_of": 2, "max_digits": 3, "decimal_places": 2, "whole_digits": 3,
    "min_length": 1, "max_length": 3, "actual_length": 5, "pattern": "^a$", "expected": "'a', 'b' or 'c'",
    "expected_tags": "'a', 'b'", "tag": "x", "discriminator": "'kind'", "class": "Sequence", "error": ValueError("x"),
}  # fmt: skip


PATH = ErrorPath(("field",), {}, {"type": "tagged-union", "choices": {"a": {"type": "model"}, "b": {"type": "model"}}})


def wrong(type: str, value: object = "x") -> Wrong:
    return Wrong(type, "field", value, FIGURES, PATH, fields=("name", "price"))


@pytest.mark.parametrize("type", get_args(ErrorType))
def test_every_error_of_pydantic_is_said_in_both_languages(type: str) -> None:
    said = message(wrong(type))
    assert said.code
    assert "_" not in said.code
    assert not [word for word in JARGON if word in said.text.en]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said.text.zh)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in said.text.en)


@pytest.mark.parametrize(
    ("type", "value", "en"),
    [
        ("missing", {}, 'the field "field" is missing'),
        ("extra_forbidden", 1, 'unknown field "field"; other fields: name, price'),
        ("bool_type", "NO", 'true or false is expected here, not "NO"; write false'),
        ("bool_type", "是", 'true or false is expected here, not "是"; write true'),
        ("int_type", "+5", 'a whole number is expected here, not "+5"; without quotes, plus sign or leading zeros'),
        ("list_type", "a\nb", 'a list is expected here, not "a b"; write [a b]'),
        ("string_type", None, "a text is expected here, but nothing is written"),
        ("literal_error", "ab", '"ab" is not one of a, b, c — did you mean "b"?'),
        ("union_tag_invalid", [], "{name: value} is expected here, not a list"),
        (
            "string_pattern_mismatch",
            "x",
            '"x" cannot be used here: it holds characters that are not allowed; see the reference',
        ),
        ("complex_type", "x", '"x" cannot be used here; see the reference for what can'),
    ],
)
def test_a_message_says_what_is_wrong_and_what_to_do(type: str, value: object, en: str) -> None:
    assert message(wrong(type, value)).text.en == en


def test_a_hostile_value_is_shown_short_and_on_one_line() -> None:
    assert given("x" * 1_000).en == '"' + "x" * 40 + '…"'
    assert given(10**17).en == "100000000000000000"
    assert short("a\n\n b\tc") == "a b c"


def test_lists_of_choices_are_cut() -> None:
    assert listed(["a", "b"]) == Text(zh="a、b", en="a, b")
    assert listed([str(number) for number in range(20)], 2) == Text(zh="0、1等", en="0, 1, …")


def test_alternatives_are_joined_by_or() -> None:
    number, text = Text(zh="数字", en="a number"), Text(zh="文字", en="a text")
    assert either([number]) == number
    assert either([number, text, number]) == Text(zh="数字或文字", en="a number, or a text")


def test_chinese_and_latin_are_spaced() -> None:
    assert spaced("这里要写true或5个“x”") == "这里要写 true 或 5 个“x”"
