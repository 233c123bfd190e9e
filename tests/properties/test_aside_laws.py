"""Laws of options and alternatives: they change nothing of the quote, and their figure is what choosing them adds."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from cpq.priced_quote import PricedQuote
from cpq.rulebook.finding import Refused
from tests.properties.shops import Line, asked_lines, priced, requests, shop

GUARDED = """
approvers: {lead: {name: Lead, level: 1}}
guardrails: {deep: {scope: quote, text: Deep, when: discount > 0.01, approver: lead}}
"""
options = asked_lines().filter(lambda line: line["product"] != "SUP")


def said(quote: PricedQuote) -> tuple[object, ...]:
    """Everything but the request and what stands beside the quote."""
    outcomes = [(each.promotion, each.status, each.amount, each.reason) for each in quote.promotions]
    return quote.lines, quote.totals, quote.waterfall, quote.approvals, outcomes, quote.route, quote.contract


@settings(max_examples=40)
@given(requests, options)
def test_an_option_changes_nothing_and_shows_what_choosing_it_adds(lines: list[Line], option: Line) -> None:
    rulebook = shop(GUARDED)
    plain = priced(lines, rulebook)
    quote = priced([*lines, {**option, "optional": True}], rulebook)
    chosen = priced([*lines, option], rulebook)
    assert said(quote) == said(plain)
    (aside,) = quote.asides
    assert aside.net == chosen.totals.net - plain.totals.net
    assert aside.gross == chosen.totals.gross - plain.totals.gross
    assert aside.tax == chosen.totals.tax - plain.totals.tax
    assert aside.usage_estimate == chosen.totals.usage_estimate - plain.totals.usage_estimate
    assert list(aside.lines) == [each for each in chosen.lines if each.number.split(".")[0] == f"{len(lines) + 1}"]
    assert bool(aside.approvers) == (bool(chosen.approvals) and not plain.approvals)


@settings(max_examples=40)
@given(requests, options, options)
def test_an_alternative_shows_what_exchanging_it_adds(lines: list[Line], main: Line, other: Line) -> None:
    """The line that is replaced comes last, so that the exchanged line has its place in the order of the lines."""
    plain = priced([*lines, main], shop())
    quote = priced([*lines, {**main, "id": "main"}, {**other, "alternative_to": "main"}], shop())
    exchanged = priced([*lines, other], shop())
    assert said(quote) == said(plain)
    (aside,) = quote.asides
    assert aside.instead_of == str(len(lines) + 1)
    assert aside.net == exchanged.totals.net - plain.totals.net
    assert aside.gross - aside.tax - aside.net == Decimal(0)


@settings(max_examples=20)
@given(requests)
def test_an_option_in_front_moves_no_price(lines: list[Line]) -> None:
    plain = priced(lines, shop())
    quote = priced([{"product": "W1", "quantity": 1, "optional": True}, *lines], shop())
    assert [(each.net, each.trace) for each in quote.lines] == [(each.net, each.trace) for each in plain.lines]
    assert [each.number.split(".")[0] for each in quote.lines if each.parent is None][:1] == ["2"]


W1 = {"product": "W1", "quantity": 1}


@pytest.mark.parametrize(
    ("lines", "code", "says"),
    [
        ([{**W1, "optional": True}], "asides", "at least one line counts"),
        ([W1, {**W1, "alternative_to": "main"}], "alternative", 'no line with the id "main"'),
        ([{**W1, "id": "mian"}, {**W1, "alternative_to": "main"}], "alternative", 'did you mean "mian"'),
        ([{**W1, "id": "a"}, {**W1, "alternative_to": "a", "optional": True}], "alternative", "either `optional` or"),
        (
            [W1, {**W1, "id": "a", "optional": True}, {**W1, "alternative_to": "a"}],
            "alternative",
            "is an option or alternative itself",
        ),
        ([{**W1, "id": "a"}, {**W1, "id": "a"}], "line-id", "another line has the id"),
        ([W1, *[{**W1, "optional": True}] * 51], "asides", "at most 50 options"),
        ([*[W1] * 999, *[{**W1, "optional": True}] * 20], "asides", "has at most 19 options"),
    ],
)
def test_what_cannot_be_offered_says_so(lines: list[Line], code: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        priced(lines, shop())
    assert [each.code for each in refused.value.findings] == [code]
    assert says in refused.value.findings[0].text.en
