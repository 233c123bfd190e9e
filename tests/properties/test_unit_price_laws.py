"""Laws of the unit price that a line shows."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.kinds import read_request
from cpq.priced_quote import PricedLine
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

SHOP = """
products:
  M: {kind: subscription, name: M, category: work, tax_class: services, billing: month, cost: 1}
  Q: {kind: subscription, name: Q, category: work, tax_class: services, billing: quarter, cost: 1, proration: months_and_days}
price_lists:
  A: {name: A, currency: CNY, channel: direct, entries: {M: 9.99, Q: 100.05, W1: 33.33, U1: 0.0033}}
promotions:
  less: {name: Less, target: {products: [M, Q]}, benefit: {kind: percent, value: 33%}}
"""


@cache
def shop() -> Rulebook:
    with TemporaryDirectory() as folder:
        return book(Path(folder), SHOP)


@st.composite
def asked_lines(draw: st.DrawFn) -> dict[str, Any]:
    product = draw(st.sampled_from(["M", "M", "Q", "W1", "U1"]))
    line: dict[str, Any] = {"product": product, "quantity": str(draw(st.integers(1, 40)))}
    if product in "MQ":
        # Beside others that say when all ends, a line may begin the day before.
        line["start"] = (date(2026, 6, 30) - timedelta(days=draw(st.integers(0, 100)))).isoformat()
    if product != "U1":
        percent = draw(st.sampled_from(["0", "50", "99.9", "100", "100"]))
        line["discount"] = {"percent": f"{percent}%", "reason": "law"}
    return line


def priced(line: dict[str, Any]) -> PricedLine:
    asked = {"id": "Q", "date": "2026-01-01", "currency": "CNY", "channel": "direct", "customer": "ACME"}
    request = json.dumps({**asked, "co_terminate": "2026-06-30", "lines": [line]})
    return price_quote(shop(), read_request(request, "law.json", shop())).lines[0]


@settings(max_examples=60, deadline=None)
@given(asked_lines())
def test_a_unit_costs_nothing_where_all_was_taken_off_and_never_less(asked: dict[str, Any]) -> None:
    line = priced(asked)
    assert line.unit_net >= 0
    assert line.billing is None or line.billing.per_period >= 0
    if line.net == 0 and line.discount:
        assert line.unit_net == 0
    if asked.get("discount", {}).get("percent") == "100%":
        assert line.unit_net == line.net == 0
