"""Likely duplicates and merges over HTTP: found by a job, decided by people, taken back; every answer fits the OpenAPI document."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from cpq.activities.tables import ABOUT
from cpq.api.desk import desk_for
from cpq.api.duplicates import KIND, finder
from cpq.platform.in_force import InForce
from cpq.platform.jobs.running import Jobs
from cpq.platform.settings import Settings
from cpq.platform.storage.database import Database
from docs.generator.example import example_rulebook
from tests.service.conftest import ON_ONE
from tests.service.test_leads import House

FAIR: dict[str, Any] = {
    "name": "林怡",
    "company": "鹭岛精密机械（厦门）有限公司",
    "phone": "+86 138-0013-8000",
    "email": None,
}
OTHERS: dict[str, Any] = {"name": "陈明", "phone": "13911112222", "email": "chen@ludao.example"}


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def search(house: House) -> dict[str, Any]:
    """What the job found, of leads."""
    job = house("POST", "/v1/duplicates/searches", status=202)
    handler = finder(desk_for(Settings(), InForce(example_rulebook()), house.database))
    Jobs(house.database, {KIND: handler}).do_what_is_due()
    return house("GET", f"/v1/jobs/{job['id']}")["result"]["lead"]


def pairs(house: House, query: str = "state=open") -> list[Any]:
    return house("GET", f"/v1/duplicates?{query}")["items"]


def subject(house: House) -> str | None:
    """What the one activity is about."""
    return house.database.read(lambda connection: connection.scalar(select(ABOUT.c.subject)))


def test_what_a_job_found_is_merged_and_taken_back(house: House) -> None:
    first, second = house.lead(), house.lead(**FAIR)
    house.lead(**OTHERS)
    assert search(house) == {"open": 1, "new": 1}
    assert search(house) == {"open": 1, "new": 0}
    (pair,) = pairs(house)
    assert {pair["first"], pair["second"]} == {first["id"], second["id"]}
    assert (pair["verdict"], [each["code"] for each in pair["reasons"]]) == ("same", ["person", "company", "phone"])
    assert "13800138000" not in str(pair["reasons"])
    row = {"item": "act_01k0x3v9m2q4r6t8w0y2z4a6b8", "subject": second["id"]}
    house.database.write(lambda connection: connection.execute(insert(ABOUT).values(**row)))
    wish = {"survivor": first["id"], "merged": second["id"], "fields": {"company": "merged"}, "reason": "展会"}
    merge = house("POST", "/v1/merges", wish, 201)
    assert (merge["fields"][:2], [each["table"] for each in merge["moved"]]) == (
        ["company", "company_key"],
        ["activity_subjects"],
    )
    assert house("GET", f"/v1/leads/{first['id']}")["company"] == second["company"]
    assert house("GET", f"/v1/leads/{second['id']}")["merged_into"] == first["id"]
    assert subject(house) == first["id"]
    assert second["id"] not in [each["id"] for each in house("GET", "/v1/leads")["items"]]
    assert (pairs(house), pairs(house, "state=same")[0]["merge"]) == ([], merge["id"])
    assert "merged-already" in str(house("POST", "/v1/merges", wish, 409)["errors"])
    house("PATCH", f"/v1/leads/{second['id']}", {"base": 9, "notes": "x"}, 409)
    house("DELETE", f"/v1/merges/{merge['id']}", status=204)
    house("DELETE", f"/v1/merges/{merge['id']}", status=204)
    assert house("GET", f"/v1/merges?record={first['id']}")["items"][0]["undone_at"]
    assert subject(house) == second["id"]
    assert house("GET", f"/v1/leads/{first['id']}")["company"] == first["company"]
    assert len(pairs(house)) == 1


@ON_ONE
def test_contacts_and_accounts_below_go_along_with_an_account(house: House) -> None:
    first, second = (
        house("POST", "/v1/accounts", {"name": name}, 201) for name in ("云杉科技", "上海云杉科技有限公司")
    )
    below = house("POST", "/v1/accounts", {"name": "云杉苏州", "parent": second["id"]}, 201)
    contact = house("POST", "/v1/contacts", {"account": second["id"], "name": "林悦"}, 201)
    merge = house("POST", "/v1/merges", {"survivor": first["id"], "merged": second["id"]}, 201)
    assert house("GET", f"/v1/contacts/{contact['id']}")["account"] == first["id"]
    assert house("GET", f"/v1/accounts/{below['id']}")["parent"] == first["id"]
    house("DELETE", f"/v1/merges/{merge['id']}", status=204)
    assert house("GET", f"/v1/contacts/{contact['id']}")["account"] == second["id"]
    assert house("GET", f"/v1/accounts/{below['id']}")["parent"] == second["id"]


@ON_ONE
def test_what_only_one_may_have_goes_to_the_survivor_and_back_unless_it_was_given_to_it_since(house: House) -> None:
    first, second = (house("POST", "/v1/accounts", {"name": name}, 201) for name in ("云杉科技", "云杉科技公司"))
    house("PATCH", f"/v1/accounts/{second['id']}", {"base": 1, "customer": "C1007"})
    wish = {"survivor": first["id"], "merged": second["id"]}
    merge = house("POST", "/v1/merges", wish, 201)
    assert house("GET", f"/v1/accounts/{first['id']}")["customer"] == "C1007"
    house("DELETE", f"/v1/merges/{merge['id']}", status=204)
    assert [house("GET", f"/v1/accounts/{each['id']}")["customer"] for each in (first, second)] == [None, "C1007"]
    merge = house("POST", "/v1/merges", wish, 201)
    for customer in (None, "C1007"):
        house("PATCH", f"/v1/accounts/{first['id']}", {"base": 100, "customer": customer})
    house("DELETE", f"/v1/merges/{merge['id']}", status=409)
    assert house("GET", f"/v1/accounts/{second['id']}")["merged_into"] == first["id"]


@ON_ONE
def test_what_was_called_different_is_not_asked_about_again(house: House) -> None:
    house.lead()
    house.lead(**FAIR)
    search(house)
    (pair,) = pairs(house)
    house("PATCH", f"/v1/duplicates/{pair['id']}", {"state": "different"})
    assert search(house) == {"open": 1, "new": 0}
    assert (pairs(house), pairs(house, "state=different&kind=lead")[0]["id"]) == ([], pair["id"])


@ON_ONE
def test_who_sees_and_decides(house: House) -> None:
    mine, theirs = house.lead(house.ann), house.lead(house.bob, **FAIR)
    search(house)
    (pair,) = pairs(house)
    assert house.by(house.ann, "GET", "/v1/duplicates")["items"] == []
    house.by(house.ann, "GET", f"/v1/duplicates/{pair['id']}", status=404)
    house.by(house.ann, "PATCH", f"/v1/duplicates/{pair['id']}", {"state": "different"}, 403)
    house.by(house.ann, "POST", "/v1/merges", {"survivor": mine["id"], "merged": theirs["id"]}, 403)
    for wrong in (
        {"survivor": mine["id"], "merged": mine["id"]},
        {"survivor": mine["id"], "merged": theirs["id"], "fields": {"nmae": "merged"}},
    ):
        problem = house("POST", "/v1/merges", wrong, 422)
        assert problem["errors"][0]["pointer"] in ("/merged", "/fields/nmae")
    house("POST", "/v1/merges", {"survivor": "ord_01k0x3v9m2q4r6t8w0y2z4a6b8", "merged": theirs["id"]}, 404)
