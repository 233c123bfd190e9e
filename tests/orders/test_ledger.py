"""Payments as a clerk enters them: named invoices, part payments, too much, refunds, what is late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cpq.orders.aging import aging
from cpq.orders.ledger import Allocation, Funds, Named, Receivable, as_named, credited, oldest_first, refunded
from cpq.orders.states import TRANSITIONS, state_after
from cpq.rulebook.finding import Refused

ZERO = Decimal(0)


def receivable(number: str, amount: str, due: date, allocated: str = "0", currency: str = "CNY") -> Receivable:
    return Receivable(number, due, due, currency, Decimal(amount), Decimal(allocated))


def payment(amount: str, allocated: str = "0", refunds: str = "0") -> Funds:
    return Funds("PAY-1", "CNY", Decimal(amount), Decimal(allocated), Decimal(refunds))


FIRST = receivable("INV-1", "100.00", date(2026, 3, 1), "40.00")
SECOND = receivable("INV-2", "250.00", date(2026, 4, 1))
DOLLARS = receivable("INV-3", "9.00", date(2026, 1, 1), currency="USD")
ALL = {each.number: each for each in (SECOND, FIRST, DOLLARS)}


def test_a_payment_pays_what_is_due_first_and_in_its_own_currency() -> None:
    assert oldest_first(payment("100.00"), ALL.values()) == (
        Allocation("PAY-1", "INV-1", Decimal("60.00")),
        Allocation("PAY-1", "INV-2", Decimal("40.00")),
    )


def test_what_is_paid_too_much_stays_as_credit() -> None:
    entries = oldest_first(payment("400.00"), ALL.values())
    assert sum(each.amount for each in entries) == Decimal("310.00")


def test_named_invoices_are_paid_as_asked_and_without_an_amount_as_far_as_it_goes() -> None:
    named = [Named("INV-2", Decimal("50.00")), Named("INV-1", None)]
    assert [each.amount for each in as_named(payment("80.00"), named, ALL)] == [Decimal("50.00"), Decimal("30.00")]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ([Named("INV-9", None)], "unknown-invoice"),
        ([Named("INV-3", None)], "unknown-invoice"),
        ([Named("INV-2", Decimal(1)), Named("INV-2", Decimal(1))], "unknown-invoice"),
        ([Named("INV-1", Decimal("60.01"))], "over-allocated"),
        ([Named("INV-2", Decimal("80.01"))], "over-allocated"),
        ([Named("INV-2", ZERO)], "over-allocated"),
        ([Named("INV-2", Decimal(-1))], "over-allocated"),
        ([Named("INV-2", None), Named("INV-1", None)], "over-allocated"),
    ],
    ids=str,
)
def test_more_than_is_open_or_left_is_refused(named: list[Named], code: str) -> None:
    with pytest.raises(Refused) as refused:
        as_named(payment("80.00"), named, ALL)
    assert refused.value.findings[0].code == code


def test_what_is_paid_already_is_refused() -> None:
    paid = receivable("INV-1", "100.00", date(2026, 3, 1), "100.00")
    with pytest.raises(Refused, match="paid in full"):
        as_named(payment("80.00"), [Named("INV-1", None)], {"INV-1": paid})


def test_only_what_is_left_is_refunded() -> None:
    funds = payment("100.00", "60.00", "15.00")
    assert refunded(funds, None) == Decimal("25.00")
    assert refunded(funds, Decimal("10.00")) == Decimal("10.00")
    for amount in ("25.01", "0", "-1"):
        with pytest.raises(Refused, match="is left to refund"):
            refunded(funds, Decimal(amount))


@pytest.mark.parametrize(("allocated", "refunds"), [("100.01", "0"), ("60", "40.01"), ("-0.01", "0"), ("0", "-1")])
def test_nothing_is_below_zero_in_silence(allocated: str, refunds: str) -> None:
    with pytest.raises(ValueError, match="PAY-1"):
        payment("100.00", allocated, refunds)
    if refunds == "0":
        with pytest.raises(ValueError, match="INV"):
            receivable("INV", "100.00", date(2026, 1, 1), allocated)


def test_a_credit_note_to_a_paid_invoice_frees_the_payment_for_the_customer() -> None:
    note = Funds("CN-1", "CNY", Decimal("80.00"), ZERO, ZERO)
    paid = [Allocation("PAY-1", "INV-1", Decimal("40.00"))]
    assert credited(FIRST, note, paid) == (
        Allocation("PAY-1", "INV-1", Decimal("-20.00")),
        Allocation("CN-1", "INV-1", Decimal("80.00")),
    )


def test_what_is_open_is_sorted_by_how_late_it_is() -> None:
    day = date(2026, 5, 1)
    ages = {"A": 0, "B": 1, "C": 30, "D": 31, "E": 60, "F": 90, "G": 91, "H": -5}
    every = [receivable(name, "10", date.fromordinal(day.toordinal() - late)) for name, late in ages.items()]
    buckets = aging([*every, receivable("paid", "10", date(2020, 1, 1), "10")], day)
    assert [(each.first, each.last, each.open, each.invoices) for each in buckets] == [
        (0, 0, 20, 2),
        (1, 30, 20, 2),
        (31, 60, 20, 2),
        (61, 90, 10, 1),
        (91, None, 10, 1),
    ]


def test_the_table_of_states_is_all_there_is() -> None:
    assert state_after("open", "cancel") == "cancelled"
    assert {held for held, _ in TRANSITIONS} == {"open", "fulfilled"}
    with pytest.raises(Refused, match="cannot cancel; it can reopen"):
        state_after("fulfilled", "cancel")
    with pytest.raises(Refused, match="changes no more"):
        state_after("cancelled", "fulfil")
