"""The sample company sells seats: one order, whose subscriptions the tests amend and renew."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cpq.kinds import load_rulebook, read_request
from cpq.money import arithmetic
from cpq.orders.subscriptions import Subscription, subscriptions_after
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook

HOME = Path(__file__).parents[2]

REQUEST = """
id: Q-1
date: 2026-01-15
currency: CNY
channel: direct
customer: C1001
payment_term: net30
sales_rep: {zh: 林悦, en: Lin Yue}
lines:
  - {product: BKP-OFFICE, quantity: 120, term: 12}
  - {product: MON-APM, quantity: 6, start: 2026-02-10, term: 12, billing_day: 1, free: {first: 1}}
  - {product: SVC-INST, quantity: 1}
"""


@cache
def sample() -> Rulebook:
    loaded = load_rulebook(HOME / "rules", HOME)
    assert loaded.rulebook is not None
    return loaded.rulebook


def quoted(request: str = REQUEST) -> PricedQuote:
    with arithmetic():
        return price_quote(sample(), read_request(request, "request.yaml", sample()))


def head() -> dict[str, Any]:
    """The request as JSON."""
    return yaml.load(REQUEST, yaml.BaseLoader)


def priced(request: dict[str, Any]) -> PricedQuote:
    """A request that was made, priced."""
    return quoted(json.dumps({"id": "Q-2", **request}))


def begun(quote: PricedQuote) -> dict[str, Subscription]:
    return {each.number: each for each in subscriptions_after(quote, "ORD-2026-000001", {})}
