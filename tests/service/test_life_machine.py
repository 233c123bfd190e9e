"""The life of quotes under several people at once: whatever they try, in whatever order, the books stay right.

A machine makes quotes, edits, submits, decides, sends, accepts and withdraws at random, also where that is not possible. What the service
says is possible succeeds, everything else is refused and changes nothing; whoever has not read the newest version is turned away; the one
coupon with two uses is never used three times; amounts add up; the audit log is whole.
"""

from __future__ import annotations

import os
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from cpq.platform.audit.chain import first_break
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.quotes.shop import asked, line, shop
from tests.service.caller import caller
from tests.service.databases import fresh_sqlite
from tests.service.test_quote_flow import person
from tests.service.test_quotes import path, send, today

COUPON = """
promotions:
  two: {name: Two, coupons: [TWO], limits: {per_coupon: 2}, benefit: {kind: percent, value: 1%}}
"""
PERCENTS = st.sampled_from([0, 5, 15, 20, 40])
LIVES = int(os.environ.get("CPQ_LIVES", "8"))
"""So many sequences of thirty steps are tried."""
WITHOUT_READING = '"999"'
"""A tag that nobody was given."""


class QuoteLives(RuleBasedStateMachine):
    """Two reps, their approvers, and customers with links."""

    quotes = Bundle("quotes")

    def __init__(self) -> None:
        super().__init__()
        self.database = Database(fresh_sqlite())
        self.all = caller(shop(COUPON), role=Role.ADMIN, database=self.database)
        make = lambda login, role, level=None: person(self.database, self.all, login, role, level)[1]  # noqa: E731
        self.reps = [make("ann", "rep"), make("bob", "rep")]
        self.approvers = {each: make(each, "pricing_admin", each) for each in ("lead", "pricing", "boss")}
        self.tokens: dict[str, list[str]] = {}
        self.number = 0

    def teardown(self) -> None:
        assert self.database.read(first_break) is None
        self.database.close()

    def now(self, quote: dict[str, Any]) -> dict[str, Any]:
        """How it stands, for one who sees everything."""
        answer = self.all.get(path(quote))
        assert answer.status_code == 200
        return {**answer.json(), "tag": answer.headers["etag"]}

    def tried(self, quote: dict[str, Any], action: str, answer: Any, before: dict[str, Any]) -> None:
        """What is possible succeeds, what is not is refused and leaves everything as it was."""
        if action not in before["possible"]:
            assert 400 <= answer.status_code < 500, (action, answer.text)
        if answer.status_code >= 400:
            assert answer.status_code in (403, 404, 409, 412, 422), (action, answer.text)
            assert self.now(quote)["version"] == before["version"], action
            assert self.now(quote)["summary"] == before["summary"], action

    @initialize(target=quotes, percent=PERCENTS)
    def first(self, percent: int) -> dict[str, Any]:
        return self._made(0, percent, True, 1)

    @rule(target=quotes, who=st.integers(0, 1), percent=PERCENTS, coupon=st.booleans(), quantity=st.integers(1, 5))
    def make(self, who: int, percent: int, coupon: bool, quantity: int) -> dict[str, Any]:
        return self._made(who, percent, coupon, quantity)

    def _made(self, who: int, percent: int, coupon: bool, quantity: int) -> dict[str, Any]:
        self.number += 1
        head = {"id": f"Q-{self.number}", "date": today(), **({"coupons": ["TWO"]} if coupon else {})}
        request = {**asked(line("W1", quantity, percent)), **head}
        answer = self.reps[who].post("/v1/quotes", {"request": request})
        assert answer.status_code == 201, answer.text
        return {**answer.json(), "who": who}

    @rule(quote=quotes, percent=PERCENTS, quantity=st.integers(1, 9), stale=st.booleans())
    def edit(self, quote: dict[str, Any], percent: int, quantity: int, stale: bool) -> None:
        before = self.now(quote)
        changed = {**before["version"]["request"], "lines": [line("W1", quantity, percent, id="L1")]}
        tag = WITHOUT_READING if stale else before["tag"]
        answer = send(self.reps[quote["who"]], "PUT", f"{path(quote)}/request", {"request": changed}, tag)
        if stale:
            assert answer.status_code in (409, 412)
            assert self.now(quote) == before
            return
        possible = {"edit", "revise"} & set(before["possible"])
        assert (answer.status_code == 200) == bool(possible), answer.text
        if answer.status_code != 200:
            assert self.now(quote) == before

    @rule(
        quote=quotes, foreign=st.booleans(), action=st.sampled_from(["submission", "recall", "withdrawal", "rejection"])
    )
    def act(self, quote: dict[str, Any], foreign: bool, action: str) -> None:
        before = self.now(quote)
        who = self.reps[1 - quote["who"]] if foreign else self.reps[quote["who"]]
        answer = who.post(f"{path(quote)}/{action}", {})
        if foreign:
            assert answer.status_code == 404
        names = {"submission": "submit", "recall": "recall", "withdrawal": "withdraw", "rejection": "reject"}
        self.tried(quote, names[action], answer, before)

    @rule(quote=quotes, who=st.sampled_from(["lead", "pricing", "boss"]), number=st.integers(1, 3), yes=st.booleans())
    def decide(self, quote: dict[str, Any], who: str, number: int, yes: bool) -> None:
        before = self.now(quote)
        body = {"decision": "approve" if yes else "refuse", "reason": "as it is"}
        theirs = self.approvers[who].get(path(quote)).json()["possible"]
        answer = self.approvers[who].post(f"{path(quote)}/approvals/{number}", body)
        self.tried(quote, "approve" if yes else "refuse", answer, {**before, "possible": theirs})
        if answer.status_code == 200:
            asked_for = before["version"]["approvals"][number - 1]
            assert (asked_for["approver"], asked_for["standing"]) == (who, "open")

    @rule(quote=quotes)
    def send_it(self, quote: dict[str, Any]) -> None:
        before = self.now(quote)
        answer = self.reps[quote["who"]].post(f"{path(quote)}/sending", {})
        self.tried(quote, "send", answer, before)
        if answer.status_code == 200:
            self.tokens.setdefault(path(quote), []).append(answer.json()["token"])

    @rule(quote=quotes, steps=st.integers(1, 4))
    def go_on(self, quote: dict[str, Any], steps: int) -> None:
        """The steps that a quote takes on its way when nobody is in its way."""
        for _ in range(steps):
            match self.now(quote)["summary"]["state"]:
                case "draft":
                    self.act(quote, False, "submission")
                case "in_approval":
                    self._decide_what_is_open(quote)
                case "approved":
                    self.send_it(quote)
                case "sent":
                    self.accept(quote, 0, "Chen Xiao")
                case _:
                    return

    def _decide_what_is_open(self, quote: dict[str, Any]) -> None:
        for number, each in enumerate(self.now(quote)["version"]["approvals"], 1):
            if each["standing"] == "open":
                self.decide(quote, each["approver"], number, True)

    @rule(quote=quotes, which=st.integers(0, 3), name=st.sampled_from(["Chen Xiao", "Li Lei"]))
    def accept(self, quote: dict[str, Any], which: int, name: str) -> None:
        tokens = self.tokens.get(path(quote), [])
        if not tokens:
            return
        before, address = self.now(quote), f"/v1/acceptances/{tokens[-1 - which % len(tokens)]}"
        shown = self.all.with_key(None).get(address)
        if shown.status_code != 200:
            assert shown.status_code == 404
            return
        body = {"name": name, "document": shown.json()["document"]}
        answer = self.all.with_key(None).post(address, body)
        after = self.now(quote)
        if before["summary"]["state"] == "accepted":
            assert after == before  # twice is once
        elif answer.status_code == 200:
            assert (before["summary"]["state"], after["summary"]["state"]) == ("sent", "accepted")
        else:
            assert after == before

    @invariant()
    def amounts_add_up(self) -> None:
        for row in self.all.get("/v1/quotes").json()["items"]:
            quote = self.now({"summary": row})["version"]["quote"]
            net = sum(Decimal(each["net"]) for each in quote["lines"])
            assert net == Decimal(quote["totals"]["net"]) == Decimal(row["net"])

    @invariant()
    def the_coupon_is_not_used_more_often_than_it_may_be(self) -> None:
        rows = [self.now({"summary": row}) for row in self.all.get("/v1/quotes").json()["items"]]
        using = [
            each
            for each in rows
            if each["summary"]["state"] in ("sent", "accepted")
            and any(
                one["promotion"] == "two" and one["status"] == "applied"
                for one in each["version"]["quote"]["promotions"]
            )
        ]
        assert len(using) <= 2


TestQuoteLives = QuoteLives.TestCase
TestQuoteLives.settings = settings(max_examples=LIVES, stateful_step_count=30, deadline=None)
