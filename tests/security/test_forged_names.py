"""Cursors and names of any form are of nothing, in every database: what one of them cannot hold is no defect of the service."""

from __future__ import annotations

from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.security.house import House
from tests.service.caller import caller

NUL, NOT_ASCII, TOO_LARGE, A_NAME = "cXVvXwAA", "4oCu", "OTk5OTk5OTk5OTk5OTk5OTk5OTk", "cXVvXzAx"
LISTS = ("/v1/quotes", "/v1/orders", "/v1/invoices", "/v1/payments", "/v1/users", "/v1/teams", "/v1/keys",
         "/v1/quote-templates", "/v1/rulebooks", "/v1/activations", "/v1/audit")  # fmt: skip
NAMES = ("%00", "a%00b", "%ED%A0%80", "%FF", "9" * 400, "%27%20OR%20%271%27=%271", "..%2F..%2Fetc", "*", "%25")
THINGS = ("/v1/quotes/", "/v1/orders/", "/v1/invoices/", "/v1/payments/", "/v1/subscriptions/", "/v1/users/", "/v1/jobs/",
          "/v1/rulebooks/", "/v1/webhooks/", "/v1/products/", "/v1/acceptances/")  # fmt: skip


def test_a_forged_cursor(database: Database) -> None:
    admin = caller(role=Role.ADMIN, database=database)
    for address in LISTS:
        for cursor in (NUL, NOT_ASCII, "AAAA", "x", "===="):
            answer = admin.get(f"{address}?cursor={cursor}")
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "bad-cursor"), (address, cursor)
    for cursor in (TOO_LARGE, A_NAME):
        assert admin.get(f"/v1/audit?cursor={cursor}").status_code == 422


def test_a_name_of_any_form(database: Database) -> None:
    admin = caller(role=Role.ADMIN, database=database)
    assert {(each, name): admin.get(each + name).status_code for each in THINGS for name in NAMES} == {
        (each, name): 404 for each in THINGS for name in NAMES
    }


def test_the_cursor_of_another_list_shows_nothing_of_it(house: House) -> None:
    """A cursor is a place in an order and no right: whose list it came from gives none."""
    assert house.things
    cursor = house.admin.get("/v1/quotes?limit=1").json()["next"]
    for each in ("/v1/quotes", "/v1/orders", "/v1/invoices"):
        for sort in ("newest", "oldest") if each == "/v1/quotes" else ("",):
            query = f"cursor={cursor}" + (f"&sort={sort}" if sort else "")
            assert house.stranger.get(f"{each}?{query}").json()["items"] == []
