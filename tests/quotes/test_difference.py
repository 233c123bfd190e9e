"""Differences of versions: what was asked for differently, what it did to prices, and why; and that everything adds up."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.quote_json import as_json, plain
from cpq.quotes.difference import Difference, difference
from cpq.quotes.difference_words import sentences
from cpq.rulebook.rulebook import Rulebook
from tests.properties.shops import PRICES, PROMOTIONS, asked_lines, shop, shop_of
from tests.quotes.shop import asked, line, priced
from tests.quotes.shop import shop as approving_shop

SEASON = """
promotions:
  season: {name: Season, target: {products: [W1]}, benefit: {kind: percent, value: 10%}}
"""


def compared(before: dict, after: dict, rulebook: Rulebook | None = None, newer: Rulebook | None = None) -> Difference:
    rulebook = rulebook or approving_shop()
    return difference(as_json(priced(before, rulebook)), as_json(priced(after, newer or rulebook)))


def english(found: Difference) -> list[str]:
    return [each.en for each in sentences(found)]


def test_the_same_request_differs_in_nothing() -> None:
    found = compared(asked(line("W1", 2)), asked(line("W1", 2)))
    assert found.nothing
    assert english(found) == ["the net amount stays 200.00 CNY"]


def test_a_quantity_and_an_added_line_with_what_they_did() -> None:
    before = asked(line("W1", 2, id="a"), line("W2", 9, id="b"))
    after = asked(line("W3", 1, id="c"), line("W2", 10, id="b"), line("W1", 2, id="a"))
    assert english(compared(before, after)) == [
        "the net amount changes by -50.00 CNY: from 560.00 to 510.00",
        "line 1 was added: W3 × 1",
        "line 2, quantity: 9 → 10",
        "line 1 was moved to line 3",
        "line 1 (Thing three), new: +10.00, from 0 to 10.00",
        "  List (L, rules.yaml:7:120) appeared: +10.00",
        "line 2 (Widget two): -60.00, from 360.00 to 300.00",
        "  List (L, rules.yaml:7:73) changed: +40.00",
        "  Quantity tier from 10 (L, rules.yaml:7:95) appeared: -100.00",
        "approval is needed now: Lead, Boss",
    ]


def test_a_newer_rulebook_says_which_rule_appeared_and_where() -> None:
    request = asked(line("W1", 2, id="a"))
    newer = approving_shop(SEASON)
    found = compared(request, request, newer=newer)
    assert found.request == ()
    assert english(found) == [
        "the net amount changes by -20.00 CNY: from 200.00 to 180.00",
        f"the rulebook is version {newer.version[:12]}, not {approving_shop().version[:12]}",
        "line 1 (Widget one): -20.00, from 200.00 to 180.00",
        "  Season (season, rules.yaml:19:52) appeared: -20.00",
        "approval is needed now: Boss",
    ]


def test_discounts_headers_and_approvals() -> None:
    before = asked(line("W1", 1, 15, id="a"), title="Trial")
    after = asked(line("W1", 1, id="a"), title="Order", payment_term=None)
    assert english(compared(before, after)) == [
        "the net amount changes by +15.00 CNY: from 85.00 to 100.00",
        "title: Trial → Order",
        "line 1, discount: percent 0.15, reason law → –",
        "line 1 (Widget one): +15.00, from 85.00 to 100.00",
        "  Manual line discounts (manual-line) went: +15.00",
        "approval is not needed any more: Lead, Boss",
    ]


def test_a_margin_leaves_the_house_only_with_the_costs() -> None:
    found = compared(asked(line("W1", 1, id="a")), asked(line("W1", 1, 5, id="a")))
    assert found.margin_before == Decimal("0.4")
    inside, outside = plain(found), plain(found, internal=False)
    assert isinstance(inside, dict)
    assert isinstance(outside, dict)
    assert set(inside) - set(outside) == {"margin_before", "margin_after"}


versions = st.lists(
    st.tuples(asked_lines(), st.sampled_from("abcdef")), max_size=6, unique_by=lambda each: each[1]
).map(lambda lines: [{**each, "quantity": str(each["quantity"]), "id": id} for each, id in lines])
THING = {"product": "W3", "quantity": "1", "id": "z"}


@settings(max_examples=60)
@given(versions, versions, st.booleans())
def test_the_lines_add_up_to_the_totals_and_the_steps_to_the_lines(before: list, after: list, other: bool) -> None:
    newer = (
        shop_of(PROMOTIONS + "  more: {name: More, benefit: {kind: percent, value: 3%, per: order}}\n")
        if other
        else None
    )
    found = compared(asked(*before, THING), asked(*after, THING), shop(), newer)
    for name in ("net", "tax", "gross", "usage_estimate"):
        total = found.totals[name]
        assert sum((getattr(each, name).change for each in found.lines), Decimal(0)) == total.change
        assert total.after - total.before == total.change
    for each in found.lines:
        assert (
            sum((step.amounts.change for step in each.steps), Decimal(0))
            == each.net.change + each.usage_estimate.change
        )
    assert PRICES  # the shop of the laws has tiers, shares and metered lines
    assert all(said.zh and said.en for said in sentences(found))


@settings(max_examples=30)
@given(versions, versions)
def test_there_and_back_is_nothing(before: list, after: list) -> None:
    there = compared(asked(*before, THING), asked(*after, THING), shop())
    back = compared(asked(*after, THING), asked(*before, THING), shop())
    assert {name: each.change for name, each in there.totals.items()} == {
        name: -each.change for name, each in back.totals.items()
    }
    assert {each.key: -each.net.change for each in there.lines} == {each.key: each.net.change for each in back.lines}
