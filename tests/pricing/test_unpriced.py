"""Prices that cannot be worked out: the refusal names the line of the request, and the place of the price."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpq.rulebook.finding import Refused
from tests.pricing.books import book, quote

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
