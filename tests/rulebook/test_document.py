"""Single documents, YAML and JSON alike: a value with its places, or located findings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cpq.rulebook.finding import Refused
from cpq.rulebook.place import Place
from tests.rulebook.shop import read_order


def findings(text: str | bytes, name: str = "order.yaml") -> list[str]:
    document = read_order(text, name)
    assert document.value is None
    return [f"{each.code} {each.line('en')}" for each in document.findings]


def test_a_document_is_read_with_exact_numbers() -> None:
    order = read_order("id: Q-1\nquantity: 12345678901234567.89\n").or_refuse()
    assert order.quantity == Decimal("12345678901234567.89")


@pytest.mark.parametrize("name", ["order.json", "-"])
def test_json_is_read_with_exact_numbers_and_every_escape(name: str) -> None:
    order = read_order('{"id": "Q-1", "quantity": 12345678901234567.89, "note": "\\ud83d\\ude00"}', name).or_refuse()
    assert (order.quantity, order.note) == (Decimal("12345678901234567.89"), "😀")


def test_the_source_tells_where_everything_is_written() -> None:
    document = read_order("id: Q-1\nquantity: 1\nlines:\n  - quantity: 5\n")
    assert document.source.at() == Place("order.yaml", 1, 1)
    assert document.source.at("lines", 0) == Place("order.yaml", 4, 5)
    assert document.source.value("lines", 0, "quantity") == Place("order.yaml", 4, 15)


def test_all_findings_are_refused_together() -> None:
    with pytest.raises(Refused) as refused:
        read_order("id: Q 1\nquantity: 0\nlines: 5\n").or_refuse()
    assert [(each.code, each.place.line) for each in refused.value.findings] == [
        ("wrong-form", 1),
        ("out-of-range", 2),
        ("wrong-type", 3),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty order.yaml: nothing is written here"),
        ("[]", "wrong-type order.yaml:1:1: {id: …, quantity: …, note: …, lines: …} is expected here, not a list"),
        ("quantity: 1", 'missing-field order.yaml:1:1: the field "id" is missing'),
        ("id: a\nquantity: -5", "out-of-range order.yaml:2:11: must be above 0, not -5"),
        ("id: a\nquantity: true", "wrong-type order.yaml:2:11: a number such as 12.50 is expected here, not true"),
        ('id: a\nquantity: "1_0"', 'number order.yaml:2:11: "1_0" is not a number; write it like 1234.56'),
        ("id: a\nquantity: .nan", 'number order.yaml:2:11: ".nan" is not a number; write it like 1234.56'),
        ("id: a\nquantity: -.inf", 'number order.yaml:2:11: "-.inf" is not a number; write it like 1234.56'),
        ("id: &a a\nquantity: 1\nnote: *a", "too-many-aliases order.yaml:3:7: aliases (*) are not allowed here; write the content out"),
    ],
)  # fmt: skip
def test_a_wrong_document_has_a_located_finding(text: str, expected: str) -> None:
    assert findings(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"id": "a", "quantity": NaN}', 'syntax r.json:1:25: "NaN" is no JSON value; put text in double quotes and write a number like 12.50'),
        ('{"id": "a", "quantity": -Infinity}', 'syntax r.json:1:25: "-Infinity" is no JSON value; put text in double quotes and write a number like 12.50'),
        ('{"id": "a", "quantity": 1, "id": "b"}', 'duplicate-key r.json:1:28: "id" is written twice; remove one (see also r.json:1:2)'),
        ('{"id": "a", "quantity": 01}', 'syntax r.json:1:25: "01" is no JSON value; put text in double quotes and write a number like 12.50'),
        ('{"id": "a", "quantity": 1, "note": "\\ud800"}', "unseen-character r.json:1:36: U+D800 is half a character; write the whole one or delete it"),
        ('{"id": "a", "quantity": 1', "syntax r.json:1:26: the text ends here; add the closing brackets"),
        ('{"id": "a",}', "syntax r.json:1:12: the comma before this closing bracket is one too many; remove it"),
        ('{"id": [1,]}', "syntax r.json:1:11: the comma before this closing bracket is one too many; remove it"),
        ('{"id": "a" // b', "syntax r.json:1:12: JSON has no comments; remove it"),
        ("{'id': 'a'}", "syntax r.json:1:2: a name in double quotes is expected here"),
        ('{"id" "a"}', "syntax r.json:1:7: a colon is expected after the name"),
        ('{"id": "a\n"}', "syntax r.json:1:10: this string is broken here: check its closing quote, write a backslash as \\\\ and a line break as \\n"),
        ("{} {}", "syntax r.json:1:4: the JSON ends before this; delete what follows"),
        ("", "syntax r.json:1:1: a value is expected here"),
        ('{"a":' * 50, "too-deep r.json:1:201: nested more than 40 levels deep; flatten it"),
        ('{"id": "a", "quantity": 1, "nte": "x"}', 'unknown-field r.json:1:28: unknown field "nte" — did you mean "note"?'),
    ],
)  # fmt: skip
def test_wrong_json_has_a_located_finding(text: str, expected: str) -> None:
    assert findings(text, "r.json") == [expected]


def test_a_number_past_every_bound_is_refused_in_json_too() -> None:
    (finding,) = read_order('{"id": "a", "quantity": 1e400}', "r.json").findings
    assert (finding.code, str(finding.place)) == ("number-bounds", "r.json:1:25")
