"""What follows an order, by the sample company: seats added, ended, renewed with one common end; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cpq.bom.products.subscription import FreeMonths
from cpq.orders.following import Amendment, Change, Renewal, amendment_request, renewal_request
from cpq.orders.subscriptions import Subscription, subscriptions_after
from cpq.rulebook.finding import Refused
from tests.orders.cloud import begun, head, priced, quoted

SEATS, MONITOR = "SUB-2026-000001-1", "SUB-2026-000001-2"
DAY = date(2026, 8, 1)


@pytest.fixture(scope="module")
def held() -> dict[str, Subscription]:
    return begun(quoted())


def test_an_order_begins_a_subscription_for_each_line_that_is_billed_over_time(held: dict[str, Subscription]) -> None:
    seats, monitor = held[SEATS], held[MONITOR]
    assert list(held) == [SEATS, MONITOR]
    assert (seats.product, seats.quantity, seats.start, seats.end) == (
        "BKP-OFFICE",
        120,
        date(2026, 1, 15),
        date(2027, 1, 14),
    )
    assert (seats.billing_day, seats.free, monitor.billing_day, monitor.free) == (15, None, 1, FreeMonths(first=1))
    assert seats.charged == quoted().lines[0].net
    # Eleven months of twelve are charged, at the price of one.
    assert monitor.price == Decimal(95)


def test_more_seats_from_a_day_on_are_charged_for_the_rest_of_the_term(held: dict[str, Subscription]) -> None:
    more = {"product": "MON-APM", "quantity": "2", "start": "2026-08-01", "co_term": SEATS}
    asked = Amendment(date=DAY, changes={SEATS: Change(quantity=Decimal(150))})
    quote = priced(amendment_request(head(), asked, [more], held))
    request = quote.request
    assert (request.customer, request.payment_term, request.date) == ("C1001", "net30", DAY)
    added, credit, monitor = quote.lines
    assert added.unit_net == credit.unit_net == held[SEATS].price
    assert (added.quantity, credit.quantity) == (150, -120)
    assert monitor.billing is not None
    assert monitor.billing.end == held[SEATS].end
    seats, new = subscriptions_after(quote, "ORD-2026-000002", held)
    assert (seats.number, seats.sequence, seats.quantity, seats.since) == (SEATS, 2, 150, DAY)
    assert seats.charged == held[SEATS].charged + added.net + credit.net
    assert (new.number, new.end) == ("SUB-2026-000002-2", held[SEATS].end)


def test_renewals_end_together_with_the_last_of_them(held: dict[str, Subscription]) -> None:
    asked = Renewal(date=date(2027, 1, 4), co_terminate="latest", quantities={SEATS: Decimal(130)})
    quote = priced(renewal_request(head(), asked, held, []))
    renewed = subscriptions_after(quote, "ORD-2027-000001", held)
    assert [each.renews for each in renewed] == [SEATS, MONITOR]
    assert [each.start for each in renewed] == [date(2027, 1, 15), date(2027, 2, 10)]
    assert {each.end for each in renewed} == {date(2028, 2, 9)}
    assert [each.quantity for each in renewed] == [130, 6]


def test_a_line_that_was_offered_and_not_taken_changes_nothing(held: dict[str, Subscription]) -> None:
    offered = {"product": "BKP-OFFICE", "quantity": "150", "amends": SEATS, "start": "2026-08-01", "optional": True}
    asked = Amendment(date=DAY, changes={MONITOR: Change(quantity=Decimal(7))})
    quote = priced(amendment_request(head(), asked, [offered], held))
    assert [each.number for each in subscriptions_after(quote, "ORD-2026-000002", held)] == [MONITOR]


Ask = Callable[[dict[str, Subscription]], Any]

REFUSED: dict[str, Ask] = {
    "unknown-subscription": lambda held: amendment_request(
        head(), Amendment(date=DAY, changes={"SUB-9": Change(quantity=Decimal(1))}), [], held
    ),
    "amend-before-change": lambda held: amendment_request(
        head(),
        Amendment(date=DAY, changes={SEATS: Change(quantity=Decimal(1))}),
        [],
        {SEATS: replace(held[SEATS], sequence=2, since=date(2026, 9, 1))},
    ),
    "renewed-already": lambda held: renewal_request(head(), Renewal(date=DAY, subscriptions=[SEATS]), held, {SEATS}),
    "nothing-to-renew": lambda held: renewal_request(head(), Renewal(date=DAY), held, {SEATS, MONITOR}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_follow_is_refused(code: str, held: dict[str, Subscription]) -> None:
    with pytest.raises(Refused) as refused:
        REFUSED[code](held)
    assert [each.code for each in refused.value.findings] == [code]


def changed(held: dict[str, Subscription]) -> dict[str, Subscription]:
    return {**held, SEATS: replace(held[SEATS], sequence=2, quantity=Decimal(99))}


def ended(held: dict[str, Subscription]) -> dict[str, Subscription]:
    return {**held, SEATS: replace(held[SEATS], sequence=2, quantity=Decimal(0))}


@pytest.mark.parametrize(
    ("since", "code"),
    [
        (changed, "subscription-changed"),
        (ended, "subscription-changed"),
        (lambda _: {}, "unknown-subscription"),
    ],
)
def test_a_quote_that_amends_what_is_no_longer_so_makes_no_order(
    held: dict[str, Subscription], since: Callable[..., dict[str, Subscription]], code: str
) -> None:
    asked = Amendment(date=DAY, changes={SEATS: Change(quantity=Decimal(150))})
    quote = priced(amendment_request(head(), asked, [], held))
    with pytest.raises(Refused) as refused:
        subscriptions_after(quote, "ORD-2026-000002", since(held))
    assert [each.code for each in refused.value.findings] == [code]
