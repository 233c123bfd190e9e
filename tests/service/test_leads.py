"""Leads over HTTP: cleaned at every door, seen and changed by those who may; every answer fits the OpenAPI document."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.service.caller import Caller, key_of
from tests.service.conftest import ON_ONE
from tests.service.test_orders import Client
from tests.service.test_quote_flow import person

LIN = {
    "name": "林怡",
    "company": "厦门鹭岛精密机械有限公司",
    "phone": "138 0013 8000",
    "email": "Lin.Yi@ludao.example",
    "consent": True,
}


class House(Client):
    """The service with a manager's key, and two reps who are signed in."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.ann_id, self.ann = person(database, self.service, "ann", "rep")
        self.bob_id, self.bob = person(database, self.service, "bob", "rep")

    def by(self, who: Caller, method: str, path: str, body: object = None, status: int = 200, **headers: str) -> Any:
        own, self.service = self.service, who
        try:
            return self(method, path, body, status, **headers)
        finally:
            self.service = own

    def lead(self, who: Caller | None = None, **values: Any) -> Any:
        return self.by(who or self.service, "POST", "/v1/leads", {**LIN, **values}, 201)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_a_lead_is_cleaned_and_says_where_every_value_is_from(house: House) -> None:
    made = house.lead(house.ann, credit_code=" 9135 0200 MA2Y ".strip() and None, size=120)
    assert (made["phone"], made["email"], made["state"], made["owner"]) == (
        "+8613800138000",
        "Lin.Yi@ludao.example",
        "assigned",
        house.ann_id,
    )
    assert made["phone_home"]["source"] in ("phone", "phonenumbers")
    assert made["phone_home"]["place"]["zh"]
    origin = made["provenance"]["phone"]
    assert (origin["source"], origin["confirmed"], origin["by"]) == ("person", True, house.ann_id)
    assert house.by(house.ann, "GET", f"/v1/leads/{made['id']}") == made
    assert house.by(house.ann, "GET", "/v1/leads?phone=13800138000")["items"] == [made]
    assert house.by(house.ann, "GET", "/v1/leads?email=LIN.YI@LUDAO.EXAMPLE")["items"] == [made]


@ON_ONE
def test_what_is_wrong_is_told_by_field_all_together(house: House) -> None:
    body = {
        "name": "X",
        "phone": "12",
        "email": "nobody",
        "credit_code": "91350200MA2Y",
        "campaign": "cmp_01k0x3v9m2q4r6t8w0y2z4a6b8",
    }
    assert sorted(house.refused("POST", "/v1/leads", body)) == [
        ("credit-code-length", "/credit_code"),
        ("email", "/email"),
        ("phone", "/phone"),
    ]
    assert house.refused("POST", "/v1/leads", {"phone": "13800138000"}) == [("nameless", "")]
    assert house.refused("POST", "/v1/leads", {"name": "X", "campaign": body["campaign"]}) == [
        ("unknown-campaign", "/campaign")
    ]
    assert house("GET", "/v1/leads")["items"] == []


def test_what_is_sent_again_is_the_same_lead(house: House) -> None:
    first, again = house.lead(client_id="a-1"), house.lead(client_id="a-1", name="Other")
    assert (first["id"], again["name"]) == (again["id"], "林怡")
    assert len(house("GET", "/v1/leads")["items"]) == 1


def test_a_number_is_whole_for_who_may_change_the_lead_and_starred_for_others(house: House) -> None:
    pooled = house.lead(phone="13800138000")
    assert (pooled["state"], pooled["pool"], pooled["owner"]) == ("recycled", "enterprise", None)
    seen = house.by(house.ann, "GET", f"/v1/leads/{pooled['id']}")
    assert (seen["phone"], "13800138000" in str(seen)) == ("+86138****8000", False)
    listed = house.by(house.ann, "GET", "/v1/leads")["items"]
    assert [each["phone"] for each in listed] == ["+86138****8000"]
    claimed = house.by(house.ann, "POST", f"/v1/leads/{pooled['id']}/claim")
    assert claimed["phone"] == "+8613800138000"
    events = (
        house.service.get("/v1/events").text
        + house.service.with_key(key_of(house.database, Role.ADMIN)).get("/v1/events").text
    )
    assert "13800138000" not in events


