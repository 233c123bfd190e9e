"""A service with people of two teams, and with one thing of every kind that belongs to one of them: the rep of the east."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from cpq.platform.jobs.asking import Asked, ask_for
from cpq.platform.people.rights import Role
from cpq.platform.people.secrets import digest_of, new_token
from cpq.platform.people.store import add_team, add_user
from cpq.platform.people.tables import SIGN_INS
from cpq.platform.storage.database import Database
from cpq.rulebook.rulebook import Rulebook
from tests.opportunities.deals import selling
from tests.quotes.shop import line
from tests.security.sales import kept_records
from tests.service.caller import Caller, caller, key_of
from tests.service.databases import fresh_sqlite
from tests.service.test_quote_files import PNG, attach
from tests.service.test_quote_flow import accept, sent
from tests.service.test_quotes import new, path, today

PEOPLE = {
    "rep": ("rep", "east", None),
    "peer": ("rep", "east", None),
    "chief": ("manager", "east", "lead"),
    "stranger": ("rep", "west", None),
    "other_chief": ("manager", "west", None),
    "lead": ("manager", "east", "lead"),
    "boss": ("finance", None, "boss"),
    "pricer": ("pricing_admin", None, None),
    "admin": ("admin", None, None),
}
"""Who: their role, team and level of approval. `key` beside them is an integration, and `nobody` shows nothing."""


class House:
    """People as clients, by name, and the names of things as paths have them."""

    def __init__(self, rulebook: Rulebook | None = None, url: str | None = None, **settings: Any) -> None:
        self.database = Database(url or fresh_sqlite())
        made = caller(rulebook or selling(), database=self.database, answer_seconds=300, **settings)
        self.ids: dict[str, str] = {}
        self.people: dict[str, Caller] = {"key": made, "nobody": made.with_key(None)}
        self.database.write(self._people)
        self._things: dict[str, str] | None = None

    def __getattr__(self, name: str) -> Caller:
        return self.people[name]

    def key(self, role: Role = Role.REP, **given: Any) -> Caller:
        """Another system."""
        return self.people["key"].with_key(key_of(self.database, role, **given))

    def _people(self, connection: Connection) -> None:
        now = datetime.now(UTC)
        teams = {name: add_team(connection, now, name) for name in ("east", "west")}
        for login, (role, team, approver) in PEOPLE.items():
            values = {"login": login, "name": login, "role": role, "password": None, "approver": approver}
            id, token = add_user(connection, now, {**values, "team": team and teams[team]}), new_token()
            times = {"created_at": now, "expires_at": now + timedelta(1)}
            row = {"digest": digest_of(token), "user": id, "csrf": f"csrf-of-{login}", **times}
            connection.execute(SIGN_INS.insert().values(**row))
            self.ids[login], self.people[login] = id, self.people["key"].with_key(token)

    @property
    def things(self) -> dict[str, str]:
        """The names of what belongs to the rep: made at the first use."""
        if self._things is None:
            sold = {**self._quoted(), **self._ordered()}
            self._things = {**sold, **kept_records(self.rep, self.people["chief"], self.database, sold)}
        return self._things

    def _quoted(self) -> dict[str, str]:
        quote = new(self.rep, line("W1", 2, 15), number="Q-EAST")
        kept = attach(self.rep, quote, "plan.png", PNG).json()["items"][0]["id"]
        document = self.rep.post(f"{path(quote)}/documents", {"locale": "en"}).json()["key"]
        request = {"currency": "CNY", "channel": "direct", "lines": [line("W1", 2)]}
        template = self.rep.post("/v1/quote-templates", {"name": {"zh": "常", "en": "Usual"}, "request": request})
        return {"quote": quote["summary"]["id"], "attachment": kept, "document": document,
                "template": template.json()["id"], "job": self.database.write(self._job)}  # fmt: skip

    def _job(self, connection: Connection) -> str:
        now = datetime.now(UTC)
        return ask_for(connection, now, self.ids["rep"], Asked("test", {}, None, now))

    def _ordered(self) -> dict[str, str]:
        quote = sent(self.rep, line("S1", 10, term=12), number="Q-EAST-SOLD")
        assert accept(self.rep, quote["token"]).status_code == 200
        order = self.rep.post("/v1/orders", {"quote": quote["summary"]["id"]}).json()
        until = (datetime.now(UTC).date() + timedelta(20)).isoformat()
        issued = self.boss.post(f"/v1/orders/{order['id']}/invoices", {"until": until})
        assert issued.status_code == 201, issued.text
        invoice = issued.json()["items"][0]
        pay = {"order": order["id"], "date": today(), "currency": "CNY", "amount": "1.00"}
        payment = self.boss.post("/v1/payments", pay)
        assert payment.status_code == 201, payment.text
        return {"sold": quote["summary"]["id"], "token": quote["token"], "order": order["id"],
                "invoice": invoice["id"], "invoice_number": invoice["number"], "payment": payment.json()["id"],
                "payment_number": payment.json()["number"],
                "subscription": order["subscriptions"][0]["number"]}  # fmt: skip
