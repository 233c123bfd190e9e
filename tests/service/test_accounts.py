"""Accounts and contacts over HTTP, on both kinds of database: clean, in trees without cycles, changed by several, seen by those who may."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cpq.accounts.kinds import ACCOUNT
from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.rights import Role
from cpq.platform.records.store import found, share
from cpq.platform.storage.database import Database
from tests.orders.cloud import quoted
from tests.service.conftest import ON_ONE
from tests.service.people import Desk
from tests.service.test_order_service import Books

NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)
SPRUCE: dict[str, Any] = {
    "name": "云杉（上海）信息技术有限公司",
    "credit_code": "91310115ma1k4aaa1g",
    "phone": "021-58881234",
    "size": 420,
}
LIN = {"name": "林悦", "phones": ["138 1234 8000", "+86 13812348000"], "emails": ["Lin.Yue@spruce.example"]}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_an_account_is_made_clean_listed_read_and_changed(desk: Desk) -> None:
    made = desk("POST", "/v1/accounts", {**SPRUCE, "customer": "C1001", "website": "spruce.example"}, 201)
    assert (made["credit_code"], made["phone"]["number"], made["website"], made["lifecycle"]) == (
        "91310115MA1K4AAA1G",
        "+862158881234",
        "https://spruce.example",
        "prospect",
    )
    assert made["name"] == SPRUCE["name"]
    assert made["phone"]["home"]["place"]["zh"] == "上海市"
    assert desk("GET", f"/v1/accounts/{made['id']}") == made
    changed = desk("PATCH", f"/v1/accounts/{made['id']}", {"size": None, "lifecycle": "customer"}, if_match='"1"')
    assert (changed["size"], changed["lifecycle"], changed["name"], changed["version"]) == (
        None,
        "customer",
        made["name"],
        2,
    )
    for query in ("q=云杉", "lifecycle=customer", "customer=C1001", "q=91310115MA1K4AAA1G"):
        assert [each["id"] for each in desk("GET", f"/v1/accounts?{query}")["items"]] == [made["id"]], query
    for query in ("q=%25", "lifecycle=former", "region=nowhere"):
        assert desk("GET", f"/v1/accounts?{query}")["items"] == [], query


def test_two_who_change_different_fields_both_succeed_and_the_same_field_is_refused(desk: Desk) -> None:
    path = f"/v1/accounts/{desk.account('Spruce')}"
    desk("PATCH", path, {"base": 1, "industry": "software"})
    desk("PATCH", path, {"base": 1, "region": "CN-EAST"})
    assert desk.refused("PATCH", path, {"base": 1, "industry": "steel"}, 409) == [("conflicting-field", "/industry")]
    desk("PATCH", path, {"industry": "steel"}, 428)
    desk("PATCH", path, {"industry": "steel"}, 412, if_match='"1"')


@ON_ONE
def test_what_is_unclean_is_refused_with_a_pointer_to_it(desk: Desk) -> None:
    bad = {"name": "\u200b", "credit_code": "91310115MA1K4AAA1X", "phone": "12", "website": "javascript:alert(1)"}
    refused = desk.refused("POST", "/v1/accounts", {**bad, "phone": "123"})
    assert sorted(refused) == [
        ("credit-code-check", "/credit_code"),
        ("empty-text", "/name"),
        ("phone", "/phone"),
        ("website", "/website"),
    ]
    body = {**LIN, "account": desk.account("Spruce"), "phones": ["138 1234 8000", "1234"], "emails": ["a@b@c"]}
    assert sorted(desk.refused("POST", "/v1/contacts", body)) == [("email", "/emails/0"), ("phone", "/phones/1")]
    assert desk.refused("POST", "/v1/accounts", {"name": "X", "customer": "C1o01"})[0][1] == "/customer"


def test_a_group_has_no_cycle_and_a_cycle_is_told(desk: Desk) -> None:
    group, middle, lower = desk.account("Group"), desk.account("Middle"), desk.account("Lower")
    desk("PATCH", f"/v1/accounts/{middle}", {"base": 1, "parent": group})
    desk("PATCH", f"/v1/accounts/{lower}", {"base": 1, "parent": middle})
    body: dict[str, Any] = {"base": 1, "parent": lower}
    errors = desk("PATCH", f"/v1/accounts/{group}", body, 422)["errors"]
    assert [(each["code"], each["pointer"]) for each in errors] == [("cycle", "/parent")]
    assert "Group → Lower → Middle → Group" in errors[0]["text"]["en"]
    assert desk.refused("PATCH", f"/v1/accounts/{group}", {"base": 1, "parent": group}) == [("cycle", "/parent")]
    nobody = "acc_" + "0" * 26
    assert desk.refused("POST", "/v1/accounts", {"name": "X", "parent": nobody}) == [("unknown-account", "/parent")]


def test_a_customer_of_the_rulebook_is_of_one_account_only(desk: Desk) -> None:
    desk("POST", "/v1/accounts", {"name": "A", "customer": "C1001"}, 201)
    assert desk.refused("POST", "/v1/accounts", {"name": "B", "customer": "C1001"}) == [("customer-taken", "/customer")]


def test_people_report_to_people_of_the_same_account_and_not_in_a_circle(desk: Desk) -> None:
    spruce, birch = desk.account("Spruce"), desk.account("Birch")
    boss = desk("POST", "/v1/contacts", {**LIN, "account": spruce}, 201)
    assert [each["number"] for each in boss["phones"]] == ["+8613812348000"]
    assert (boss["phones"][0]["kind"], boss["phones"][0]["home"]["source"]) == ("mobile", "phone")
    below = desk("POST", "/v1/contacts", {"name": "Ho", "account": spruce, "reports_to": boss["id"]}, 201)
    path = f"/v1/contacts/{boss['id']}"
    assert desk.refused("PATCH", path, {"base": 1, "reports_to": below["id"]}) == [("cycle", "/reports_to")]
    other = {"name": "Wu", "account": birch, "reports_to": boss["id"]}
    assert desk.refused("POST", "/v1/contacts", other) == [("unknown-superior", "/reports_to")]
    assert [each["name"] for each in desk("GET", f"/v1/contacts?account={spruce}&q=LIN")["items"]] == []
    assert [each["name"] for each in desk("GET", f"/v1/contacts?account={spruce}")["items"]] == ["Ho", "林悦"]


@ON_ONE
def test_a_phone_that_sends_the_same_again_has_made_one(desk: Desk) -> None:
    first = desk("POST", "/v1/accounts", {"name": "Birch", "client_id": "d-1"}, 201)
    assert desk("POST", "/v1/accounts", {"name": "Birch", "client_id": "d-1"}, 201)["id"] == first["id"]
    assert len(desk("GET", "/v1/accounts")["items"]) == 1


@ON_ONE
def test_rows_are_those_of_the_caller_and_numbers_whole_for_who_may_write(desk: Desk) -> None:
    ann, bob, finance = desk.user(Role.REP), desk.user(Role.REP), desk.user(Role.FINANCE)
    account = ann("POST", "/v1/accounts", {"name": "Spruce", "phone": "021-58881234"}, 201)
    contact = ann("POST", "/v1/contacts", {**LIN, "account": account["id"]}, 201)
    assert contact["phones"][0]["number"] == "+8613812348000"
    for path in (f"/v1/accounts/{account['id']}", f"/v1/contacts/{contact['id']}"):
        bob("GET", path, status=404)
        bob("PATCH", path, {"base": 1, "name": "X"}, 404)
        finance("PATCH", path, {"base": 1, "name": "X"}, 403)
    assert bob("GET", "/v1/accounts")["items"] == []
    listed = finance("GET", "/v1/contacts")["items"][0]
    assert [(each["number"], each["masked"]) for each in listed["phones"]] == [("+86138****8000", True)]
    assert finance("GET", f"/v1/accounts/{account['id']}")["phone"]["number"] == "+8621****1234"
    assert bob.refused("POST", "/v1/contacts", {"name": "Y", "account": account["id"]}) == [
        ("unknown-account", "/account")
    ]


def test_a_group_adds_up_each_account_once_and_segments_are_told(desk: Desk) -> None:
    order = Books(desk.database, now=NOW).place(quoted())
    group = desk.account("Group")
    middle = desk.account("Middle", parent=group)
    lower = desk.account("Lower", parent=middle, customer="C1001")
    tree = desk("GET", f"/v1/accounts/{middle}/tree")
    net = f"{order.net:f}"
    assert [(each["name"], each["level"], each["own"], each["total"]) for each in tree["nodes"]] == [
        ("Group", 0, "0.00", net),
        ("Middle", 1, "0.00", net),
        ("Lower", 2, net, net),
    ]
    assert desk("GET", f"/v1/accounts/{middle}/tree?as_of=2026-01-19")["nodes"][0]["total"] == "0.00"
    (found,) = desk("GET", "/v1/accounts/rfm?as_of=2026-06-30")["items"]
    assert (found["customer"], found["account"], found["amount"], found["code"], found["last"]) == (
        "C1001",
        lower,
        net,
        "111",
        "2026-01-20",
    )
    # The rulebook's own segments, within its window of 730 days.
    assert (found["segment"], found["segment_name"]["en"]) == ("general-rescue", "Nearly gone")
    assert desk("GET", "/v1/accounts/rfm?as_of=2026-06-30&segment=general-rescue")["items"] == [found]
    assert desk("GET", "/v1/accounts/rfm?as_of=2026-06-30&segment=champions")["items"] == []
    assert desk("GET", "/v1/accounts/rfm?as_of=2028-01-20")["customers"] == 0
    assert desk("GET", "/v1/accounts/rfm?as_of=2026-01-19")["customers"] == 0
    narrowed = desk.user(Role.INTEGRATION, rights=["sales:read"])
    narrowed("GET", "/v1/accounts/rfm", status=403)
    assert narrowed("GET", f"/v1/accounts/{group}/tree")["nodes"][0]["total"] is None


def test_a_register_fills_what_no_person_said_and_offers_the_rest(desk: Desk) -> None:
    made = desk("POST", "/v1/accounts", {"name": "Spruce", "credit_code": SPRUCE["credit_code"], "size": 10}, 201)
    path = f"/v1/accounts/{made['id']}"
    filled = desk("POST", f"{path}/backfill")
    assert filled["registry"] == "sample"
    assert {"address", "industry", "phone"} <= set(filled["taken"])
    assert filled["offered"] == ["name", "size"]
    after = desk("GET", path)
    assert (after["name"], after["size"], after["region"]) == ("Spruce", 10, "上海")
    origin = after["provenance"]
    assert (origin["region"]["source"], origin["region"]["confidence"], origin["region"]["confirmed"]) == (
        "registry",
        50,
        False,
    )
    assert origin["size"]["offered"]["value"] == 420
    assert desk("POST", f"{path}/backfill")["taken"] == []
    assert desk("GET", path)["version"] == after["version"]
    desk("POST", f"/v1/accounts/{desk.account('Birch')}/backfill", status=422)


@ON_ONE
def test_who_may_only_read_an_account_hangs_nothing_on_it(desk: Desk) -> None:
    ann, bob = desk.user(Role.REP), desk.user(Role.REP)
    account, reader = ann.account("Spruce"), bob("GET", "/v1/me")["id"]

    def shared(writes: bool) -> None:
        def work(act: Act) -> None:
            share(act, ACCOUNT, found(act.connection, act.caller, ACCOUNT, account), reader, writes=writes)

        desk.database.write(lambda connection: acted(connection, SYSTEM, NOW, "test", work))

    shared(writes=False)
    assert bob("GET", f"/v1/accounts/{account}")["name"] == "Spruce"
    bob("POST", "/v1/contacts", {**LIN, "account": account}, 403)
    bob("POST", "/v1/power-maps", {"name": "M", "account": account}, 403)
    bob("PATCH", f"/v1/accounts/{account}", {"base": 1, "name": "X"}, 403)
    shared(writes=True)
    made = bob("POST", "/v1/contacts", {**LIN, "account": account}, 201)
    assert made["owner"] == ann("GET", f"/v1/accounts/{account}")["owner"]


@ON_ONE
def test_every_example_fits_its_schema(desk: Desk) -> None:
    tried = 0
    for operations in desk.document["paths"].values():
        for described in operations.values():
            if "accounts" not in described["tags"] or "requestBody" not in described:
                continue
            content = described["requestBody"]["content"]["application/json"]
            schema = {**content["schema"], "components": desk.document["components"]}
            for example in content["examples"].values():
                assert list(Draft202012Validator(schema).iter_errors(example["value"])) == []
                tried += 1
    assert tried >= 4
