"""House rules for the functions of the language."""

from __future__ import annotations

import re

import pytest

from cpq.rulebook.expressions import FUNCTIONS, LIST_FUNCTIONS, is_name
from cpq.rulebook.expressions.functions import Function, ListFunction
from tests.rulebook.expressions.cases import FOLDER

EVERY = pytest.mark.parametrize("function", FUNCTIONS + LIST_FUNCTIONS, ids=lambda function: function.signature)


@EVERY
def test_every_function_is_told_in_both_languages(function: Function | ListFunction) -> None:
    assert re.search(r"[\u4e00-\u9fff]", function.doc.zh)
    assert function.doc.en.isascii()
    assert function.doc.en
    assert function.signature.startswith(f"{function.name}(")


@EVERY
def test_every_function_has_a_worked_case(function: Function | ListFunction) -> None:
    worked = (FOLDER / "values.yaml").read_text(encoding="utf-8")
    assert f"{function.name}(" in worked


def test_function_names_are_words_and_unlike_any_currency() -> None:
    for functions in (FUNCTIONS, LIST_FUNCTIONS):
        names = [function.name for function in functions]
        assert len(set(names)) == len(names)
        assert all(is_name(name) and name.islower() for name in names)
