"""Every case of `tests/cases/explosion`: a request, its items, or what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.bom.calendar import shown
from cpq.bom.explosion import explode_request
from cpq.bom.item import Item
from tests.bom.books import Words, book, request, situation

FOLDER = Path(__file__).parents[1] / "cases" / "explosion"
CASES = [
    pytest.param(document["rulebook"], case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for document in [yaml.load(path.read_text(encoding="utf-8"), Words)]
    for case in document["cases"]
]


def _shown(item: Item) -> str:
    words = f"{item.number} {item.role} {item.code} {item.quantity:f}"
    billed = item.recurrence
    return f"{words} {shown(item.extent.length)}×{billed.period} {billed.start}..{billed.end}" if billed else words


@pytest.mark.parametrize(("rulebook", "case"), CASES)
def test_request_explodes_as_the_case_says(rulebook: dict[str, Any], case: dict[str, Any]):
    given = book(rulebook)
    asked = request({"lines": case["lines"]})
    exploded = explode_request(given, asked, situation(given, asked))
    found = [f"{str(each.place).removeprefix('request/')} {each.code}" for each in exploded.findings]
    assert found == case.get("findings", [])
    if "items" in case:
        assert [_shown(item) for item in exploded.items] == case["items"]


@pytest.mark.parametrize(("rulebook", "case"), CASES)
def test_every_item_below_another_is_its_each_times_the_parent(rulebook: dict[str, Any], case: dict[str, Any]):
    given = book(rulebook)
    asked = request({"lines": case["lines"]})
    items = {item.id: item for item in explode_request(given, asked, situation(given, asked)).items}
    for item in items.values():
        if item.parent is not None:
            parent = items[item.parent]
            assert item.quantity == item.each * parent.quantity
            assert item.root == parent.root
            assert item.above == (parent.product, *parent.above)
            assert item.section == parent.section


def test_messages_name_what_is_wrong_and_what_to_do_in_both_languages():
    given = book("products: {MOUSE: {kind: sku, name: {zh: 鼠标, en: Mouse}}}")
    asked = request({"lines": [{"product": "MUOSE", "quantity": 1}]})
    (finding,) = explode_request(given, asked, situation(given, asked)).findings
    assert finding.text.en == 'there is no product with the code "MUOSE" — did you mean "MOUSE"?'
    assert finding.text.zh == "没有编码为“MUOSE”的产品——是不是“MOUSE”？"


def test_a_contract_cannot_start_where_dates_end():
    given = book("products: {CARE: {kind: subscription, name: Care}}")
    asked = request({"lines": [{"product": "CARE", "quantity": 1, "start": "9999-12-31"}]})
    assert [each.code for each in explode_request(given, asked, situation(given, asked)).findings] == ["term"]


def test_an_included_quantity_is_noted_on_every_line_that_has_part_in_it():
    given = book("products: {CALLS: {kind: usage, name: Calls, included: 5, unit: calls}}")
    asked = request({"lines": [{"product": "CALLS", "quantity": 3}, {"product": "CALLS", "quantity": 8}]})
    notes = explode_request(given, asked, situation(given, asked)).notes
    assert [(note.item, note.text.en) for note in notes] == [
        ("1", "5 calls a month are free; only what goes beyond is billed"),
        (
            "2",
            "5 calls a month are free, once for the whole quote; earlier lines have used some, and 2 are free on this line",
        ),
    ]


def test_a_default_given_up_is_noted_with_what_stands_against_it():
    options = {"A": {"default": 1}, "B": {}}
    one = {"name": "One", "options": options}
    rules = {"together": {"text": "A does not go with B", "exclude": ["A", "B"]}}
    box = {
        "kind": "configurable",
        "name": "Box",
        "groups": {"one": one, "two": {**one, "options": {"B": {}}}},
        "rules": rules,
    }
    given = book({"products": {**{code: {"kind": "sku", "name": code} for code in options}, "BOX": box}})
    asked = request({"lines": [{"product": "BOX", "quantity": 1}]})
    (note,) = explode_request(given, asked, situation(given, asked)).notes
    assert note.text.en.startswith('the default "One: A" does not go with the other choices and was given up: ')
    assert "A does not go with B" in note.text.en


RACK = """
products:
  DISK: {kind: sku, name: Disk}
  NODE: {kind: configurable, name: Node, groups: {disk: {name: Disk, options: {DISK: }}}}
  RACK: {kind: configurable, name: Rack, nested: {nodes: {name: {zh: 节点, en: Nodes}, products: [NODE], min: 2, max: 4}}}
"""


@pytest.mark.parametrize(
    ("nodes", "says"),
    [
        (0, '"Nodes" takes at least 2 parts and has 0; add 2 under nodes, from: NODE (chosen: Nodes: 0 parts)'),
        (1, '"Nodes" takes at least 2 parts and has 1; add 1 under nodes, from: NODE (chosen: Nodes: 1 part)'),
        (7, '"Nodes" takes at most 4 parts and has 7; remove 3 (chosen: Nodes: 7 parts)'),
    ],
)
def test_how_many_parts_are_missing_or_too_many_is_said(nodes: int, says: str):
    given = book(RACK)
    parts = [{"product": "NODE", "quantity": nodes}] if nodes else []
    asked = request({"lines": [{"product": "RACK", "quantity": 1, "configuration": {"nodes": parts}}]})
    (finding,) = explode_request(given, asked, situation(given, asked)).findings
    assert finding.text.en == f"this cannot be built: {says}"
