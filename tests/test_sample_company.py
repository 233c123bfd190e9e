"""The sample company: large enough to feel real, complete in prices and names, and right to the cent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration import Configuration, NestedSelection, Selection, configurator
from cpq.bom.products import Bundle, Configurable, Product, Service, Subscription, Usage, Variants
from cpq.bom.request import QuoteRequest
from cpq.bom.sellability import why_not_sold
from cpq.bom.situation import situation_of
from cpq.company.market import Customer
from cpq.kinds import load_rulebook, read_request
from cpq.priced_quote import PricedQuote
from cpq.pricing.price_list import PriceList
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.quote import price_quote
from cpq.rule_tests import run_rule_tests
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

HOME = Path(__file__).resolve().parents[1]
REQUESTS = HOME / "examples" / "requests"
CHINESE = re.compile(r"[一-鿿]")


@cache
def book(folder: str = "rules") -> Rulebook:
    loaded = load_rulebook(HOME / folder)
    assert [str(finding) for finding in loaded.findings] == []
    assert loaded.rulebook is not None
    return loaded.rulebook


def priced(path: Path, folder: str = "rules") -> PricedQuote:
    return price_quote(book(folder), read_request(path.read_bytes(), path.name, book(folder)))


@cache
def sample(name: str) -> PricedQuote:
    return priced(REQUESTS / f"{name}.yaml")


def test_the_company_sells_more_than_250_products():
    products = book().all(Product)
    assert len(products) >= 250
    assert len(book().derived(Catalogue).articles) >= 400


@pytest.mark.parametrize("kind", [Variants, Configurable, Bundle, Subscription, Service, Usage])
def test_every_kind_of_product_is_there_more_than_once(kind: type[Product]):
    assert sum(isinstance(product, kind) for product in book().all(Product).values()) >= 4


def test_the_rack_server_has_many_groups_tables_and_sums():
    server = book().all(Product)["R240"]
    assert isinstance(server, Configurable)
    assert len(server.groups) >= 12
    assert sum(rule.__class__.__name__ == "Table" for rule in server.rules.values()) >= 3
    assert sum("sum(" in getattr(rule, "require", "") for rule in server.rules.values()) >= 8


def test_a_dozen_promotions_in_groups_with_every_way_to_pick():
    promotions = book().all(Promotion).values()
    assert len(promotions) >= 15
    assert {promotion.benefit.kind for promotion in promotions} == {
        "percent", "amount", "threshold", "buy_get", "set_price", "bundle", "points",
    }  # fmt: skip
    assert {group.pick for group in book().all(PromotionGroup).values()} == {"first", "best", "all", "combination"}


def texts() -> Iterator[tuple[str, Text]]:
    for product in book().all(Product).values():
        yield product.id, product.name
        if isinstance(product, Configurable):
            yield from ((f"{product.id}.{name}", group.name) for name, group in product.groups.items())
            yield from ((f"{product.id}.{name}", rule.text) for name, rule in product.rules.items())
    for promotion in book().all(Promotion).values():
        yield promotion.id, promotion.name


def test_everything_has_a_name_in_both_languages():
    named = list(texts())
    assert len(named) > 400
    assert [id for id, text in named if CHINESE.search(text.en)] == []
    assert [id for id, text in named if not CHINESE.search(text.zh)] == []


BUYERS: dict[tuple[str, str | None], str] = {
    ("CNY", None): "C1006",
    ("CNY", "education"): "C1003",
    ("USD", None): "C3001",
    ("EUR", None): "C4001",
}
DEALERS = {"CNY": "P2001", "USD": "P2002", "EUR": "P4003"}


def whole_catalogue(price_list: PriceList) -> QuoteRequest:
    """One of everything that this list's customers may buy by itself, on a day when the list is in force."""
    dealer = price_list.channel == "dealer"
    usual = DEALERS[price_list.currency] if dealer else BUYERS[price_list.currency, price_list.segment]
    buyer = price_list.customer or usual
    assert price_list.valid.from_ is not None
    asked: dict[str, Any] = {
        "id": "ALL",
        "date": date(price_list.valid.from_.year, 4, 15),
        "currency": price_list.currency,
        "channel": price_list.channel,
        "customer": buyer,
        "payment_term": "prepaid",
    }
    situation = situation_of(
        book(), QuoteRequest.model_validate(asked | {"lines": [{"product": "X", "quantity": Decimal(1)}]})
    )
    articles = book().derived(Catalogue).articles.values()
    sold = [each for each in articles if not why_not_sold(book(), each.product, situation, each.code)]
    lines = [
        {"product": each.code, "quantity": each.product.order.least}
        for each in sold
        if each.is_variant or not isinstance(each.product, Variants)
    ]
    return QuoteRequest.model_validate(asked | {"lines": lines})


@pytest.mark.parametrize("id", sorted(book().all(PriceList)))
def test_everything_sold_has_a_price_in_every_list(id: str):
    price_list = book().all(PriceList)[id]
    request = whole_catalogue(price_list)
    quote = price_quote(book(), request)
    assert quote.price_list == id
    assert len(request.lines) > 350
    free = {line.product for line in quote.lines if line.role == "main" and line.unit_list == 0}
    assert free <= ({"TRN-SALES"} if price_list.channel == "dealer" else set())


def test_lists_cover_three_currencies_two_channels_and_two_years():
    lists = book().all(PriceList).values()
    years = {(each.currency, each.channel, each.valid.from_.year) for each in lists if each.valid.from_}
    assert years == {
        (currency, channel, year)
        for currency in ("CNY", "USD", "EUR")
        for channel in ("direct", "dealer")
        for year in (2026, 2027)
    }


