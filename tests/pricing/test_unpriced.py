"""Prices that cannot be: the refusal or finding names the place of the price."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpq.rulebook.finding import Refused, Severity
from tests.pricing.books import book, loaded, quote

LIST = """price_lists:
  L:
    name: List
    currency: CNY
    channel: direct
    entries:
      W1: {method: matrix, rows: [{when: {watts: 1}, price: 4}]}
      W2: {method: formula, price: 1 / (quantity - 10)}
      W3: {method: cost_plus, markup: 10%}
      D1: {method: formula, price: quantity - 11}
      SUP: {method: percent_of, percent: 10%, of: {products: [V1]}}
"""


@pytest.mark.parametrize(
    ("product", "place"), [("W1", "7:28"), ("W2", "8:29"), ("W3", "9:7"), ("D1", "10:29"), ("SUP", "11:7")]
)
def test_a_price_that_cannot_be_worked_out_is_refused_with_its_place(product: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        quote(book(tmp_path, LIST), f"lines: [{{product: {product}, quantity: 10}}]")
    assert [(each.code, [str(at) for at in each.related]) for each in refused.value.findings] == [
        ("no-price", [f"rules.yaml:{place}"])
    ]


BOX = """products:
  BOX:
    kind: configurable
    name: Box
    category: things
    tax_class: goods
    groups: {core: {name: Core, min: 0, options: {W1: , V1-red: }}}
    parts: {W2: {quantity: 1}}
price_lists:
  L:
    name: List
    currency: CNY
    channel: direct
    entries: {BOX: 1}
    options: %s
"""

NO_OPTIONS = {
    "what stands elsewhere": ("{BOX: {W3: 7.5}}", ["rules.yaml:15:21 no-option"]),
    "what is only a part": ("{BOX: {W2: 7.5}}", ["rules.yaml:15:21 no-option"]),
    "in what has none": ("{W1: {W2: 7.5}}", ["rules.yaml:15:20 no-option"]),
    "options": ("{BOX: {W1: 7.5, V1-red: 3}}", []),
    "the product of a variant, and a component": ("{BOX: {V1: 3}, B1: {W1: 2}}", []),
}


@pytest.mark.parametrize(("options", "findings"), NO_OPTIONS.values(), ids=NO_OPTIONS)
def test_only_what_stands_inside_has_a_price_inside(options: str, findings: list[str], tmp_path: Path) -> None:
    found = loaded(tmp_path, BOX % options).findings
    assert [f"{each.place} {each.code}" for each in found if each.severity is Severity.ERROR] == findings


def test_what_was_bought_of_an_unknown_code_is_remarked(tmp_path: Path) -> None:
    tiers = "{method: volume, over: customer, tiers: [{from: 1, price: 10}, {from: 50, price: 8}]}"
    rulebook = book(
        tmp_path, f"price_lists: {{L: {{name: L, currency: CNY, channel: direct, entries: {{W1: {tiers}}}}}}}"
    )
    for had, net, remarks in (
        ("{WW1: 60}", "10.00", [("unknown-cumulated", True)]),
        ("{GONE: 1, WW1: 60, W1: 60}", "8.00", [("unknown-cumulated", False)]),
        ("{W1: 60, V1-red: 1, V1: 1}", "8.00", []),
    ):
        priced = quote(rulebook, f"cumulated: {had}, lines: [{{product: W1, quantity: 1}}]")
        assert str(priced.totals.net) == net
        assert [(each.code, "W1" in each.text.en[6:]) for each in priced.remarks] == remarks
