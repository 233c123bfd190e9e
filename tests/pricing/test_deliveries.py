"""Deliveries: lines beside the goods, with their trace; what is wrong with them is said at its place."""

from decimal import Decimal
from pathlib import Path

import pytest

from cpq.kinds import read_request
from cpq.money import arithmetic
from cpq.priced_quote import PricedQuote
from cpq.pricing.conditions import line_values
from cpq.pricing.rule_index import RuleIndex
from cpq.pricing.trace import Phase
from cpq.promotions.promotion import Promotion
from cpq.quote import opened, price_quote, waterfall
from cpq.rulebook.finding import Refused
from cpq.written_request import where_of
from tests.pricing.books import CASES, PRICES, book, codes, loaded, quote

RULES = (CASES / "pricing" / "deliveries.yaml").read_text("utf-8")
METHOD = PRICES + "delivery_methods:\n  post:\n    name: Post\n    tax_class: goods\n    price: "
HEAD = (
    "{id: Q1, date: 2026-01-01, currency: CNY, channel: direct, customer: ACME, lines: [{product: W1, quantity: 2}], "
)
GUARDS = """
approvers: {boss: {name: Boss, level: 1}, director: {name: Director, level: 2}}
guardrails:
  any-line: {scope: line, when: discount > 0.5, approver: boss, text: A line}
  margin: {scope: quote, when: margin < 0.3, approver: boss, text: The margin}
  given-away: {scope: quote, when: delivery.net < delivery.list, approver: director, text: A delivery given away}
"""


def priced(tmp_path: Path, rest: str, added: str = "") -> PricedQuote:
    return quote(book(tmp_path, RULES + added), "lines: [{product: W1, quantity: 2}], " + rest)


def test_the_trace_begins_at_the_tier_that_the_order_reaches(tmp_path: Path) -> None:
    line = priced(tmp_path, "deliveries: [standard]").line("D1")
    assert line is not None
    (step,) = line.trace
    assert (step.phase, step.rule, step.amount) == (Phase.BASE, "standard", Decimal(30))
    assert step.note is not None
    assert step.note.en == "from 0, below 500"
    assert RULES.splitlines()[step.place.line - 1 if step.place else 0].strip().startswith("CNY: {by: net")
    assert (line.role, line.code, line.unit.en, line.unit.zh) == ("delivery", "standard", "delivery", "次")


def test_the_waterfall_begins_with_the_goods_and_has_a_row_for_each_method(tmp_path: Path) -> None:
    made = priced(tmp_path, "deliveries: [express, pieces, {method: pieces, price: 6, reason: Small}]")
    assert [(row.phase, row.label.en, str(row.amount), str(row.running)) for row in made.waterfall[:-2]] == [
        ("list", "List amount", "200.00", "200.00"),
        ("order_discount", "Ten off", "-20.00", "180.00"),
        ("base", "Express", "66.66", "246.66"),
        ("base", "Pieces", "14.00", "260.66"),
        ("manual", "Delivery prices set by hand", "-1.00", "259.66"),
        ("net", "Net", "0", "259.66"),
    ]


def test_they_stand_under_a_heading_of_their_own_after_the_goods(tmp_path: Path) -> None:
    made = priced(tmp_path, "deliveries: [express]")
    *_, (heading, lines) = made.in_sections().items()
    assert (heading.en, heading.zh, [line.number for line in lines]) == ("Delivery", "配送", ["D1"])
    assert made.totals.sections[-1].net == Decimal("66.66")


@pytest.mark.parametrize(
    ("deliveries", "approvers"),
    [
        # Goods: 180 − 120 of cost is a margin of 33 %; with 30 or 66.66 of delivery it would be more, or with its cost less.
        ("[standard, pallet]", []),
        ("[{method: express, price: 1, reason: Fair}]", ["director"]),
        ("[{method: express, price: 99, reason: Far}]", []),
    ],
)
def test_guardrails_about_goods_do_not_look_at_deliveries_and_those_about_deliveries_do(
    deliveries: str, approvers: list[str], tmp_path: Path
) -> None:
    made = priced(tmp_path, f"deliveries: {deliveries}", GUARDS)
    assert [approval.approver for approval in made.approvals] == approvers


