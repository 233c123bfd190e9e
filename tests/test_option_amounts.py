"""What options weigh when the cheapest or the most profitable completion is looked for, in the sample company's prices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cpq.bom.configuration import read_selection
from cpq.bom.configuration.amounts import OptionPlace
from cpq.bom.explosion import nowhere
from cpq.bom.products import Configurable, Product
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.kinds import load_rulebook
from cpq.option_amounts import Objective, OptionAmounts, option_amounts
from cpq.priced_quote import PricedLine
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook

RULES = Path(__file__).parents[1] / "rules"
CHOSEN = {"cpu": {"CPU-5416": 1}, "memory": {"MEM-32-5600": 2}}
FILLED = {
    "servers": [
        {"product": "R240", "quantity": 2, "configuration": {"management": "LIC-MGT-ADV"}},
        {"product": "G480", "configuration": {"management": "LIC-MGT-ADV"}},
    ]
}


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    loaded = load_rulebook(RULES).rulebook
    assert loaded is not None
    return loaded


def request(product: str = "R240", chosen: object = CHOSEN, currency: str = "CNY") -> QuoteRequest:
    line = LineRequest.model_validate({"product": product, "quantity": 1, "configuration": chosen})
    head = {"id": "Q", "date": date(2026, 11, 23), "currency": currency, "channel": "direct", "customer": "C1001"}
    return QuoteRequest.model_validate({**head, "lines": (line,)})


def amounts(rulebook: Rulebook, asked: QuoteRequest, objective: Objective = "price") -> OptionAmounts:
    product = rulebook.all(Product)[asked.lines[0].product]
    assert isinstance(product, Configurable)
    selection, findings = read_selection(rulebook, product, asked.lines[0].configuration, nowhere)
    assert findings == ()
    return option_amounts(rulebook, asked, product, selection, objective)


def place_of(rulebook: Rulebook, line: PricedLine, *products: str) -> OptionPlace:
    """Where an option of the last of the products stands; a line has its group by name."""
    product = rulebook.all(Product)[products[-1]]
    assert isinstance(product, Configurable)
    (group,) = (key for key, each in product.groups.items() if each.name == line.group)
    return OptionPlace(products, group, line.code)


def test_prices_are_the_list_prices_of_the_quote_and_margins_what_it_earns_on_them(rulebook: Rulebook):
    prices, losses = amounts(rulebook, request()), amounts(rulebook, request(), "margin")
    assert prices.missing == losses.missing == {}
    quoted = [line for line in price_quote(rulebook, request()).lines if line.role == "option"]
    assert {line.product for line in quoted} >= {"CPU-5416", "MEM-32-5600"}
    for line in quoted:
        periods = Decimal(line.billing.periods) if line.billing else Decimal(1)
        place = place_of(rulebook, line, "R240")
        assert prices.amounts[place] == line.unit_list * periods
        assert line.cost is not None
        assert abs(losses.amounts[place] - (line.cost / line.quantity - line.unit_list * periods)) < Decimal("0.01")


def test_an_option_of_a_part_has_the_price_that_it_has_there(rulebook: Rulebook):
    asked = request("RACK-42", FILLED)
    prices = amounts(rulebook, asked).amounts
    lines = {line.number: line for line in price_quote(rulebook, asked).lines}
    inside = [line for line in lines.values() if line.role == "option"]
    for line in inside:
        parent = lines[line.number.rpartition(".")[0]]
        products = ("RACK-42", parent.product) if parent.role == "nested" else ("RACK-42",)
        periods = Decimal(line.billing.periods) if line.billing else Decimal(1)
        assert prices[place_of(rulebook, line, *products)] == line.unit_list * periods
    licences = {line.unit_list for line in inside if line.code == "LIC-MGT-ADV"}
    assert len(licences) == 2


def test_without_a_price_list_nothing_is_weighed(rulebook: Rulebook):
    with pytest.raises(Refused):
        amounts(rulebook, request(currency="JPY"))
