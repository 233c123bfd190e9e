"""Findings as lines, as objects, and as an excerpt with a mark under the spot."""

from __future__ import annotations

import json

import pytest

from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.report import as_lines, as_objects, excerpt
from cpq.rulebook.text import Text

TWICE = Finding(
    "duplicate-id", Place("b.yaml", 3, 5), Text(zh="写了两次", en="written twice"), related=(Place("a.yaml", 1, 2),)
)
GAP = Finding("gap", Place("c.yaml"), Text(zh="有空档", en="a gap"), Severity.WARNING)


def test_lines_are_what_editors_link() -> None:
    assert as_lines([TWICE, GAP], "en") == [
        "b.yaml:3:5: error: written twice (see also a.yaml:1:2)",
        "c.yaml: warning: a gap",
    ]
    assert as_lines([TWICE, GAP], "zh") == ["b.yaml:3:5: 错误: 写了两次（另见 a.yaml:1:2）", "c.yaml: 提醒: 有空档"]


def test_objects_hold_everything_for_programs() -> None:
    (first, second) = json.loads(json.dumps(as_objects([TWICE, GAP])))
    assert first == {
        "code": "duplicate-id",
        "severity": "error",
        "file": "b.yaml",
        "line": 3,
        "column": 5,
        "message": {"zh": "写了两次", "en": "written twice"},
        "related": [{"file": "a.yaml", "line": 1, "column": 2}],
    }
    assert (second["severity"], second["line"], second["related"]) == ("warning", 0, [])


@pytest.mark.parametrize(
    ("text", "place", "lines"),
    [
        ("a: 1\nbc: 22\n", Place("x", 2, 5), ("     2 │ bc: 22", "       │     ^")),
        ("名称: 价格 x\n", Place("x", 1, 8), ("     1 │ 名称: 价格 x", "       │            ^")),
        ("\ta: \x07b\n", Place("x", 1, 6), ("     1 │  a:  b", "       │      ^")),
        ("a: 1\r\nb: 2\r\n", Place("x", 2, 0), ("     2 │ b: 2", "       │ ^")),
        ("a: 1", Place("x", 1, 99), ("     1 │ a: 1", "       │     ^")),
    ],
)
def test_the_mark_stands_under_the_spot(text: str, place: Place, lines: tuple[str, str]) -> None:
    shown = excerpt(text, place)
    assert shown is not None
    assert shown.lines == lines


def test_a_long_line_is_cut_around_the_spot() -> None:
    shown = excerpt("x" * 1_000 + "!" + "y" * 1_000, Place("x", 1, 1_001))
    assert shown is not None
    assert len(shown.text) == 160
    assert shown.text[shown.before] == "!"


def test_a_place_without_a_line_has_no_excerpt() -> None:
    assert excerpt("a: 1\n", Place("x")) is None
    assert excerpt("a: 1\n", Place("x", 9, 1)) is None