def test_a_margin_has_the_deliveries_whose_cost_is_declared(tmp_path: Path) -> None:
    made = priced(tmp_path, "deliveries: [standard, express]")
    # Goods 180 at 120, express 66.66 at 40: 86.66 of 246.66; the 30.00 of `standard` are left out.
    assert made.totals.cost == Decimal(160)
    assert made.totals.margin == Decimal("0.351334")
    assert [line.cost for line in made.lines] == [Decimal(120), None, Decimal(40)]
    assert [remark.code for remark in made.remarks] == []


def test_rules_may_ask_what_a_delivery_is(tmp_path: Path) -> None:
    """What promotions on deliveries look at: its line after the goods, of no category, with the names of line conditions."""
    rulebook = book(tmp_path, RULES)
    request = read_request(HEAD + "deliveries: [express]}", "request.yaml", rulebook)
    context, _ = opened(rulebook, request, where_of(request))
    with arithmetic():
        goods, brought = waterfall(context).lines
    assert (goods.delivery, goods.counts, brought.delivery, brought.counts) == (False, True, True, False)
    index = RuleIndex(rulebook, tuple(rulebook.all(Promotion).values()))
    assert index.categories(brought.item) == frozenset()
    values = line_values(brought, context.values, index.categories(brought.item))
    assert (values["product.id"], values["product.kind"], values["line.net"]) == (
        "express",
        "delivery",
        Decimal("66.66"),
    )


def test_a_promotion_knows_the_methods(tmp_path: Path) -> None:
    added = """
promotions:
  pick-up: {name: Post is cheap, when: '"post" in delivery.methods', benefit: {kind: percent, value: 10%}}
"""
    rulebook = book(tmp_path, METHOD + "{CNY: 5}" + added)
    with_it, without = (
        quote(rulebook, "lines: [{product: W1, quantity: 1}]" + rest) for rest in (", deliveries: [post]", "")
    )
    assert (with_it.totals.net, without.totals.net) == (Decimal(95), Decimal(100))


REQUESTED = [
    ("[post]", "unknown-reference", "post", 'there is no "post" in delivery_methods; defined there: standard, express'),
    ("[{method: express, price: 5}]", "delivery-price", "{method", "a price by hand has both `price` and `reason`"),
    ("[{method: express, reason: No}]", "delivery-price", "{method", "a price by hand has both `price` and `reason`"),
    ("[{method: express, price: -5, reason: No}]", "out-of-range", "-5", "must be 0 or more, not -5"),
    ("[{method: express, id: D2}, pieces]", "delivery-id", "id: D2", '"D2" is the number of another line'),
    ("[{method: express, id: a}, {method: pieces, id: a}]", "delivery-id", "id: a}]", "“a”"),
    (
        "[{method: express, id: 7a}]",
        "delivery-id",
        "id: 7a",
        '"7a" is the number of another line or begins with a digit',
    ),
    ("[" + ", ".join(["express"] * 21) + "]", "wrong-count", "deliveries", "at most 20 allowed here, 21 written"),
    ("[5]", "wrong-type", "5", "{method: …, id: …, price: …, reason: …, …} is expected here, not 5"),
    ("[{id: x}]", "missing-field", "{id", 'the field "method" is missing'),
    ("[carrier]", "no-delivery-price", "carrier", '"Carrier" has no price in CNY: add it to the method, or write'),
    (
        "[{method: carrier, price: 0.005, reason: No}]",
        "delivery-price",
        "price: 0.005",
        "an amount in CNY has at most 2",
    ),
]


@pytest.mark.parametrize(("deliveries", "code", "at", "said"), REQUESTED)
def test_a_request_is_refused_with_what_is_wrong_and_where(
    deliveries: str, code: str, at: str, said: str, tmp_path: Path
) -> None:
    text = f"{HEAD}deliveries: {deliveries}}}"
    rulebook = book(tmp_path, RULES)
    with pytest.raises(Refused) as refused:
        price_quote(rulebook, read_request(text, "request.yaml", rulebook))
    (finding,) = refused.value.findings
    assert finding.code == code
    assert text[finding.place.column - 1 :].startswith(at)
    assert said in (finding.text.en + finding.text.zh)


