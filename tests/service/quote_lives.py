"""The life of quotes under several people at once, until customers accept them; what becomes of them then is in `order_lives`."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from cpq.platform.audit.chain import first_break
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.quotes.shop import asked, line, shop
from tests.service.caller import caller
from tests.service.test_quote_flow import person
from tests.service.test_quotes import path, send, today

COUPON = """
promotions:
  two: {name: Two, coupons: [TWO], limits: {per_coupon: 2}, benefit: {kind: percent, value: 1%}}
"""
PERCENTS = st.sampled_from([0, 5, 15, 20, 40])
WITHOUT_READING = '"999"'
"""A tag that nobody was given."""


class QuoteLives(RuleBasedStateMachine):
    """Two reps, their approvers, and customers with links."""

    quotes = Bundle("quotes")

    def __init__(self, url: str, tally: Counter[str]) -> None:
        super().__init__()
        self.tally = tally
        self.database = Database(url)
        self.all = caller(shop(COUPON), role=Role.ADMIN, database=self.database)
        self.reached: set[str] = set()
        self.settled: dict[str, bool] = {}
        make = lambda login, role, level=None: person(self.database, self.all, login, role, level)[1]  # noqa: E731
        self.reps = [make("ann", "rep"), make("bob", "rep")]
        self.approvers = {each: make(each, "pricing_admin", each) for each in ("lead", "pricing", "boss")}
        self.tokens: dict[str, list[str]] = {}
        self.number = 0

    def teardown(self) -> None:
        for each in sorted(self.reached):
            event(each)
        self.tally.update(("sequences", *self.reached))
        assert self.database.read(first_break) is None
        self.database.close()

    def now(self, quote: dict[str, Any]) -> dict[str, Any]:
        """How it stands, for one who sees everything."""
        answer = self.all.get(path(quote))
        assert answer.status_code == 200
        found = answer.json()
        net = sum(Decimal(each["net"]) for each in found["version"]["quote"]["lines"])
        assert net == Decimal(found["version"]["quote"]["totals"]["net"]) == Decimal(found["summary"]["net"])
        self.reached.add(found["summary"]["state"])
        return {**found, "tag": answer.headers["etag"]}

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

    def _made(self, who: int, percent: int, coupon: bool, quantity: int, *more: object) -> dict[str, Any]:
        self.number += 1
        head = {"id": f"Q-{self.number}", "date": today(), **({"coupons": ["TWO"]} if coupon else {})}
        request = {**asked(line("W1", quantity, percent), *more), **head}
        answer = self.reps[who].post("/v1/quotes", {"request": request})
        assert answer.status_code == 201, answer.text
        return {**answer.json(), "who": who}

    @rule(quote=quotes, percent=PERCENTS, quantity=st.integers(1, 9), stale=st.booleans())
    def edit(self, quote: dict[str, Any], percent: int, quantity: int, stale: bool) -> None:
        before = self.now(quote)
        rest = [each for each in before["version"]["request"]["lines"] if each["id"] != "L1"]
        changed = {**before["version"]["request"], "lines": [line("W1", quantity, percent, id="L1"), *rest]}
        tag = WITHOUT_READING if stale else before["tag"]
        answer = send(self.reps[quote["who"]], "PUT", f"{path(quote)}/request", {"request": changed}, tag)
        if stale:
            assert answer.status_code in (409, 412)
            assert self.now(quote) == before
            return
        possible = {"edit", "revise"} & set(before["possible"])
        assert answer.status_code in ((200,) if possible else (409, 422)), answer.text
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
    def the_coupon_is_not_used_more_often_than_it_may_be(self) -> None:
        rows = self.all.get("/v1/quotes?limit=200").json()["items"]
        assert sum(self._uses_it(row) for row in rows if row["state"] in ("sent", "accepted")) <= 2

    def _uses_it(self, row: dict[str, Any]) -> bool:
        """Whether the offer is in a version that is sent, which never changes."""
        key = f"{row['id']} {row['newest']}"
        if key not in self.settled:
            found = self.now({"summary": row})["version"]["quote"]["promotions"]
            self.settled[key] = any(each["promotion"] == "two" and each["status"] == "applied" for each in found)
        return self.settled[key]
