"""Random requests over one rulebook that has some of everything, for the laws of pricing and promotions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from cpq.kinds import read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

PRICES = """
price_lists:
  L:
    name: List
    currency: CNY
    channel: direct
    entries:
      W1: 99.99
      W2: {method: volume, tiers: [{from: 1, price: 33.33}, {from: 5, price: 30.01}]}
      W3: {method: graduated, tiers: [{from: 1, price: 10.10}, {from: 4, price: 9.05}, {from: 9, price: 7}]}
      V1: {price: 7, surcharges: {colour: {red: 0.37}}}
      S1: 9.99
      D1: 800.05
      SUP: {method: percent_of, percent: 18%, of: {categories: [things]}}
      U1: 0.123
price_rules:
  few: {name: Few, lines: quantity <= 2, adjust: {percent: 3%}}
  heavy: {name: Heavy, lines: '"heavy" in product.tags', adjust: {percent: -2.5%}}
"""

PROMOTIONS = """
promotion_groups: {g: {name: G, pick: best}, h: {name: H, pick: first}}
promotions:
  widgets: {name: A, group: g, target: {categories: [widgets]}, benefit: {kind: percent, value: 7%}, cap: {order: {CNY: 50}}}
  each: {name: B, group: g, target: {categories: [things]}, benefit: {kind: amount, off: {CNY: 0.77}, per: unit}}
  special: {name: C, target: {products: [W3]}, benefit: {kind: set_price, price: {CNY: 8.88}}}
  three-one: {name: D, priority: 2, target: {categories: [things]}, benefit: {kind: buy_get, buy: 3, get: 1}}
  two-one: {name: E, priority: 1, target: {categories: [widgets]}, benefit: {kind: buy_get, buy: 2, get: 1, percent: 50%, get_target: {tags: [sale]}}}
  steps: {name: F, group: h, priority: 2, benefit: {kind: threshold, tiers: [{from: {CNY: 500}, percent: 2%}, {from: {CNY: 900}, amount: {CNY: 33.33}}]}}
  order: {name: G, group: h, priority: 1, benefit: {kind: percent, value: 1.5%, per: order}}
"""

PRODUCTS = ("W1", "W2", "W3", "V1-red", "V1-blue", "S1", "SUP", "U1")

Line = Mapping[str, object]


def shop(added: str = "") -> Rulebook:
    """The rulebook of the laws with more promotions."""
    return shop_of(PROMOTIONS + added)


@cache
def shop_of(promotions: str) -> Rulebook:
    """The rulebook of the laws with other promotions."""
    with TemporaryDirectory() as folder:
        return book(Path(folder), f"{PRICES}\n{promotions}\n")


@st.composite
def asked_lines(draw: st.DrawFn) -> Line:
    product = draw(st.sampled_from(PRODUCTS))
    line: dict[str, object] = {"product": product, "quantity": draw(st.integers(1, 12))}
    by_hand = draw(st.sampled_from(["nothing", "discount", "price"])) if product != "U1" else "nothing"
    if by_hand == "price":
        line["price"] = {"unit": str(draw(st.decimals(0, 1000, places=2))), "reason": "law"}
    if by_hand == "discount":
        line["discount"] = {"percent": f"{draw(st.integers(0, 30))}%", "reason": "law"}
    return line


requests = st.lists(asked_lines(), max_size=7).map(lambda lines: [*lines, {"product": "W3", "quantity": 1}])
"""Lines in any order and number; one of them is a thing, for support to be a percentage of."""


def priced(lines: list[Line], rulebook: Rulebook, percent: int = 0, **more: object) -> PricedQuote:
    """A quote over these lines, with a manual discount on the whole, and `more` fields of the request."""
    request: dict[str, object] = {
        "id": "Q",
        "date": "2026-01-01",
        "currency": "CNY",
        "channel": "direct",
        "customer": "ACME",
        "lines": [{**line, "quantity": str(line["quantity"])} for line in lines],
        **more,
    }
    if percent:
        request["discount"] = {"percent": f"{percent}%", "reason": "law"}
    return price_quote(rulebook, read_request(json.dumps(request), "law.json", rulebook))
