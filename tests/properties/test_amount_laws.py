"""Laws of units, bundles and minor digits, and that what does not match changes nothing, over a shop that sells in three currencies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.answer.schedule import schedule_of
from cpq.kinds import read_request
from cpq.money import arithmetic
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

ZERO = Decimal(0)
DIGITS = {"CNY": 2, "KRW": 0, "KWD": 3}

SHOP = """
currencies: {KRW: {name: Won, rates: [{from: 2025-01-01, rate: 0.0052}]}, KWD: {name: Dinar, rates: [{from: 2025-01-01, rate: 23.6}]}}
products:
  BOLT: {kind: sku, name: Bolt, category: things, tax_class: goods, cost: 0.4, units: {box: {name: box, contains: 12}, gross: {name: gross, contains: 144}}}
  NUT: {kind: sku, name: Nut, category: things, tax_class: goods, units: {box: {name: box, contains: 7}}}
  MIX: {kind: bundle, name: Mixed, category: things, tax_class: goods, components: {W1: 1, D1: 2, V1-red: 3}}
  PAIR: {kind: bundle, name: Pair of sets, category: things, tax_class: services, components: {MIX: 2, W2: 1, PLAIN: 1}}
  PLAIN: {kind: bundle, name: Plain, category: things, tax_class: goods, tax: whole, components: {W1: 1, D1: 1}}
price_lists:
  CNY:
    name: Yuan
    currency: CNY
    channel: direct
    entries:
      W1: 99.99
      W2: {method: volume, tiers: [{from: 1, price: 33.33}, {from: 5, price: 30.01}]}
      W3: {method: percent_of, percent: 7%, of: {categories: [widgets]}}
      V1: {price: 7, surcharges: {colour: {red: 0.37}}}
      D1: {method: cost_plus, markup: 33.3%}
      S1: {price: 9.99, setup: {price: 12.345, per: unit}}
      SUP: {method: percent_of, percent: 18%, of: {categories: [things]}}
      BOLT: 0.037
      NUT: {price: 4.99, per: box}
      MIX: {method: sum_of_components, discount: 11%}
      PAIR: 4321.99
      PLAIN: 700
  KRW: {name: Won, currency: KRW, channel: direct, based_on: {list: CNY, rate: 192.3}}
  KWD: {name: Dinars, currency: KWD, channel: direct, based_on: {list: CNY, rate: 0.0423}}
promotions:
  sets: {name: Sets, target: {products: [MIX, PAIR]}, benefit: {kind: percent, value: 7.7%}}
"""

RULES = """
price_rules:
  few: {name: Few, target: {products: [W1, W2, BOLT]}, lines: quantity <= 2, adjust: {percent: 3%}}
"""

IDLE = """
  idle-a: {name: A, when: customer.segment == "education", priority: 99, stack: false, adjust: {percent: -50%}}
  idle-b: {name: B, lines: quantity > 100000, priority: 99, stack: false, adjust: {percent: -50%}}
  idle-c: {name: C, valid: {to: 2025-12-31}, priority: 99, stack: false, adjust: {percent: -50%}}
contracts:
  theirs: {name: Theirs, customer: SCHOOL, prices: {CNY: {W1: 1}}, discounts: [{target: {}, percent: 50%}]}
  over: {name: Over, customer: ACME, valid: {to: 2025-12-31}, prices: {CNY: {W1: 1}}, discounts: [{target: {}, percent: 50%}]}