def test_a_lead_is_changed_as_a_whole_or_field_by_field(house: House) -> None:
    made = house.lead(house.ann)
    path = f"/v1/leads/{made['id']}"
    house.by(house.ann, "PATCH", path, {"title": "CTO"}, 428)
    changed = house.by(house.ann, "PATCH", path, {"title": "CTO", "phone": None}, if_match=f'"{made["version"]}"')
    assert (changed["title"], changed["phone"], changed["phone_home"]) == ("CTO", None, None)
    house.by(house.ann, "PATCH", path, {"title": "CEO"}, 412, if_match=f'"{made["version"]}"')
    house.by(house.ann, "PATCH", path, {"industry": "machines", "base": made["version"]})
    told = house.by(house.ann, "PATCH", path, {"title": "CEO", "base": made["version"]}, 409)
    assert (told["type"], told["errors"][0]["pointer"]) == ("/problems/conflicting-fields", "/title")
    assert house.by(house.bob, "PATCH", path, {"title": "X", "base": 1}, 404)
    assert (
        house.by(house.ann, "PATCH", path, {"name": None, "company": None, "base": 9}, 422)["errors"][0]["code"]
        == "nameless"
    )


@ON_ONE
def test_states_follow_one_another_as_the_table_says(house: House) -> None:
    made = house.lead(house.ann)
    path = f"/v1/leads/{made['id']}"

    def become(state: str, status: int = 200, **more: str) -> Any:
        version = house.by(house.ann, "GET", path)["version"]
        return house.by(house.ann, "POST", f"{path}/states", {"state": state, **more}, status, if_match=f'"{version}"')

    assert become("contacted")["responded_at"] is not None
    assert become("disqualified", 422)["errors"][0]["pointer"] == "/reason"
    assert become("disqualified", reason="no budget")["reason"] == "no budget"
    assert become("qualified", 409)["errors"][0]["code"] == "lead-state"
    assert "再" not in become("contacted", 409)["detail"]


def test_of_many_who_claim_a_lead_at_once_one_gets_it(house: House) -> None:
    path = f"/v1/leads/{house.lead()['id']}"
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda who: who.post(f"{path}/claim", b"").status_code, [house.ann, house.bob] * 2))
    owner = house("GET", path)["owner"]
    won, lost = (house.ann, house.bob) if owner == house.ann_id else (house.bob, house.ann)
    assert sorted(answers) == [200, 200, 409, 409]
    assert won.post(f"{path}/claim", b"").status_code == 200
    assert lost.post(f"{path}/claim", b"").status_code == 409
    moves = house("GET", f"{path}/assignments")["items"]
    assert [(each["how"], each["owner"]) for each in moves] == [("rule", None), ("claim", owner)]


@ON_ONE
def test_a_lead_goes_back_to_the_pool_and_is_given_to_somebody(house: House) -> None:
    path = f"/v1/leads/{house.lead(house.ann)['id']}"
    assert house.by(house.ann, "POST", f"{path}/release", {"reason": "not mine"})["pool"] == "enterprise"
    assert house.by(house.bob, "PATCH", path, {"title": "X", "base": 9}, 409)["type"] == "/problems/conflict"
    house.by(house.ann, "POST", f"{path}/owner", {"owner": house.ann_id}, 403)
    assert house.refused("POST", f"{path}/owner", {"owner": "usr_00000000000000000000000000"}) == [
        ("unknown-user", "/owner")
    ]
    given = house("POST", f"{path}/owner", {"owner": house.bob_id})
    assert (given["owner"], given["state"], given["pool"]) == (house.bob_id, "assigned", None)


@ON_ONE
def test_a_batch_answers_each_by_itself(house: House) -> None:
    leads = [{"name": "A"}, {"name": "B", "phone": "1"}, {"nothing": 1}, {"company": "C", "email": "c@c.example"}]
    results = house("POST", "/v1/leads/batch", {"leads": leads})["results"]
    assert [next(iter(each)) for each in results] == ["lead", "problem", "problem", "lead"]
    assert results[1]["problem"]["errors"][0]["code"] == "phone"
    assert len(house("GET", "/v1/leads")["items"]) == 2
    house("POST", "/v1/leads/batch", {"leads": [{"name": "A"}] * 1001}, 422)
    house("POST", "/v1/leads/batch", {"leads": []}, 422)


