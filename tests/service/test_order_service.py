"""Orders in the database, on both kinds: once however often they are asked for, and no cent lost between those who act at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from cpq.answer.schedule import schedule_of
from cpq.bom.explosion import nowhere
from cpq.money import arithmetic
from cpq.orders.following import Amendment, Change, Renewal, amendment_request, renewal_request
from cpq.orders.given import (
    AgingQuery,
    AllocationGiven,
    CreditedLine,
    CreditGiven,
    InvoiceQuery,
    Paid,
    PaymentGiven,
    RefundGiven,
    ReleaseGiven,
)
from cpq.orders.service.billing import credit, issue
from cpq.orders.service.cancelling import cancel
from cpq.orders.service.placing import AcceptedQuote, change_state, place_order
from cpq.orders.service.receipts import allocate_left, record, refund, release
from cpq.orders.store import accounts, reading
from cpq.orders.store.rows import hold
from cpq.orders.views import InvoiceSummary, OrderView, PaymentView
from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM, Caller
from cpq.platform.people.rights import Right, Role
from cpq.platform.problems import Problem
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import new_id
from cpq.priced_quote import PricedQuote
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Text
from tests.orders.cloud import head, priced, quoted

T = TypeVar("T")
NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)
TODAY = NOW.date()
WHY = Text.same("test")
REP = Caller("user", "usr_a", "A", Role.REP, frozenset(Right), "own")


class Books:
    """One database, and somebody who acts on it on a day."""

    def __init__(self, database: Database, caller: Caller = SYSTEM, now: datetime = NOW) -> None:
        self.database, self.caller, self.now = database, caller, now

    def act(self, work: Callable[[Act], T]) -> T:
        return self.database.write(lambda connection: acted(connection, self.caller, self.now, "test", work))

    def place(self, quote: PricedQuote, id: str | None = None) -> OrderView:
        return self.order(self.act(lambda act: place_order(act, accepted(quote, id))).id)

    def order(self, id: str) -> OrderView:
        return self.database.read(lambda connection: reading.order(connection, self.caller, id))

    def issue(self, order: OrderView, until: date) -> list[InvoiceSummary]:
        ids = self.act(lambda act: issue(act, order.id, until))
        return self.database.read(lambda connection: accounts.invoices_by_id(connection, ids, TODAY))

    def invoices(self, **query: Any) -> list[InvoiceSummary]:
        asked = InvoiceQuery(**query)
        found, _ = self.database.read(lambda connection: accounts.invoices(connection, self.caller, asked, TODAY))
        return sorted(found, key=lambda each: each.number)

    def pay(self, order: OrderView, amount: str, *paid: Paid) -> PaymentView:
        given = PaymentGiven(
            order=order.id, date=TODAY, amount=Decimal(amount), currency="CNY", invoices=list(paid) or None
        )
        return self.payment(self.act(lambda act: record(act, given, nowhere)))

    def payment(self, id: str) -> PaymentView:
        return self.database.read(lambda connection: accounts.payment(connection, self.caller, id))

    def open(self) -> Decimal:
        asked = AgingQuery(day=TODAY)
        found = self.database.read(lambda connection: accounts.aged(connection, self.caller, asked, TODAY))
        return sum((each.open for buckets in found.currencies.values() for each in buckets), Decimal(0))


def accepted(quote: PricedQuote, id: str | None = None) -> AcceptedQuote:
    with arithmetic():
        schedule = schedule_of(quote)
    day = date(2026, 1, 20)
    return AcceptedQuote(id or new_id("quo"), quote.request.id, 1, day, "usr_a", None, head(), quote, schedule)


@pytest.fixture
def books(database: Database) -> Books:
    return Books(database)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.findings[0].code


def test_an_order_is_what_was_accepted_and_made_once(books: Books) -> None:
    quote, id = quoted(), new_id("quo")
    order, again = books.place(quote, id), books.place(quote, id)
    assert order == again
    assert (order.number, order.state, order.customer, order.due) == ("ORD-2026-000001", "open", "C1001", 30)
    assert (order.net, order.tax, order.gross) == (quote.totals.net, quote.totals.tax, quote.totals.gross)
    assert [(line.number, line.net, line.gross) for line in order.lines] == [
        (line.number, line.net, line.gross) for line in quote.lines
    ]
    assert [each.number for each in order.subscriptions] == ["SUB-2026-000001-1", "SUB-2026-000001-2"]
    assert books.place(quote).number == "ORD-2026-000002"


def test_eight_who_make_the_order_of_one_quote_make_one(books: Books) -> None:
    quote, id = quoted(), new_id("quo")

    def place(_: int) -> str:
        try:
            return books.place(quote, id).id
        except Exception as error:  # noqa: BLE001  the quote's row is not there to be held
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(place, range(8)))
    assert len([each for each in found if each.startswith("ord_")]) == 1


def test_invoices_are_issued_as_their_days_come_numbered_without_a_gap_and_add_up(books: Books) -> None:
    order = books.place(quoted())
    first = books.issue(order, date(2026, 3, 31))
    assert [each.number for each in first] == [f"INV-2026-{n:06d}" for n in range(1, len(first) + 1)]
    assert max(each.date for each in first) <= date(2026, 3, 31)
    assert {(each.due - each.date).days for each in first} == {30}
    assert books.issue(order, date(2026, 3, 31)) == []
    rest = books.issue(order, date(2027, 6, 1))
    assert sum(each.payable for each in (*first, *rest)) == order.payable == books.order(order.id).invoiced
    assert (books.order(order.id).planned, books.order(order.id).next_invoice) == (0, None)


def test_eight_who_issue_at_once_issue_each_invoice_once(books: Books) -> None:
    order = books.place(quoted())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: books.issue(order, date(2026, 12, 31)), range(8)))
    every = books.invoices()
    assert len({each.number for each in every}) == len(every)
    assert [each.number for each in every] == [f"INV-2026-{n:06d}" for n in range(1, len(every) + 1)]


def test_a_payment_pays_what_is_due_first_and_the_rest_is_credit(books: Books) -> None:
    order = books.place(quoted())
    first, second, *_ = [each for each in books.issue(order, date(2026, 4, 1)) if each.payable]
    payment = books.pay(order, f"{first.payable + 100:f}")
    assert [(each.invoice, each.amount) for each in payment.allocations] == [
        (first.number, first.payable),
        (second.number, Decimal(100)),
    ]
    owed = books.open()
    more = books.pay(order, f"{owed + Decimal('0.55'):f}")
    assert (books.open(), more.left) == (0, Decimal("0.55"))
    (later,) = books.issue(order, date(2026, 4, 20))
    books.act(lambda act: allocate_left(act, AllocationGiven(funds=more.number), nowhere))
    assert books.payment(more.id).left == 0
    assert books.open() == later.payable - Decimal("0.55")


def test_eight_payments_at_once_never_pay_more_than_is_owed(books: Books) -> None:
    order = books.place(quoted())
    (invoice,) = books.issue(order, date(2026, 1, 31))
    each = (invoice.payable / 5).quantize(Decimal("0.01"))
    with ThreadPoolExecutor(8) as pool:
        paid = list(pool.map(lambda _: books.pay(order, f"{each:f}"), range(8)))
    assert sum(payment.allocated for payment in paid) == invoice.payable
    assert sum(payment.left for payment in paid) == 8 * each - invoice.payable
    assert books.open() == 0


def test_what_is_refunded_or_taken_back_is_no_longer_there_to_pay(books: Books) -> None:
    order = books.place(quoted())
    (invoice,) = books.issue(order, date(2026, 1, 31))
    payment = books.pay(order, "1000.00", Paid(invoice=invoice.number, amount=Decimal("600.00")))
    with pytest.raises(Refused) as refused:
        books.act(
            lambda act: refund(act, RefundGiven(funds=payment.number, date=TODAY, amount=Decimal("400.01")), nowhere)
        )
    assert code(refused) == "over-refunded"
    books.act(lambda act: release(act, ReleaseGiven(funds=payment.number, invoice=invoice.number), nowhere))
    books.act(lambda act: refund(act, RefundGiven(funds=payment.number, date=TODAY), nowhere))
    after = books.payment(payment.id)
    assert (after.allocated, after.refunded, after.left) == (0, 1000, 0)
    assert books.open() == invoice.payable
    for again in (
        lambda act: refund(act, RefundGiven(funds=payment.number, date=TODAY), nowhere),
        lambda act: allocate_left(act, AllocationGiven(funds=payment.number), nowhere),
        lambda act: release(act, ReleaseGiven(funds=payment.number, invoice=invoice.number), nowhere),
    ):
        with pytest.raises(Refused):
            books.act(again)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"currency": "USD"}, "other-currency"),
        ({"amount": Decimal("0.001")}, "amount-digits"),
        ({"amount": Decimal(10) ** 17}, "too-large"),
        ({"invoices": [Paid(invoice="INV-1999-000001")]}, "unknown-invoice"),
    ],
    ids=str,
)
def test_a_payment_that_cannot_be_is_refused_and_leaves_nothing(
    books: Books, given: dict[str, Any], expected: str
) -> None:
    order = books.place(quoted())
    whole: dict[str, Any] = {"order": order.id, "date": TODAY, "amount": Decimal(1), "currency": "CNY"} | given
    with pytest.raises(Refused) as refused:
        books.act(lambda act: record(act, PaymentGiven(**whole), nowhere))
    assert code(refused) == expected
    assert books.pay(order, "1.00").number == "PAY-2026-000001"


def test_a_credit_note_pays_what_is_open_and_frees_what_was_paid(books: Books) -> None:
    order = books.place(quoted())
    (invoice,) = books.issue(order, date(2026, 1, 31))
    payment = books.pay(order, f"{invoice.payable:f}")
    part = CreditGiven(reason=WHY, lines=[CreditedLine(line=1, net=Decimal("100.00"))])
    note = books.act(lambda act: credit(act, invoice.id, part, nowhere))
    shown = books.database.read(lambda connection: accounts.invoice(connection, SYSTEM, note, TODAY))
    assert (shown.number, shown.kind, shown.net, shown.payable) == ("CN-2026-000001", "credit_note", -100, -106)
    assert (shown.of, shown.open, shown.reason) == (invoice.id, 0, WHY)
    assert books.payment(payment.id).left == 106
    books.act(lambda act: credit(act, invoice.id, CreditGiven(reason=WHY), nowhere))
    assert books.payment(payment.id).left == invoice.payable
    with pytest.raises(Refused) as refused:
        books.act(lambda act: credit(act, invoice.id, CreditGiven(reason=WHY), nowhere))
    assert code(refused) == "nothing-left"
    before = books.database.read(lambda connection: accounts.invoice(connection, SYSTEM, invoice.id, TODAY))
    assert (before.payable, before.open) == (invoice.payable, 0)


def following(books: Books, order: OrderView, day: date, quantity: int) -> PricedQuote:
    """The amendment of the first subscription, priced."""
    number = order.subscriptions[0].number
    held = books.database.write(lambda connection: hold(connection, [number]))
    asked = Amendment(date=day, changes={number: Change(quantity=Decimal(quantity))})
    return priced(amendment_request(head(), asked, [], held))


def test_an_amendment_is_an_order_of_its_own_and_its_invoices_are_what_changes(books: Books) -> None:
    order = books.place(quoted())
    less = books.place(following(books, order, date(2026, 7, 15), 20))
    (state,) = less.subscriptions
    assert (state.number, state.quantity, state.since) == (order.subscriptions[0].number, 20, date(2026, 7, 15))
    notes = books.issue(less, date(2027, 6, 1))
    assert {each.kind for each in notes} == {"credit_note"}
    assert sum(each.payable for each in notes) == less.gross < 0
    assert all(each.open == -each.payable for each in notes)
    charged = books.issue(order, date(2026, 9, 30))
    # What is given back can pay what is charged, and no more.
    books.act(
        lambda act: allocate_left(
            act, AllocationGiven(funds=notes[0].number, invoices=[Paid(invoice=charged[-1].number)]), nowhere
        )
    )
    owed = {each.id: each.open for each in books.invoices(order=order.id)}
    assert owed[charged[-1].id] == charged[-1].payable + notes[0].payable


def test_two_quotes_that_amend_the_same_subscription_cannot_both_become_orders(books: Books) -> None:
    order = books.place(quoted())
    one, other = (following(books, order, date(2026, 7, 15), quantity) for quantity in (130, 140))
    books.place(one)
    with pytest.raises(Refused) as refused:
        books.place(other)
    assert code(refused) == "subscription-changed"


def test_a_subscription_is_renewed_once(books: Books) -> None:
    order = books.place(quoted())
    number = order.subscriptions[0].number
    held = books.database.write(lambda connection: hold(connection, [number]))
    quote = priced(renewal_request(head(), Renewal(date=TODAY, subscriptions=[number]), held, []))
    renewal = books.place(quote)
    assert renewal.subscriptions[0].renews == number
    assert books.order(order.id).subscriptions[0].renewed_by == (renewal.subscriptions[0].number,)
    with pytest.raises(Refused) as refused:
        books.place(quote)
    assert code(refused) == "renewed-already"


def test_a_cancelled_order_is_credited_and_its_subscriptions_are_as_before(books: Books) -> None:
    order = books.place(quoted())
    amendment = books.place(following(books, order, date(2026, 7, 15), 20))
    with pytest.raises(Refused) as refused:
        books.act(lambda act: cancel(act, order.id, order.version, None))
    assert code(refused) == "order-goes-on"
    books.issue(amendment, date(2026, 9, 30))
    books.issue(order, date(2026, 3, 31))
    books.pay(order, "500.00")
    books.act(lambda act: cancel(act, amendment.id, amendment.version, WHY))
    assert books.order(order.id).subscriptions[0].quantity == 120
    books.act(lambda act: cancel(act, order.id, order.version, WHY))
    after = books.order(order.id)
    assert (after.state, after.invoiced, after.open, after.planned) == ("cancelled", 0, 0, 0)
    assert [each.quantity for each in after.subscriptions] == [0, 0]
    assert books.payment("PAY-2026-000001").left == 500
    with pytest.raises(Refused) as refused:
        books.issue(order, date(2026, 12, 31))
    assert code(refused) == "order-state"
    with pytest.raises(Refused) as refused:
        books.act(lambda act: change_state(act, order.id, "reopen", after.version, None))
    assert code(refused) == "order-state"


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(books: Books) -> None:
    order = books.place(quoted())
    books.act(lambda act: change_state(act, order.id, "fulfil", order.version, None))
    with pytest.raises(Problem) as problem:
        books.act(lambda act: change_state(act, order.id, "reopen", order.version, None))
    assert problem.value.kind.status == 412


def test_others_do_not_see_it(books: Books) -> None:
    order = books.place(quoted())
    (invoice,) = books.issue(order, date(2026, 1, 31))
    payment = books.pay(order, "1.00")
    mine, other = (Books(books.database, replace(REP, id=id)) for id in ("usr_a", "usr_b"))
    assert mine.order(order.id).number == order.number
    assert [each.id for each in mine.invoices()] == [invoice.id]
    assert (other.invoices(), other.open()) == ([], 0)
    for hidden in (
        lambda: other.order(order.id),
        lambda: other.payment(payment.id),
        lambda: other.issue(order, TODAY),
        lambda: other.act(lambda act: credit(act, invoice.id, CreditGiven(reason=WHY), nowhere)),
        lambda: other.pay(order, "1.00"),
    ):
        with pytest.raises(Problem) as problem:
            hidden()
        assert problem.value.kind.status == 404
