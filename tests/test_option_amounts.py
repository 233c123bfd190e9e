"""What options weigh when the cheapest or the most profitable completion is looked for, in the sample company's prices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cpq.bom.products import Configurable, Product
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.kinds import load_rulebook
from cpq.option_amounts import option_amounts
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused

RULES = Path(__file__).parents[1] / "rules"
CHOSEN = {"cpu": {"CPU-5416": 1}, "memory": {"MEM-32-5600": 2}}


def request(currency: str = "CNY") -> QuoteRequest:
    line = LineRequest.model_validate({"product": "R240", "quantity": 1, "configuration": CHOSEN})
    head = {"id": "Q", "date": date(2026, 11, 23), "currency": currency, "channel": "direct", "customer": "C1001"}
    return QuoteRequest.model_validate({**head, "lines": (line,)})


def test_prices_are_the_list_prices_of_the_quote_and_margins_what_it_earns_on_them():
    rulebook = load_rulebook(RULES).rulebook
    assert rulebook is not None
    product = rulebook.all(Product)["R240"]
    assert isinstance(product, Configurable)
    prices = option_amounts(rulebook, request(), product)
    losses = option_amounts(rulebook, request(), product, "margin")
    assert prices.missing == losses.missing == {}
    quoted = [line for line in price_quote(rulebook, request()).lines if line.role == "option"]
    assert {line.product for line in quoted} >= {"CPU-5416", "MEM-32-5600"}
    for line in quoted:
        periods = Decimal(line.billing.periods) if line.billing else Decimal(1)
        assert prices.amounts[line.code] == line.unit_list * periods
        assert line.cost is not None
        assert abs(losses.amounts[line.code] - (line.cost / line.quantity - line.unit_list * periods)) < Decimal("0.01")


def test_without_a_price_list_nothing_is_weighed():
    rulebook = load_rulebook(RULES).rulebook
    assert rulebook is not None
    product = rulebook.all(Product)["R240"]
    assert isinstance(product, Configurable)
    with pytest.raises(Refused):
        option_amounts(rulebook, request("JPY"), product)
