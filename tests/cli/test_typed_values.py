"""What a rep types for an input, by what is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from cpq.bom.products import Product
from cpq.configuring.session import Session
from tests.bom.books import book

TEXT = """
attributes: {quick: {name: Quick, type: yes_no}, said: {name: Said, type: choice, values: {"yes": Certainly, "no": Never}}}
products:
  P: {kind: configurable, name: P, inputs: {quick: {attribute: quick}, said: {attribute: said}}}
"""


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("true", True), ("是", True), ("no", False), ("否", False)])
def test_yes_and_no_may_be_typed_as_they_are_shown(word: str, value: bool) -> None:
    rulebook = book(TEXT)
    product: Any = rulebook.all(Product)["P"]
    assert Session(rulebook, product).chosen("quick", word, None).selection.inputs == {"quick": value}


def test_a_choice_that_is_called_yes_stays_a_word() -> None:
    rulebook = book(TEXT)
    product: Any = rulebook.all(Product)["P"]
    assert Session(rulebook, product).chosen("said", "yes", None).selection.inputs == {"said": "yes"}
