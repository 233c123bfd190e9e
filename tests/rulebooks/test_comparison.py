"""What differs between two versions, as a person who approves a change wants to read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.rulebook.place import Place
from cpq.rulebooks.comparison import compared
from tests.rulebooks.minimal import version

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/rulebooks/differences.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_difference(case: dict[str, Any]) -> None:
    found = compared(version(), version(case.get("edit"), case.get("files")))
    assert [
        [f"{each.section}/{each.id}", each.kind, [[c.path, c.kind, c.before, c.after] for c in each.changes]]
        for each in found.entries
    ] == case["entries"]
    tables = [[each.file, each.kind, each.rows_added, each.rows_removed] for each in found.tables]
    assert tables == case.get("tables", [])
    assert list(found.reordered) == case.get("reordered", [])


def test_a_change_is_placed_in_both_versions() -> None:
    edited = version({"prices.yaml": ["entries:\n", "entries:\n\n", "CHAIR: 450.00", "CHAIR: 460.00"]})
    entry = compared(version(), edited).entries[0]
    change = entry.changes[0]
    assert (change.place_before, change.place_after) == (
        Place("rules/prices.yaml", 10, 7),
        Place("rules/prices.yaml", 11, 7),
    )


def test_looked_at_from_the_other_side_what_came_went() -> None:
    more = version(files={"more.yaml": "channels:\n  dealer: {name: {zh: 经销, en: Dealer}}\n"})
    there, back = compared(version(), more), compared(more, version())
    assert [(each.id, each.kind) for each in there.entries] == [("dealer", "added")]
    assert [(each.id, each.kind) for each in back.entries] == [("dealer", "removed")]
    assert there.entries[0].place_after == back.entries[0].place_before


RULE = """
selling_rules:
  direct:
    text: {zh: 仅限直销, en: Direct only}
    target: {products: [%s]}
    only_when: channel == "direct"
"""


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        ("DESK-120, CHAIR", []),
        ("DESK-120, ASSEMBLY", [("/target/products/1", "changed", "CHAIR", "ASSEMBLY")]),
        ("ASSEMBLY, CHAIR", [("/target/products/0", "changed", "DESK-120", "ASSEMBLY")]),
        ("ASSEMBLY, DESK-120, CHAIR", [("/target/products/0", "added", None, "ASSEMBLY")]),
        ("CHAIR", [("/target/products/0", "removed", "DESK-120", None)]),
    ],
    ids=["itself", "at the end", "at the start", "one more", "one less"],
)
def test_of_a_list_only_what_is_between_the_like_ends_differs(after: str, changes: list[tuple[object, ...]]) -> None:
    found = compared(version(files={"x.yaml": RULE % "DESK-120, CHAIR"}), version(files={"x.yaml": RULE % after}))
    said = [(c.path, c.kind, c.before, c.after) for each in found.entries for c in each.changes]
    assert said == changes


def test_what_is_too_large_to_show_is_said_by_its_place_alone() -> None:
    """An addendum of 200 prices is one change; its value is where its place says."""
    products = "".join(
        f"  P{number}: {{kind: sku, name: {{zh: 件, en: Part}}, category: furniture, tax_class: goods, cost: 0.50}}\n"
        for number in range(200)
    )
    prices = "".join(f"        P{number}: 1.00\n" for number in range(200))
    contract = (
        "contracts:\n  frame:\n    name: {zh: 框架, en: Frame}\n    customer: C1\n"
        "    valid: {from: 2026-01-01, to: 2026-12-31}\n"
    )
    before = version(files={"more.yaml": f"products:\n{products}{contract}    prices: {{}}\n"})
    after = version(files={"more.yaml": f"products:\n{products}{contract}    prices:\n      CNY:\n{prices}"})
    changes = {change.path: change for change in compared(before, after).entries[0].changes}
    assert changes["/prices/CNY"].after is None
    assert changes["/prices/CNY"].place_after == Place("rules/more.yaml", 208, 7)
