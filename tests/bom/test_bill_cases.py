"""Every case of `tests/cases/bills`: an article, what is chosen, and its bill of materials with cost and totals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.bom.bill import BillLine, bill_of, needed
from cpq.bom.configuration import Configuration, configurator, read_selection
from cpq.bom.explosion import explode_request, nowhere
from cpq.bom.graph import ProductGraph, TooManyLines
from cpq.bom.products import Configurable, Product
from cpq.bom.request import LineRequest
from cpq.bom.roll_up import bill_cost, totals_of
from cpq.money import arithmetic
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from tests.bom.books import Words, book, request, situation

FOLDER = Path(__file__).parents[1] / "cases" / "bills"
CASES = [
    pytest.param(document["rulebook"], case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for document in [yaml.load(path.read_text(encoding="utf-8"), Words)]
    for case in document["cases"]
]


def configured(rulebook: Rulebook, code: str, chosen: dict[str, Any]) -> Configuration | None:
    product = rulebook.all(Product)[code]
    if not isinstance(product, Configurable):
        return None
    line = LineRequest.model_validate({"product": code, "quantity": 1, "configuration": chosen})
    selection, findings = read_selection(rulebook, product, line.configuration, nowhere)
    completed = configurator(rulebook, product).complete(selection)
    assert findings == ()
    assert isinstance(completed, Configuration)
    return completed


def _bill(rulebook: Rulebook, case: dict[str, Any]) -> BillLine:
    configuration = configured(rulebook, case["code"], case.get("choose", {}))
    return bill_of(rulebook, case["code"], configuration, Fraction(case.get("quantity", 1)))


def _shown(line: BillLine, depth: int = 0) -> Iterator[str]:
    yield " ".join(filter(None, [f"{'  ' * depth}{line.quantity}", line.article.code, line.role, line.group]))
    for each in line.inside:
        yield from _shown(each, depth + 1)


@pytest.mark.parametrize(("rulebook", "case"), CASES)
def test_a_bill_is_as_the_case_says(rulebook: dict[str, Any], case: dict[str, Any]):
    given = book(rulebook)
    bill = _bill(given, case)
    assert list(_shown(bill)) == case["bill"]
    with arithmetic():
        assert round(bill_cost(bill).amount or 0, 6) == Decimal(case["cost"])
        assert {name: f"{total:f}" for name, total in totals_of(given, bill).items()} == case["totals"]
    assert {code: str(quantity) for code, quantity in needed(bill).items()} == case["needed"]


@pytest.mark.parametrize(("rulebook", "case"), CASES)
def test_the_items_of_a_quote_cost_what_the_bill_costs(rulebook: dict[str, Any], case: dict[str, Any]):
    """What each item costs by itself, options and nested parts as items of their own, comes to the same."""
    given = book(rulebook)
    asked = request(
        {
            "lines": [
                {"product": case["code"], "quantity": case.get("quantity", 1), "configuration": case.get("choose", {})}
            ]
        }
    )
    exploded = explode_request(given, asked, situation(given, asked))
    graph = given.derived(ProductGraph)
    with arithmetic():
        items = [item for item in exploded.items if item.role != "component"]
        costs = [graph.cost_roll_up(item.product.id, item.parts).amount for item in items]
        total = sum((cost * item.quantity for cost, item in zip(costs, items, strict=True) if cost), Decimal(0))
        assert total == pytest.approx(bill_cost(_bill(given, case)).amount, abs=Decimal("1e-20"))


SMALL = """
attributes: {size: {name: Size}}
products:
  A: {kind: sku, name: A, attributes: {size: 3}}
  NUT: {kind: sku, name: Nut, cost: 1}
  P:
    kind: configurable
    name: P
    groups: {one: {name: One, min: 0, options: {A: {max: 2}}}}
    parts: {NUT: {times: TIMES}}
"""


@pytest.mark.parametrize("times", ["1 / one.quantity", "one.quantity - 2"])
def test_a_formula_that_gives_no_quantity_is_said_at_its_place(times: str):
    rulebook = book(SMALL.replace("TIMES", times))
    asked = request({"lines": [{"product": "P", "quantity": 1}]})
    (finding,) = explode_request(rulebook, asked, situation(rulebook, asked)).findings
    assert finding.code == "part-quantity"
    assert f'for this configuration "{times}" gives no quantity' in finding.text.en
    assert "得不出用量" in finding.text.zh
    with pytest.raises(Refused, match="gives no quantity"):
        bill_of(rulebook, "P", configured(rulebook, "P", {}))


def test_what_has_no_cost_is_named_once():
    rulebook = book(SMALL.replace("TIMES", "one.quantity"))
    bill = bill_of(rulebook, "P", configured(rulebook, "P", {"one": {"A": 2}}))
    assert bill_cost(bill).unknown == ("A",)


def test_what_is_chosen_in_an_article_does_not_tell_what_it_costs_itself():
    rulebook = book(SMALL.replace("TIMES", "one.quantity").replace("A, attributes", "A, cost: 2, attributes"))
    assert bill_cost(bill_of(rulebook, "P", configured(rulebook, "P", {"one": {"A": 2}}))).amount == 6
    bare = book(
        SMALL.replace("    parts: {NUT: {times: TIMES}}", "").replace("A, attributes", "A, cost: 2, attributes")
    )
    assert bill_cost(bill_of(bare, "P", configured(bare, "P", {"one": {"A": 2}}))).unknown == ("P",)


def test_a_part_with_a_condition_is_used_in_its_product_and_can_close_a_circle():
    rulebook = book(
        """
        products:
          P: {kind: configurable, name: P, parts: {Q: {when: 'has("A")'}}, groups: {one: {name: One, options: {A: {parts: {R: }}}}}}
          Q: {kind: sku, name: Q, parts: {P: }}
          A: {kind: sku, name: A}
          R: {kind: sku, name: R}
        """.replace("{P: }", "{P: {quantity: 1}}").replace("{R: }", "{R: {quantity: 1}}")
    )
    graph = rulebook.derived(ProductGraph)
    assert [[use.parent for use in cycle] for cycle in graph.cycles()] == [["P", "Q"]]
    assert graph.where_used("R", all_levels=False) == ("P",)


def test_a_bill_of_more_lines_than_anybody_reads_is_refused():
    doubling = {
        f"P{n}": {"kind": "sku", "name": "P", "parts": {f"P{n + 1}": {"quantity": 1}, f"Q{n + 1}": {"quantity": 1}}}
        for n in range(20)
    }
    twins = {f"Q{n}": {**doubling.get(f"P{n}", {"kind": "sku", "name": "Q"})} for n in range(1, 21)}
    rulebook = book({"products": {**doubling, **twins, "P20": {"kind": "sku", "name": "P"}}})
    with pytest.raises(TooManyLines):
        bill_of(rulebook, "P0")
