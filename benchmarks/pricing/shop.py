"""The workload: distinct lines, one "x % off product i" for each promotion but the last, and one "10 % off the order from 100 up"."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from cpq.bom.request import LineRequest, QuoteRequest
from cpq.kinds import load_rulebook
from cpq.rulebook.rulebook import Rulebook

COMPANY = """
company: {name: Bench Works, short_name: Bench, address: 1 Test Road, currency: CNY, region: CN}
currencies: {CNY: {name: Yuan}}
regions: {CN: {name: China}}
channels: {direct: {name: Direct}}
segments: {business: {name: Business}}
customers: {ACME: {name: Acme, segment: business, region: CN}}
tax_classes: {goods: {name: Goods}}
taxes: {CN: {region: CN, rates: {goods: {name: VAT, rate: 13%}}}}
categories: {things: {name: Things}}
"""

PRICE_LIST = """
price_lists:
  L:
    name: List
    currency: CNY
    channel: direct
    entries:
""".strip()
START, OFF, TAX = Decimal(100), Decimal("0.1"), Decimal("0.13")
ORDER = "  order: {name: Order, benefit: {kind: threshold, tiers: [{from: {CNY: 100}, percent: 10%}]}}"


def price(number: int) -> Decimal:
    """10.01, 11.04, …: every cent occurs."""
    return Decimal(1001 + 103 * (number % 977)).scaleb(-2)


def percent(number: int) -> Decimal:
    """1 % to 20 %, as a fraction."""
    return Decimal(1 + number % 20) / 100


def quantity(number: int) -> Decimal:
    return Decimal(1 + number % 7)


def rulebook(products: int, promotions: int, kind: str = "sku") -> Rulebook:
    """`products` products with a price each; promotion i is for product i, or for a product that does not stand on the quote."""
    known = range(max(products, promotions))
    files = {
        "company.yaml": [COMPANY],
        "products.yaml": ["products:", *(_product(number, kind) for number in known)],
        "prices.yaml": [PRICE_LIST, *(f"      P{n}: {price(n)}" for n in known)],
        "order.yaml": ["promotions:", ORDER],
    }
    for begin in range(0, promotions - 1, 5_000):
        numbers = range(begin, min(begin + 5_000, promotions - 1))
        files[f"promotions-{begin}.yaml"] = ["promotions:", *map(_promotion, numbers)]
    with TemporaryDirectory() as folder:
        for name, rows in files.items():
            (Path(folder) / name).write_text("\n".join([*rows, ""]), encoding="utf-8")
        loaded = load_rulebook(Path(folder))
    assert loaded.rulebook is not None, "\n".join(each.line("en") for each in loaded.findings[:5])
    return loaded.rulebook


def _product(number: int, kind: str) -> str:
    return f"  P{number}: {{kind: {kind}, name: Product {number}, category: things, tax_class: goods, cost: 5}}"


def _promotion(number: int) -> str:
    benefit = f"{{kind: percent, value: {percent(number) * 100:f}%}}"
    return f"  off-{number}: {{name: Off {number}, target: {{products: [P{number}]}}, benefit: {benefit}}}"


def request(lines: int) -> QuoteRequest:
    asked = [LineRequest(product=f"P{n}", quantity=quantity(n)) for n in range(lines)]
    return QuoteRequest.model_validate(
        {"id": "Q", "date": "2026-01-01", "currency": "CNY", "channel": "direct", "customer": "ACME", "lines": asked}
    )