def test_list_margins_are_those_of_the_trade():
    request = whole_catalogue(book().all(PriceList)["cny-direct-2026"])
    catalogue = book().derived(Catalogue)
    for line in price_quote(book(), request).lines:
        categories = catalogue.categories_of(book().all(Product)[line.product])
        if line.role != "main" or line.cost is None or line.estimated or not line.list_amount:
            continue
        margin = 1 - line.cost / line.list_amount
        if "software" in categories:
            assert margin >= Decimal("0.50"), line.code
        elif "hardware" in categories:
            most = (
                Decimal("0.80") if "cables" in categories else Decimal("0.66")
            )  # cables are costed at their average length
            assert Decimal("0.15") <= margin <= most, (line.code, margin)


def rack_of(count: int) -> QuoteRequest:
    """A rack with so many 1U servers, no two of them with the same memory and drives."""
    drives = ("SS480-RI-STD", "SS960-RI-STD", "SS1920-RI-STD", "SA1200-STD")
    servers = [
        {"product": "R120", "configuration": {"memory": {"MEM-32-4800": size}, "drives": {drive: 2}}}
        for drive in drives
        for size in (1, 2, 3, 4, 6, 8)
    ]
    chosen = {"pdu": {"PDU-63M": 2}, "switch": {"SW-M48": 1}, "servers": servers[:count]}
    line = {"product": "RACK-42", "quantity": Decimal(1), "configuration": chosen}
    asked = {"id": "RACK", "date": date(2026, 11, 23), "currency": "CNY", "channel": "direct", "customer": "C1006"}
    return QuoteRequest.model_validate(asked | {"lines": [line]})


def test_a_rack_holds_twenty_differently_configured_servers():
    quote = price_quote(book(), rack_of(20))
    assert sum(line.quantity for line in quote.lines if line.role == "nested") == 20
    assert len({line.id for line in quote.lines if line.role == "nested"}) == 20


def test_a_rack_does_not_hold_twenty_one():
    with pytest.raises(Refused):
        price_quote(book(), rack_of(21))


def test_there_are_customers_of_every_segment():
    customers = book().all(Customer).values()
    assert len(customers) >= 8
    assert len({customer.segment for customer in customers}) == 6


def test_the_rulebooks_own_tests_pass():
    assert [str(finding) for finding in run_rule_tests(book())] == []


GOOD = sorted(REQUESTS.glob("*.yaml"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_sample_request_prices_and_its_trace_adds_up(path: Path):
    quote = sample(path.stem)
    for line in quote.lines:
        assert sum(step.amount for step in line.trace) == line.net, line.number
        assert line.list_amount + line.surcharge - line.discount == line.net, line.number
    counted = [line for line in quote.lines if not line.estimated]
    assert sum(line.net for line in counted) == quote.totals.net
    assert sum(line.tax.amount for line in counted) == quote.totals.tax
    assert quote.totals.gross == quote.totals.net + quote.totals.tax


@pytest.mark.parametrize(
    ("example", "name", "net"),
    [
        ("minimal", "first", "5450.00"),  # 4 × 800 + 4 × 450 + ½ × 900
        ("pc", "office", "2350.00"),  # 350 + 150 + 500 + 2 × 150 + 50 + 500 + 500
        ("city-bike", "shopping", "692.00"),  # 420 + 28 + 24 + 62 + 82 + 24 + 52
    ],
)
def test_the_small_examples_cost_what_their_parts_cost(example: str, name: str, net: str):
    folder = HOME / "examples" / example
    quote = priced(folder / "requests" / f"{name}.yaml", f"examples/{example}/rules")
    assert quote.totals.net == Decimal(net)
    assert quote.totals.margin is not None


@pytest.mark.parametrize(("example", "name"), [("pc", "too-dear"), ("city-bike", "clash")])
def test_the_small_examples_refuse_what_cannot_be_built(example: str, name: str):
    with pytest.raises(Refused) as refused:
        priced(HOME / "examples" / example / "requests" / f"{name}.yaml", f"examples/{example}/rules")
    assert [finding.code for finding in refused.value.findings] == ["impossible-configuration"]


REFUSED = yaml.safe_load((HOME / "tests" / "cases" / "sample" / "refused.yaml").read_text("utf-8"))


def test_every_bad_request_is_among_the_cases():
    assert {case["file"] for case in REFUSED} == {path.stem for path in (REQUESTS / "bad").glob("*.yaml")}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["file"])
def test_a_bad_request_is_refused_with_what_is_wrong_and_where(case: dict[str, Any]):
    path = REQUESTS / "bad" / f"{case['file']}.yaml"
    with pytest.raises(Refused) as refused:
        priced(path)
    found = refused.value.findings
    said = [[finding.code, f"{finding.place.line}:{finding.place.column}"] for finding in found]
    assert said == case["findings"]
    assert {finding.place.file for finding in found} == {path.name}
    assert all(finding.text.zh and finding.text.en for finding in found)


def test_a_full_rack_says_in_a_sentence_why_a_default_gave_way():
    """Twelve servers as they are by default leave no power for two feeds: the rule is told, not what hundreds of options are."""
    rack = book().all(Product)["RACK-42"]
    assert isinstance(rack, Configurable)
    servers = tuple(NestedSelection("R240", Selection()) for _ in range(12))
    done = configurator(book(), rack).complete(Selection(nested={"servers": servers}))
    assert isinstance(done, Configuration)
    assert [(each.name, each.why.choices, each.why.defaults) for each in done.given_up] == [("feeds", (), ())]
    assert [rule.place for rule in done.given_up[0].why.rules] == [rack.at("rules", "power-dual")]