approvers: {boss: {name: Boss, level: 1}}
guardrails: {never: {scope: quote, text: Never, when: net > CNY(1000000000), approver: boss}}
pocket_costs: {other: {name: Other, target: {tags: [sale]}, when: channel == "dealer", percent: 10%}}
"""

PRODUCTS = ("W1", "W2", "W3", "V1-red", "V1-blue", "D1", "S1", "SUP", "BOLT", "NUT", "MIX", "PAIR", "PLAIN")


@cache
def shop(idle: bool = False) -> Rulebook:
    with TemporaryDirectory() as folder:
        return book(Path(folder), SHOP + RULES + (IDLE if idle else ""))


@st.composite
def asked_lines(draw: st.DrawFn) -> Mapping[str, Any]:
    product = draw(st.sampled_from(PRODUCTS))
    line: dict[str, Any] = {"product": product, "quantity": str(draw(st.integers(1, 40)))}
    if draw(st.booleans()):
        line["discount"] = {"percent": f"{draw(st.integers(0, 100))}%", "reason": "law"}
    return line


requests = st.lists(asked_lines(), max_size=6).map(lambda lines: [*lines, {"product": "W1", "quantity": "1"}])
currencies = st.sampled_from(sorted(DIGITS))


def priced(
    lines: list[Mapping[str, Any]], currency: str = "CNY", percent: int = 0, *, idle: bool = False
) -> PricedQuote:
    asked: dict[str, Any] = {"id": "Q", "date": "2026-01-01", "currency": currency, "channel": "direct"}
    asked |= {"customer": "ACME", "lines": lines}
    if percent:
        asked["discount"] = {"percent": f"{percent}%", "reason": "law"}
    rulebook = shop(idle)
    return price_quote(rulebook, read_request(json.dumps(asked), "law.json", rulebook))


def amounts(line: PricedLine) -> Iterator[Decimal]:
    """Everything on a line that somebody pays, books or adds up."""
    yield from (line.list_amount, line.surcharge, line.discount, line.net, line.gross, line.tax.amount)
    yield from (step.amount for step in line.trace)
    yield from (each for part in line.tax.parts for each in (part.amount, part.base))
    yield from (each for each in (line.cost, line.share, line.billing and line.billing.per_period) if each is not None)


@settings(max_examples=60)
@given(requests, currencies, st.integers(0, 40))
def test_every_amount_is_in_whole_minor_units(lines: list[Mapping[str, Any]], currency: str, percent: int) -> None:
    quote = priced(lines, currency, percent)
    totals = quote.totals
    of_quote = [
        totals.list_amount,
        totals.discount,
        totals.net,
        totals.tax,
        totals.gross,
        totals.payable,
        totals.one_off,
    ]
    of_quote += [each for tax in totals.taxes for each in (tax.base, tax.amount)]
    of_quote += [row.amount for row in quote.waterfall] + [row.running for row in quote.waterfall]
    with arithmetic():
        of_quote += [each for invoice in schedule_of(quote).invoices for each in (invoice.net, invoice.tax)]
    if quote.contract:
        of_quote += [quote.contract.tcv, quote.contract.acv, quote.contract.mrr, quote.contract.arr]
    for amount in [*of_quote, *(each for line in quote.lines for each in amounts(line))]:
        assert amount == round(amount, DIGITS[currency])


@settings(max_examples=60)
@given(requests, currencies, st.integers(0, 40))
def test_the_shares_of_a_bundle_and_the_bases_of_its_tax_add_up_to_it(
    lines: list[Mapping[str, Any]], currency: str, percent: int
) -> None:
    quote = priced([*lines, {"product": "PAIR", "quantity": "3"}], currency, percent)
    for line in quote.lines:
        parts = [each for each in quote.below(line) if each.role == "component"]
        if parts:
            whole = line.net if line.share is None else line.share
            assert sum((each.share for each in parts if each.share is not None), ZERO) == whole
            assert all(each.share is not None and each.share >= 0 for each in parts)
        if not line.included:
            by_place = {part.place: part.base for part in line.tax.parts}
            assert sum(by_place.values(), ZERO) == line.net
    assert sum((each.base for each in quote.totals.taxes), ZERO) == quote.totals.net


@settings(max_examples=60)
@given(
    st.sampled_from([("BOLT", "box", 12), ("BOLT", "gross", 144), ("NUT", "box", 7)]), st.integers(1, 60), currencies
)
def test_ordering_in_another_unit_costs_what_as_many_of_the_products_own_do(
    asked: tuple[str, str, int], quantity: int, currency: str
) -> None:
    product, unit, contains = asked
    (boxes,) = priced([{"product": product, "quantity": str(quantity), "unit": unit}], currency).lines
    (pieces,) = priced([{"product": product, "quantity": str(quantity * contains)}], currency).lines
    assert (boxes.list_amount, boxes.net, boxes.tax.amount, boxes.cost) == (
        pieces.list_amount,
        pieces.net,
        pieces.tax.amount,
        pieces.cost,
    )
    assert boxes.quantity * boxes.contains == pieces.quantity


@settings(max_examples=60)
@given(requests, st.integers(0, 40))
def test_rules_contracts_guardrails_and_costs_that_do_not_match_change_nothing(
    lines: list[Mapping[str, Any]], percent: int
) -> None:
    before, after = priced(lines, percent=percent), priced(lines, percent=percent, idle=True)
    plain = [[step.amount for step in line.trace] for line in before.lines]
    assert [[step.amount for step in line.trace] for line in after.lines] == plain
    assert [(line.net, line.tax.amount, line.cost) for line in after.lines] == [
        (line.net, line.tax.amount, line.cost) for line in before.lines
    ]
    assert after.totals == before.totals
    assert after.contract == before.contract
    assert after.approvals == ()
