"""Amounts that are right by the rules and are not left to be found out: prices of nothing, bundles without list prices."""

from __future__ import annotations

from pathlib import Path

from tests.pricing.books import book, quote

LIST = "price_lists: {{L: {{name: L, currency: CNY, channel: direct, entries: {{{entries}}}}}}}\n"
MIXED = """
products:
  M1: {{kind: bundle, name: Mixed, category: things, tax_class: goods, components: {{W1: 1, {part}: 1}}}}
  D9: {{kind: service, name: Day without a cost, category: work, tax_class: services}}
"""


def remarks(tmp_path: Path, entries: str, more: str = "", *, product: str = "W1") -> list[tuple[str, str]]:
    made = quote(book(tmp_path, LIST.format(entries=entries) + more), f"lines: [{{product: {product}, quantity: 2}}]")
    return [(remark.code, remark.text.en) for remark in made.remarks if remark.code != "unknown-cost"]


def test_a_price_that_is_worked_out_and_comes_to_nothing_is_said(tmp_path: Path) -> None:
    found = remarks(tmp_path, "W1: {method: formula, price: floor(quantity / 1000) * 640}")
    said = 'the price of "W1" is worked out, and comes to 0; where that is not meant, change the formula'
    assert found == [("price-of-nothing", said)]


def test_a_price_that_is_written_as_nothing_is_meant(tmp_path: Path) -> None:
    assert remarks(tmp_path, "W1: 0") == []


def test_a_bundle_of_several_tax_classes_whose_part_has_no_list_price_is_said_to_be_divided_otherwise(
    tmp_path: Path,
) -> None:
    by_cost = remarks(tmp_path / "cost", "W1: 100, M1: 150", MIXED.format(part="D1"), product="M1")
    said = '"D1" in "M1" has no list price, so that the bundle is divided {}, its tax too; give it a price'
    assert by_cost == [("bundle-shares", said.format("by the parts' costs"))]
    evenly = remarks(tmp_path / "even", "W1: 100, M1: 150", MIXED.format(part="D9"), product="M1")
    assert evenly == [("bundle-shares", said.format("evenly").replace("D1", "D9"))]
    assert remarks(tmp_path / "priced", "W1: 100, D1: 90, M1: 150", MIXED.format(part="D1"), product="M1") == []
