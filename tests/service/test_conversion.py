"""A lead becomes an account, a contact and an opportunity: all or none of them, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from cpq.accounts.tables import ACCOUNTS, CONTACTS
from cpq.cleaning.credit_codes import check_character
from cpq.leads.service import converting
from cpq.leads.tables import CONVERSIONS
from cpq.opportunities.tables import OPPORTUNITIES
from cpq.platform.storage.database import Database
from tests.service.conftest import ON_ONE
from tests.service.test_leads import House

BODY = "91350200MA2YHY1A8"
CODE = BODY + check_character(BODY)
DEAL = {"opportunity": {"amount": "250000.00", "close_date": "2027-03-31"}}


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def rows(house: House) -> list[int]:
    def count(connection: Any) -> list[int]:
        tables = (ACCOUNTS, CONTACTS, OPPORTUNITIES, CONVERSIONS)
        return [connection.scalar(select(func.count()).select_from(each)) for each in tables]

    return house.database.read(count)


def test_a_lead_becomes_three_records_once_and_is_converted(house: House) -> None:
    lead = house.lead(house.ann, credit_code=CODE, title="CTO")
    path = f"/v1/leads/{lead['id']}"
    house.by(house.ann, "GET", f"{path}/conversion", status=404)
    made = house.by(house.ann, "POST", f"{path}/conversion", DEAL)
    assert (
        house.by(house.ann, "POST", f"{path}/conversion", {})
        == made
        == house.by(house.ann, "GET", f"{path}/conversion")
    )
    assert (made["matched_by"], rows(house)) == ("new", [1, 1, 1, 1])
    account = house.by(house.ann, "GET", f"/v1/accounts/{made['account']}")
    assert (account["name"], account["credit_code"], account["owner"]) == (lead["company"], CODE, house.ann_id)
    contact = house.by(house.ann, "GET", f"/v1/contacts/{made['contact']}")
    assert (contact["name"], contact["phones"][0]["number"], contact["account"]) == (
        lead["name"],
        lead["phone"],
        made["account"],
    )
    deal = house.by(house.ann, "GET", f"/v1/opportunities/{made['opportunity']}")
    assert (deal["amount"], deal["source_lead"], deal["account"]) == ("250000.00", lead["id"], made["account"])
    assert house.by(house.ann, "GET", path)["state"] == "converted"


def test_leads_with_one_credit_code_come_to_one_account_even_at_once(house: House) -> None:
    leads = [house.lead(house.ann, credit_code=CODE, name=f"P{n}", email=f"p{n}@x.example") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: house.ann.post(f"/v1/leads/{each['id']}/conversion", {}).json(), leads))
    assert len({each["account"] for each in answers}) == 1
    assert sorted(each["matched_by"] for each in answers) == ["credit_code"] * 3 + ["new"]
    assert rows(house) == [1, 4, 4, 4]


@ON_ONE
def test_an_account_is_chosen_and_a_contact_known_there_is_taken(house: House) -> None:
    first = house.by(house.ann, "POST", f"/v1/leads/{house.lead(house.ann)['id']}/conversion", {})
    path = f"/v1/leads/{house.lead(house.ann)['id']}/conversion"
    again = house.by(house.ann, "POST", path, {"account": first["account"], "opportunity": None})
    assert (again["account"], again["contact"], again["opportunity"], again["matched_by"]) == (
        first["account"],
        first["contact"],
        None,
        "id",
    )
    other = f"/v1/leads/{house.lead(house.bob)['id']}/conversion"
    told = house.by(house.bob, "POST", other, {"account": first["account"]}, 422)["errors"]
    assert [(each["code"], each["pointer"]) for each in told] == [("unknown-account", "/account")]
    told = house.by(house.bob, "POST", other, {"opportunity": {"pipeline": "nothing"}}, 422)["errors"]
    assert [(each["code"], each["pointer"]) for each in told] == [("unknown-pipeline", "/opportunity/pipeline")]
    assert rows(house) == [1, 1, 1, 2]


@ON_ONE
def test_what_others_own_is_not_doubled_and_what_is_over_is_not_converted(house: House) -> None:
    house.by(house.ann, "POST", f"/v1/leads/{house.lead(house.ann, credit_code=CODE)['id']}/conversion", {})
    lead = house.lead(house.bob, credit_code=CODE)
    path = f"/v1/leads/{lead['id']}"
    assert house.by(house.bob, "POST", f"{path}/conversion", {}, 409)["errors"][0]["code"] == "account-of-others"
    house.by(
        house.bob, "POST", f"{path}/states", {"state": "disqualified", "reason": "x"}, if_match=f'"{lead["version"]}"'
    )
    assert house.by(house.bob, "POST", f"{path}/conversion", {}, 409)["errors"][0]["code"] == "lead-state"
    house.by(house.ann, "POST", f"{path}/conversion", {}, 404)
    assert rows(house) == [1, 1, 1, 1]


def test_what_fails_in_the_middle_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/v1/leads/{house.lead(house.ann)['id']}"

    def dies(*_: Any) -> Any:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(converting, "converted", dies)
        assert house.ann.post(f"{path}/conversion", {}).status_code == 500
    assert (rows(house), house.by(house.ann, "GET", path)["state"]) == ([0, 0, 0, 0], "assigned")
    house.by(house.ann, "POST", f"{path}/conversion", {})
    assert rows(house) == [1, 1, 1, 1]
