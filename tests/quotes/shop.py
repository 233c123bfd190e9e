"""A shop with approvals, and versions of quotes in it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cpq.kinds import read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

RULES = """
price_lists:
  L:
    name: List
    currency: CNY
    channel: direct
    entries: {W1: {price: 100, floor: 70}, W2: {method: volume, tiers: [{from: 1, price: 40}, {from: 10, price: 30}]}, W3: 10, S1: 9.99, D1: 800, U1: 0.10}
approvers:
  lead: {name: Lead, level: 1}
  pricing: {name: Pricing, level: 1}
  boss: {name: Boss, level: 2}
guardrails:
  deep: {scope: line, text: Deep discount, when: discount > 0.1, approver: lead}
  thin: {scope: quote, text: Thin margin, when: margin < 0.35, approver: boss}
  low: {scope: line, text: Below floor, when: below_floor, approvers: [pricing, boss]}
"""


@cache
def shop(added: str = "") -> Rulebook:
    with TemporaryDirectory() as folder:
        return book(Path(folder), f"{RULES}\n{added}\n")


def asked(*lines: object, **more: object) -> dict[str, object]:
    head = {"id": "Q-1", "date": "2026-04-10", "currency": "CNY", "channel": "direct", "customer": "ACME"}
    return {**head, **more, "lines": [*lines]}


def line(product: str, quantity: int = 1, percent: int = 0, **more: object) -> dict[str, object]:
    by_hand = {"discount": {"percent": f"{percent}%", "reason": "law"}} if percent else {}
    return {"product": product, "quantity": str(quantity), **by_hand, **more}


def priced(request: dict[str, object], rulebook: Rulebook | None = None) -> PricedQuote:
    rulebook = rulebook or shop()
    return price_quote(rulebook, read_request(json.dumps(request), "request.json", rulebook))
