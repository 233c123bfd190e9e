"""The life of what customers accepted: orders, invoices, payments, credit notes, amendments, renewals, cancellations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, initialize, multiple, rule
from sqlalchemy import select

from cpq.quotes.tables import COUNTERS
from tests.quotes.shop import asked, line
from tests.service.quote_lives import WITHOUT_READING, QuoteLives
from tests.service.test_quotes import send, today

DAYS = st.sampled_from([-1, 0, 40, 200, 366, 400])
SHARES = st.sampled_from(["0.4", "1", "1.5"])
MOVES = {"fulfilment": ("open", "fulfilled"), "reopening": ("fulfilled", "open"), "cancellation": ("open", "cancelled")}


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


class Lives(QuoteLives):
    """What the two reps sold, and those who see to the money."""

    orders = Bundle("orders")

    @initialize(target=orders, quantity=st.integers(1, 5), steps=st.integers(1, 4))
    def first_order(self, quantity: int, steps: int) -> dict[str, Any]:
        quote = self._made(1, 0, False, 1, line("S1", quantity, term=12))
        self.go_on(quote, 3)
        made = self._ordered(quote, self.order_of(quote))
        self._followed(made, quantity, steps)
        return made

    def _followed(self, order: dict[str, Any], quantity: int, steps: int) -> None:
        """The steps that an order takes when nobody is in its way, as `go_on` has those of a quote."""
        if steps > 0:
            self.invoice(order, 40)
        if steps > 1:
            self.amend(order, quantity + 1, 20)
        if steps > 2:
            self.pay(order, "1")
        if steps > 3:
            self.credit(order, 0, True)

    def order_of(self, quote: dict[str, Any]) -> Any:
        return self.reps[quote["who"]].post("/v1/orders", {"quote": quote["summary"]["id"]})

    def _ordered(self, quote: dict[str, Any], answer: Any) -> dict[str, Any]:
        assert answer.status_code == 201, answer.text
        self.reached.add("ordered")
        return {"id": answer.json()["id"], "number": answer.json()["number"], "who": quote["who"]}

    @rule(target=QuoteLives.quotes, who=st.integers(0, 1), quantity=st.integers(1, 9))
    def make_subscription(self, who: int, quantity: int) -> dict[str, Any]:
        return self._made(who, 0, False, 1, line("S1", quantity, term=12))

    @rule(target=orders, quote=QuoteLives.quotes)
    def order(self, quote: dict[str, Any]) -> dict[str, Any] | MultipleResults[Any]:
        before, there = self.now(quote), self.numbers()
        answer = self.order_of(quote)
        if before["summary"]["state"] != "accepted" or answer.status_code == 409:
            assert answer.status_code == 409, answer.text
            codes = {each["code"] for each in answer.json()["errors"]}
            assert codes <= {"quote-state", "subscription-changed", "renewed-already", "unknown-subscription"}, codes
            assert self.numbers() == there
            return multiple()
        made = self._ordered(quote, answer)
        return multiple() if made["number"] in there else made  # asked for twice it is one

    def numbers(self) -> list[str]:
        return [each["number"] for each in self.all.get("/v1/orders?limit=200").json()["items"]]

    def seen(self, order: dict[str, Any]) -> dict[str, Any]:
        answer = self.all.get(f"/v1/orders/{order['id']}")
        assert answer.status_code == 200, answer.text
        return {**answer.json(), "tag": answer.headers["etag"]}

    def invoices(self, order: dict[str, Any]) -> list[dict[str, Any]]:
        return self.all.get(f"/v1/invoices?order={order['id']}&limit=200").json()["items"]

    @rule(order=orders, days=DAYS)
    def invoice(self, order: dict[str, Any], days: int) -> None:
        before, body = self.seen(order), {"until": day(days)}
        answer = self.all.post(f"/v1/orders/{order['id']}/invoices", body)
        if before["state"] == "cancelled" or days > 366:
            assert answer.status_code in (409, 422), answer.text
            assert self.seen(order) == before
            return
        assert answer.status_code in (200, 201), answer.text
        issued = answer.json()["items"]
        assert all(each["date"] <= body["until"] for each in issued)
        assert self.seen(order)["planned"] == before["planned"] - len(issued)
        again = self.all.post(f"/v1/orders/{order['id']}/invoices", body)
        assert again.json()["items"] == []
        self.reached |= {"invoiced"} if issued else set()

    @rule(order=orders, share=SHARES)
    def pay(self, order: dict[str, Any], share: str) -> None:
        owed = Decimal(self.seen(order)["open"])
        amount = (max(owed, Decimal(10)) * Decimal(share)).quantize(Decimal("0.01"))
        body = {"order": order["id"], "date": today(), "amount": str(amount), "currency": "CNY"}
        answer = self.all.post("/v1/payments", body, idempotency_key=f"p{self.number}-{order['id']}-{share}-{owed}")
        assert answer.status_code == 201, answer.text
        allocated = Decimal(answer.json()["allocated"])
        assert (allocated, Decimal(self.seen(order)["open"])) in (
            (min(amount, owed), owed - min(amount, owed)),
            (allocated, owed),  # the very payment that was recorded before
        )
        self.reached.add("paid")

    @rule(order=orders, move=st.sampled_from(["releases", "refunds", "allocations"]), share=SHARES)
    def move_money(self, order: dict[str, Any], move: str, share: str) -> None:
        payments = self.all.get(f"/v1/payments?order={order['id']}").json()["items"]
        if not payments:
            return
        newest = payments[0]
        body: dict[str, Any] = {"funds": newest["number"]}
        if move == "refunds":
            body |= {
                "date": today(),
                "amount": str((Decimal(newest["left"]) * Decimal(share)).quantize(Decimal("0.01"))),
            }
        if move == "releases":
            paid = [each["invoice"] for each in newest["allocations"]]
            body |= {"invoice": paid[-1] if paid else "INV-2000-000001"}
        answer = self.all.post(f"/v1/{move}", body)
        assert answer.status_code in (200, 404, 409, 422), answer.text
        if answer.status_code == 200:
            found = answer.json()
            sums = [Decimal(found[name]) for name in ("allocated", "refunded", "left")]
            assert sum(sums) == Decimal(found["amount"]) == Decimal(newest["amount"])
            self.reached.add(move)

    @rule(order=orders, which=st.integers(0, 5), part=st.booleans())
    def credit(self, order: dict[str, Any], which: int, part: bool) -> None:
        known = [each for each in self.invoices(order) if each["of"] is None]
        if not known:
            return
        invoice = known[which % len(known)]
        lines = {"lines": [{"line": 1, "net": "0.10"}]} if part else {}
        answer = self.all.post(f"/v1/invoices/{invoice['id']}/credit-notes", {"reason": "returned", **lines})
        assert answer.status_code in (201, 409, 422), answer.text
        self.reached |= {"credited"} if answer.status_code == 201 else set()

    @rule(target=QuoteLives.quotes, order=orders, quantity=st.integers(0, 9), days=st.sampled_from([0, 20, 100, 400]))
    def amend(self, order: dict[str, Any], quantity: int, days: int) -> Any:
        running = [each for each in self.seen(order)["subscriptions"] if each["quantity"] != "0"]
        number = running[0]["number"] if running else "SUB-1"
        body = {"date": today(), "start": day(days), "changes": {number: {"quantity": str(quantity)}}}
        return self._following(order, "amendment", body)

    @rule(target=QuoteLives.quotes, order=orders)
    def renew(self, order: dict[str, Any]) -> Any:
        return self._following(order, "renewal", {"date": today()})

    def _following(self, order: dict[str, Any], what: str, body: dict[str, Any]) -> Any:
        answer = self.reps[order["who"]].post(f"/v1/orders/{order['id']}/{what}", body)
        if answer.status_code != 201:
            assert answer.status_code in (409, 422), answer.text
            return multiple()
        quote = {**answer.json(), "who": order["who"]}
        self.go_on(quote, 3)
        if self.now(quote)["summary"]["state"] == "accepted":
            self.reached.add(what)
        return quote

    @rule(order=orders, move=st.sampled_from(sorted(MOVES)), stale=st.booleans())
    def go(self, order: dict[str, Any], move: str, stale: bool) -> None:
        before, (start, end) = self.seen(order), MOVES[move]
        tag = WITHOUT_READING if stale else before["tag"]
        answer = send(self.all, "POST", f"/v1/orders/{order['id']}/{move}", {}, tag)
        after = self.seen(order)
        if answer.status_code == 200:
            assert not stale
            assert (before["state"], after["state"]) == (start, end)
            self.reached.add(end)
        else:
            assert answer.status_code in (409, 412), answer.text
            assert after == before
            goes_on = move == "cancellation" and "order-goes-on" in answer.text
            assert stale or before["state"] != start or goes_on

    def teardown(self) -> None:
        self._money_adds_up()
        self._counters_are_those_of_the_quotes()
        self._the_next_quote_knows_the_orders()
        super().teardown()

    def _money_adds_up(self) -> None:
        for number in self.numbers():
            order = self.all.get(f"/v1/orders/{number}").json()
            invoices = self.invoices(order)
            assert sum(Decimal(each["payable"]) for each in invoices) == Decimal(order["invoiced"])
            for each in invoices:
                payable, allocated, left = (Decimal(each[name]) for name in ("payable", "allocated", "open"))
                assert left >= 0
                assert each["kind"] == "credit_note" or payable - allocated == left
            if order["state"] == "cancelled":
                assert (order["invoiced"], order["open"]) == ("0.00", "0.00")
            elif not order["planned"] and not any(each["of"] for each in invoices):
                assert order["invoiced"] == order["payable"]
        for each in self.all.get("/v1/payments?limit=200").json()["items"]:
            amount, *parts = (Decimal(each[name]) for name in ("amount", "allocated", "refunded", "left"))
            assert sum(parts) == amount
            assert min(parts) >= 0

    def _counters_are_those_of_the_quotes(self) -> None:
        rows = self.all.get("/v1/quotes?limit=200").json()["items"]
        cancelled = {each["quote_number"] for each in self._orders() if each["state"] == "cancelled"}
        uses = [row for row in rows if row["state"] in ("sent", "accepted") and self._uses_it(row)]
        sent = sum(row["state"] == "sent" for row in uses)
        accepted = sum(row["state"] == "accepted" and row["number"] not in cancelled for row in uses)
        coupon = select(COUNTERS.c.used, COUNTERS.c.reserved).where(
            COUNTERS.c.kind == "coupon.uses", COUNTERS.c.customer == ""
        )
        found = self.database.read(lambda connection: connection.execute(coupon).first())
        assert tuple(found or (0, 0)) == (accepted, sent)

    def _orders(self) -> list[dict[str, Any]]:
        return self.all.get("/v1/orders?limit=200").json()["items"]

    def _the_next_quote_knows_the_orders(self) -> None:
        standing = [self.seen(each) for each in self._orders() if each["state"] != "cancelled"]
        request = {**asked(line("W1")), "id": "LAST", "date": today()}
        told = self.all.post("/v1/quotes", {"request": request}).json()["version"]["quote"]["request"]
        goods = sum(Decimal(each["quantity"]) for order in standing for each in order["lines"] if each["code"] == "W1")
        assert told["previous_orders"] == len(standing)
        assert Decimal(told["cumulated"].get("W1", 0)) == goods