def test_a_campaign_knows_what_it_cost_and_brought(house: House) -> None:
    made = house(
        "POST", "/v1/campaigns", {"name": "Fair", "budget": "1000.50", "start": "2026-10-01", "end": "2026-10-03"}, 201
    )
    path = f"/v1/campaigns/{made['id']}"
    for amount in ("100.00", "120.25"):
        house("PUT", f"{path}/costs", {"day": "2026-10-01", "amount": amount})
    house("PUT", f"{path}/costs", {"day": "2026-10-02", "amount": "79.75"})
    house.lead(campaign=made["id"])
    seen = house("GET", path)
    assert (seen["budget"], seen["cost"], seen["leads"], seen["converted"]) == ("1000.50", "200.00", 1, 0)
    assert [each["amount"] for each in seen["costs"]] == ["120.25", "79.75"]
    assert house.refused("PUT", f"{path}/costs", {"day": "2026-10-02", "amount": "0.001"}) == [
        ("amount-digits", "/amount")
    ]
    assert house.refused("PATCH", path, {"end": "2026-09-30", "base": 1}) == [("order-of-days", "/end")]
    assert house("PATCH", path, {"budget": "2000", "base": 1})["budget"] == "2000.00"
    assert house("GET", "/v1/campaigns")["items"][0]["budget"] == "2000.00"


FORM = {
    "name": "Contact",
    "consent": {"zh": "同意联系", "en": "You may contact me"},
    "origins": ["https://www.example.com"],
}
FILLED = {"name": "Ada Berg", "email": "ada@berg.example", "consent": True, "seconds": 30}


def test_a_form_brings_leads_from_people_and_none_from_robots(house: House) -> None:
    form = house("POST", "/v1/forms", FORM, 201)
    path, nobody = f"/v1/forms/{form['id']}/leads", house.service.with_key(None)
    assert house.by(nobody, "POST", path, {**FILLED, "client_id": "x1"}, 202, origin="https://www.example.com") == {
        "received": True
    }
    house.by(nobody, "POST", path, {**FILLED, "client_id": "x1"}, 202)
    for robot in ({"website": "http://spam.example"}, {"seconds": 0}):
        assert house.by(nobody, "POST", path, {**FILLED, **robot}, 202) == {"received": True}
    (lead,) = house("GET", "/v1/leads")["items"]
    assert (lead["form"], lead["source"], lead["consent"], lead["provenance"]["email"]["source"]) == (
        form["id"],
        "web_form",
        True,
        "form",
    )
    assert house.by(nobody, "POST", path, {**FILLED, "consent": False}, 422)["errors"][0]["code"] == "no-consent"
    assert house.by(nobody, "POST", path, {"name": "A", "consent": True}, 422)["errors"][0]["code"] == "unreachable"
    house.by(nobody, "POST", path, FILLED, 422, origin="https://evil.example")
    asked = nobody.call("OPTIONS", path, headers={"origin": "https://www.example.com"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "https://www.example.com")
    house("DELETE", f"/v1/forms/{form['id']}", status=204)
    house.by(nobody, "POST", path, FILLED, 404)


@ON_ONE
def test_an_address_that_sends_a_form_too_often_waits(house: House) -> None:
    path = f"/v1/forms/{house('POST', '/v1/forms', {**FORM, 'origins': []}, 201)['id']}/leads"
    statuses = [house.service.with_key(None).post(path, FILLED).status_code for _ in range(12)]
    assert statuses.count(202) == 10
    assert statuses[-1] == 429


@pytest.mark.parametrize("role", [Role.PRICING_ADMIN, Role.FINANCE])
@ON_ONE
def test_who_does_not_sell_changes_no_leads(house: House, role: Role) -> None:
    other = house.service.with_key(key_of(house.database, role))
    assert other.post("/v1/leads", LIN).status_code == 403
    assert other.post("/v1/campaigns", {"name": "X"}).status_code == 403
    assert other.get("/v1/leads").status_code == (200 if role is Role.FINANCE else 403)


@ON_ONE
def test_every_example_of_leads_fits_its_schema(house: House) -> None:
    tried = 0
    for operations in house.document["paths"].values():
        for described in operations.values():
            if not {"leads", "imports"} & set(described["tags"]):
                continue
            content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                schema = {**content["schema"], "components": house.document["components"]}
                assert list(Draft202012Validator(schema).iter_errors(example["value"])) == []
                tried += 1
    assert tried >= 12
