"""Subscriptions against guardrails, directed rounding and days at the ends of the calendar."""

from pathlib import Path

import pytest

from cpq.kinds import load_rulebook
from cpq.rulebook.finding import Refused
from tests.pricing.books import PRICES, book, codes, quote

SEATS = """
products:
  M: {kind: subscription, name: Seat, category: work, tax_class: services, cost: 1}
  F: {kind: subscription, name: Free, category: work, tax_class: services, cost: 1, free: {first: 2}}
price_lists:
  L: {name: List, currency: CNY, channel: direct, entries: {M: {price: 9.99, floor: 9.50}, F: {price: 9.99, floor: 9.50}}}
approvers: {lead: {name: Lead, level: 1}}
guardrails: {low: {scope: line, when: below_floor, approver: lead, text: Low}}
"""

APPROVALS = [
    ("{product: F, quantity: 1}", []),
    ("{product: F, quantity: 1, discount: {percent: 6%, reason: Friend}}", ["lead"]),
    ("{product: F, quantity: 1, free: {first: 2}}", ["lead"]),
    ("{product: M, quantity: 1, free: {last: 1}}", ["lead"]),
    ("{product: M, quantity: 1, ramp: [{year: 1, price: 9.40}]}", ["lead"]),
    ("{product: M, quantity: 1, ramp: [{year: 1, price: 9.60}]}", []),
]


@pytest.mark.parametrize(("line", "approvers"), APPROVALS)
def test_what_the_company_gives_everybody_is_not_below_the_floor_and_what_a_rep_gives_is(
    line: str, approvers: list[str], tmp_path: Path
) -> None:
    assert [each.approver for each in quote(book(tmp_path, SEATS), f"lines: [{line}]").approvals] == approvers


HELD = "existing: {S: {product: M, quantity: 7, price: 9.99, start: 2026-01-10, end: 2026-12-04}}, "


@pytest.mark.parametrize("rounding", ["half_up", "half_even", "up", "down", "ceiling", "floor"])
def test_no_rounding_makes_something_of_a_change_that_is_none(rounding: str, tmp_path: Path) -> None:
    book(tmp_path, SEATS)
    company = tmp_path / "company.yaml"
    text = company.read_text("utf-8")
    rounded = text.replace("  region: CN\n", f"  region: CN\n  settings: {{rounding: {rounding}}}\n", 1)
    assert rounded != text
    company.write_text(rounded, "utf-8")
    rulebook = load_rulebook(tmp_path).rulebook
    assert rulebook is not None
    totals = quote(rulebook, HELD + "lines: [{product: M, quantity: 7, amends: S, start: 2026-03-17}]").totals
    assert (totals.net, totals.tax, totals.gross) == (0, 0, 0)


@pytest.mark.parametrize(
    "asked",
    [
        "lines: [{product: M, quantity: 1, end: 9999-12-31}]",
        "lines: [{product: M, quantity: 1, start: 0001-01-01}]",
        "co_terminate: 9999-12-31, lines: [{product: M, quantity: 1}]",
        (
            "existing: {S: {product: M, quantity: 1, price: 1, start: 2026-01-01, end: 9999-12-31}}, "
            "lines: [{product: M, quantity: 1, renews: S}]"
        ),
    ],
)
def test_days_at_the_ends_of_the_calendar_are_refused(asked: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        quote(book(tmp_path, SEATS), asked)
    assert codes(refused.value.findings) == ["term"]


@pytest.mark.parametrize("field", ["billing_day: 15", "free: {first: 1}", "ramp: [{year: 1, discount: 10%}]"])
@pytest.mark.parametrize("keep", ["", "keep_price: false, "])
def test_what_an_amended_subscription_keeps_is_not_offered_for_a_new_price(
    field: str, keep: str, tmp_path: Path
) -> None:
    """Its billing day, free months and years go on, at the old price and at a new one."""
    held = "existing: {A: {product: S1, quantity: 2, price: 9, start: 2025-07-01, end: 2026-06-30}}"
    with pytest.raises(Refused) as refused:
        quote(book(tmp_path, PRICES), f"{held}, lines: [{{product: S1, quantity: 3, amends: A, {keep}{field}}}]")
    said = [each for each in refused.value.findings if each.code == "held-price"]
    assert [each.text.en.partition("; ")[2] for each in said] == [
        f"remove {field.partition(':')[0]}: only a renewal (renews) may have its own"
    ]
