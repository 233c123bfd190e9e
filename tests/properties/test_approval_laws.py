"""Laws of guardrails, of prices set by hand, and of advice."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.advice import Advised, advise
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from tests.properties.shops import Line, priced, requests, shop

GUARDED = """
approvers: {lead: {name: Lead, level: 1}, boss: {name: Boss, level: 2, after: [lead]}}
guardrails:
  deep: {scope: line, text: Deep, limits: {everybody: 5%, roles: {lead: 15%, boss: 100%}}}
  by-hand:
    scope: quote
    text: By hand
    matrix:
      measure: manual_discount
      above: [3%, 9%]
      rows: [{net_up_to: 900, approvers: [nobody, lead]}, {approvers: [lead, [lead, boss]]}]
  thin: {scope: section, text: Thin, when: margin < 0.4, approvers: [lead, boss]}
"""
percents = st.integers(0, 20)


@settings(max_examples=40)
@given(requests, percents)
def test_guardrails_change_no_price(lines: list[Line], percent: int) -> None:
    before, after = priced(lines, shop(), percent), priced(lines, shop(GUARDED), percent)
    assert after.lines == before.lines
    assert after.totals == before.totals
    assert before.approvals == ()


@settings(max_examples=40)
@given(requests, percents)
def test_the_route_asks_for_every_approval_once_from_the_lowest_level_up(lines: list[Line], percent: int) -> None:
    quote = priced(lines, shop(GUARDED), percent)
    routed = [each for step in quote.route for signature in step.signatures for each in signature.approvals]
    assert sorted(routed, key=repr) == sorted(quote.approvals, key=repr)
    assert len(set(routed)) == len(routed)
    assert [step.level for step in quote.route] == sorted({each.level for each in quote.approvals})
    boss = {(each.rule, each.lines, each.section) for each in routed if each.approver == "boss"}
    lead = {(each.rule, each.lines, each.section) for each in routed if each.approver == "lead"}
    assert boss <= lead


@settings(max_examples=40)
@given(requests)
def test_setting_the_price_that_it_has_changes_nothing(lines: list[Line]) -> None:
    """Without a share of other lines, whose base knows prices by hand and no order discount."""
    plain: list[Line] = [
        {"product": line["product"], "quantity": line["quantity"]} for line in lines if line["product"] != "SUP"
    ]
    before = priced(plain, shop())
    kept = [
        {**line, "price": {"unit": f"{priced_line.unit_net:f}", "reason": "law"}}
        if priced_line.unit_net * priced_line.quantity * periods(priced_line) == priced_line.net
        else line
        for line, priced_line in zip(plain, before.lines, strict=True)
    ]
    after = priced(kept, shop())
    assert after.lines == before.lines
    assert after.totals == before.totals


def periods(line: object) -> int:
    billing = getattr(line, "billing", None)
    return billing.periods if billing else 1


@settings(max_examples=25)
@given(requests, st.decimals(0, 500, places=2))
def test_a_price_that_is_set_is_the_price(lines: list[Line], unit: Decimal) -> None:
    asked = [*lines, {"product": "W1", "quantity": 3, "price": {"unit": f"{unit:f}", "reason": "law"}}]
    line = priced(asked, shop()).lines[-1]
    assert line.net == 3 * unit


@settings(max_examples=15)
@given(requests, percents)
def test_what_is_advised_really_avoids(lines: list[Line], percent: int) -> None:
    rulebook = shop(GUARDED)
    quote = priced(lines, rulebook, percent)
    for need in advise(rulebook, quote.request, budget=400):
        for advice in need.advice:
            # Lines below one that is taken out have other numbers; how often the highest approver is asked can be told.
            after = price_quote(rulebook, advice.request)
            assert asked(after, need) < asked(quote, need)


def asked(quote: PricedQuote, need: Advised) -> int:
    """How often the rule asks the highest of the need's approvers."""
    return sum(each.rule == need.rule and each.approver_name == need.approvers[-1] for each in quote.approvals)