def test_every_delivery_that_cannot_be_had_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        priced(tmp_path, "deliveries: [carrier, express, carrier]")
    assert codes(refused.value.findings) == ["no-delivery-price", "no-delivery-price"]


TIERS = "{CNY: {by: net, tiers: [{from: 0, price: 5}, %s]}}"

WRITTEN = [
    (TIERS % "{from: 0, price: 0}", "tiers", "from: 0, price: 0", "tiers ascend: tier 2 starts at 0"),
    (TIERS % "{price: 0}", "tiers", "{price: 0}", "a tier has either `from` or `above`"),
    ("{CNY: {by: net, tiers: [{from: 50, price: 5}]}}", "tiers", "from: 50", "the first tier starts at 1"),
    ("{CNY: {by: net, tiers: []}}", "wrong-count", "tiers: []", "at least 1 needed here"),
    ("{CNY: {tiers: [{from: 0, price: 5}]}}", "delivery-measure", "CNY", "write either `by` (net or quantity) or"),
    (
        "{CNY: {by: net, attribute: watts, tiers: [{from: 0, price: 5}]}}",
        "delivery-measure",
        "CNY",
        "write either `by` (net or quantity) or `attribute`",
    ),
    ("{CNY: {attribute: mass, tiers: [{from: 0, price: 5}]}}", "unknown-reference", "mass", 'no "mass" in attributes'),
    ("{CNY: {attribute: colour, tiers: [{from: 0, price: 5}]}}", "delivery-measure", "attribute", "is no number"),
    ("{CNY: 5, EUR: 5}", "unknown-reference", "EUR", 'there is no "EUR" in currencies'),
    ("{USD: 5}", "no-delivery-price", "price", "there is no price in CNY: it cannot be had in quotes in it"),
    ("{CNY: free}", "number", "free", '"free" is not a number'),
    ("{CNY: -1}", "out-of-range", "-1", "must be 0 or more"),
]


@pytest.mark.parametrize(("price", "code", "at", "said"), WRITTEN)
def test_what_is_wrong_with_a_method_is_found_at_its_place(
    price: str, code: str, at: str, said: str, tmp_path: Path
) -> None:
    (finding,) = loaded(tmp_path, f"{METHOD}{price}\n").findings
    assert finding.code == code
    assert f"    price: {price}"[finding.place.column - 1 :].startswith(at)
    assert said in finding.text.en


@pytest.mark.parametrize("more", ["", '    when: currency == "USD"\n'])
def test_a_method_in_every_currency_or_under_a_condition_is_sound(more: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, METHOD + ("{USD: 1}\n" if more else "{CNY: 1}\n") + more).findings == ()


def test_a_method_needs_a_rate_for_its_tax_class(tmp_path: Path) -> None:
    rules = (
        PRICES
        + "tax_classes: {air: {name: Air}}\ndelivery_methods: {post: {name: Post, tax_class: air, price: {CNY: 1}}}\n"
    )
    (finding,) = loaded(tmp_path, rules).findings
    assert finding.code == "no-tax-rate"
    assert "air, which 1 delivery method has" in finding.text.en
    assert "1 种配送方式属于此类" in finding.text.zh
    with pytest.raises(Refused) as refused:
        quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 1}], deliveries: [post]")
    (missing,) = refused.value.findings
    assert (missing.code, str(missing.place)) == ("no-tax-rate", "request.yaml:1:126")
    assert [str(place) for place in missing.related] == ["rules.yaml:5:39"]


def test_a_method_that_the_rulebook_does_not_have_is_refused(tmp_path: Path) -> None:
    """As where a program prices a request that was read with another version of the rulebook."""
    request = read_request(HEAD + "deliveries: [express]}", "request.yaml", book(tmp_path / "one", RULES))
    with pytest.raises(Refused) as refused:
        price_quote(book(tmp_path / "other", PRICES), request)
    assert codes(refused.value.findings) == ["unknown-delivery"]
