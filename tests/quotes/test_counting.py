"""What a quote takes of what is limited, in whole numbers, and how that comes back into the next request."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.quotes.counting import EARNED, Counter, Take, amount_of, minor, takes_of, with_counts
from cpq.rulebook.rulebook import Rulebook
from tests.quotes.shop import asked, line, priced, shop

LIMITED = """
promotion_groups: {g: {name: G, pick: best, budget: {CNY: 50}}}
promotions:
  budget: {name: Budget, group: g, coupons: [SAVE], limits: {uses: 3, per_customer: 2, budget: {CNY: 30}}, benefit: {kind: percent, value: 10%}}
contracts:
  C: {name: C, customer: ACME, prices: {CNY: {W2: 25}}, limits: {some: {target: {products: [W2]}, quantity: 5}}}
rebates:
  back: {name: Back, when: currency == "CNY", period: year, calculation: progressive, tiers: [{from: {CNY: 100}, rate: 10%}], usable: {share: 50%}}
"""


def limited() -> Rulebook:
    return shop(LIMITED)


def takes(*lines: dict[str, object], **more: object) -> dict[Counter, Take]:
    quote = priced(asked(*lines, **more), limited())
    return {take.counter: take for take in takes_of(quote, limited())}


def test_every_limit_is_taken_of_with_what_it_is_limited_to() -> None:
    found = takes(line("W1", 2), line("W2", 3), coupons=["save"])
    assert {(each.kind, each.subject, each.customer, each.currency): (take.amount, take.limit) for each, take in found.items()} == {
        ("contract.limit", "C/some", "", ""): (3_000_000, 5_000_000),
        ("coupon.uses", "SAVE", "", ""): (1, None),
        ("coupon.uses", "SAVE", "ACME", ""): (1, None),
        ("group.amount", "g", "", "CNY"): (2_750, 5_000),
        ("promotion.amount", "budget", "", "CNY"): (2_750, 3_000),
        ("promotion.uses", "budget", "", ""): (1, 3),
        ("promotion.uses", "budget", "ACME", ""): (1, 2),
        ("rebate.earned", "back", "ACME", "CNY"): (1_475, None),
        ("rebate.purchased", "back/2026-01-01", "ACME", "CNY"): (24_750, None),
    }  # fmt: skip
    assert list(found) == sorted(found)


def test_what_was_used_decides_the_next_quote_and_not_what_the_request_says() -> None:
    counts = {
        Counter("promotion.amount", "budget", "", "CNY"): 2_500,
        Counter("contract.limit", "C/some"): 4_000_000,
        Counter("rebate.earned", "back", "ACME", "CNY"): 1_475,
        Counter("rebate.purchased", "back/2026-01-01", "ACME", "CNY"): 24_750,
        Counter("rebate.purchased", "back/2025-01-01", "ACME", "CNY"): 99_900,
        Counter("promotion.uses", "gone", ""): 7,
        Counter("contract.limit", "C/gone"): 7,
    }
    said = {
        "counters": {"promotions": {}},
        "consumed": {"C": {"some": 0}},
        "rebates": {"back": {"balance": 9999, "use": "all"}},
    }
    told = with_counts(asked(line("W1", 1), line("W2", 2), coupons=["SAVE"], **said), counts, limited())
    assert told["rebates"] == {"back": {"use": "all", "balance": "14.75", "purchased": "247.50"}}
    quote = priced(told, limited())
    assert [(each.promotion, each.amount) for each in quote.promotions] == [("budget", Decimal("5.00"))]
    assert [(each.before, each.here, each.left) for each in quote.consumption] == [(4, 1, 0)]
    assert [(each.used, each.base_before) for each in quote.rebates] == [(Decimal("14.75"), Decimal("247.50"))]
    used = {take.counter: take for take in takes_of(quote, limited())}[Counter("rebate.used", "back", "ACME", "CNY")]
    assert (used.amount, used.within) == (1_475, Counter("rebate.earned", "back", "ACME", "CNY"))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4)), min_size=1, max_size=6))
def test_quotes_one_after_the_other_never_take_more_than_there_is(orders: list[tuple[int, int]]) -> None:
    counts: dict[Counter, int] = {}
    for widgets, others in orders:
        request = asked(line("W1", widgets), line("W2", others), coupons=["SAVE"], rebates={"back": {"use": "all"}})
        quote = priced(with_counts(request, counts, limited()), limited())
        for take in takes_of(quote, limited()):
            counts[take.counter] = counts.get(take.counter, 0) + take.amount
            limit = counts.get(take.within, 0) if take.within is not None else take.limit
            assert limit is None or counts[take.counter] <= limit or take.counter.kind in EARNED


@given(st.decimals(0, 10**12, places=2))
def test_amounts_come_back_as_they_were(amount: Decimal) -> None:
    assert Decimal(amount_of(minor(amount, "CNY"), "CNY")) == amount
