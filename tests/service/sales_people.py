"""A sales company of two teams below one, its people's keys, and an order of one of them: for tests of who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, insert

from cpq.orders.service.placing import place_order
from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM, Caller
from cpq.platform.people.model import TeamGiven, UserGiven
from cpq.platform.people.rights import RoleName
from cpq.platform.people.secrets import digest_of
from cpq.platform.people.service import new_team, new_user
from cpq.platform.people.store import caller_of_owner
from cpq.platform.people.tables import SIGN_INS
from cpq.platform.storage.database import Database
from cpq.priced_quote import PricedQuote
from tests.orders.cloud import quoted
from tests.service.caller import Caller as Service
from tests.service.test_order_service import accepted

TEAMS = {"sales": None, "east": "sales", "west": "sales"}
PEOPLE: dict[str, tuple[RoleName, str | None]] = {
    "ann": ("rep", "east"),
    "bob": ("rep", "west"),
    "max": ("manager", "east"),
    "sue": ("manager", "sales"),
    "fin": ("finance", None),
    "pat": ("pricing_admin", None),
    "adm": ("admin", None),
}


class Company:
    """Its people, by name."""

    def __init__(self, database: Database, now: datetime | None = None) -> None:
        self.database, self.now = database, now or datetime.now(UTC)
        self.teams: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self._as_system(self._people)

    def _people(self, act: Act) -> None:
        for name, parent in TEAMS.items():
            given = TeamGiven(name=name, parent=self.teams[parent] if parent else None)
            self.teams[name] = new_team(act, given).id
        for name, (role, team) in PEOPLE.items():
            given = UserGiven(login=name, name=name, role=role, team=self.teams[team] if team else None)
            self.ids[name] = new_user(act, given, None).id

    def caller(self, name: str) -> Caller:
        found = self.database.read(lambda connection: caller_of_owner(connection, self.ids[name]))
        assert found is not None
        return found

    def act(self, name: str, work: Any, at: datetime | None = None) -> Any:
        """What somebody does, on a day."""
        caller = self.caller(name)
        return self.database.write(lambda connection: acted(connection, caller, at or self.now, "test", work))

    def _as_system(self, work: Any) -> Any:
        return self.database.write(lambda connection: acted(connection, SYSTEM, self.now, "test", work))

    def order(self, owner: str, quote: PricedQuote | None = None) -> str:
        """An order of somebody."""
        made = accepted(quote or quoted())
        team = PEOPLE[owner][1]
        own = replace(made, owner=self.ids[owner], team=self.teams[team] if team else None)
        return self._as_system(lambda act: place_order(act, own)).id

    def service(self, app: Service, name: str) -> Service:
        """Somebody who has signed in at a service."""
        token, caller = token_hex(16), self.ids[name]

        def sign_in(connection: Connection) -> None:
            ends = self.now + timedelta(days=900)
            values = {"user": caller, "csrf": "x", "created_at": self.now, "expires_at": ends}
            connection.execute(insert(SIGN_INS).values(digest=digest_of(token), **values))

        self.database.write(sign_in)
        return app.with_key(token)
