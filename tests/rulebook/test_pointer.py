"""From a place in a document back to the value that is written there."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.pointer import path_at, pointer, pointer_of
from cpq.rulebook.reader import read
from cpq.rulebook.text import Text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text("aß报/~ ", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("aß报/~ ", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


def paths(value: object) -> list[tuple[str | int, ...]]:
    """The way to every value inside a value, itself included."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = list(cast("dict[str | int, Any]", value).items())
    elif isinstance(value, list):
        inside = list(enumerate(cast("list[Any]", value)))
    return [(), *((step, *path) for step, each in inside for path in paths(each))]


@pytest.mark.parametrize("indent", [None, 2])
@given(value=VALUES)
def test_the_place_of_a_value_leads_back_to_it(indent: int | None, value: object) -> None:
    source = read("body.json", json.dumps({"": 0, "x": value}, ensure_ascii=False, indent=indent)).source
    for path in paths(value):
        assert path_at(source, source.at("x", *path)) == ("x", *path)
        assert path_at(source, source.value("x", *path)) == ("x", *path)


@pytest.mark.parametrize(
    ("path", "written"),
    [((), ""), (("lines", 0, "product"), "/lines/0/product"), (("a/b", "m~n", ""), "/a~1b/m~0n/")],
)
def test_a_pointer_is_written_as_the_standard_says(path: tuple[str | int, ...], written: str) -> None:
    assert pointer(path) == written


def test_what_is_about_another_file_or_was_not_read_has_none() -> None:
    source = read("body.json", '{"a": 1}').source
    about = Text("", "")
    assert pointer_of(source, Finding("x", Place("rules/a.yaml", 1, 3), about)) is None
    assert pointer_of(source, Finding("x", Place("body.json", 1, 3), about)) == "/a"
    assert pointer_of(read("body.json", '{"a": ').source, Finding("x", Place("body.json", 1, 3), about)) is None


def test_a_name_that_is_written_twice_is_pointed_to_by_its_name() -> None:
    tree = read("body.json", '{"a": 1, "b": 2, "a": 3}')
    (finding,) = tree.findings
    assert pointer_of(tree.source, finding) == "/a"
