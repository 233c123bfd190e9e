"""Nobody does what they may not: by a key that is wider than its role, by giving what they lack, by deciding about their own."""

from __future__ import annotations

from typing import Any

import pytest

from cpq.platform.people.rights import RIGHTS, Right, Role
from tests.quotes.shop import line
from tests.security.house import House
from tests.service.caller import Caller
from tests.service.test_quote_flow import submitted
from tests.service.test_quotes import new, path, send, today

PASSWORD = "correct horse battery"


def key_by(giver: Caller, **given: Any) -> Any:
    return giver.post("/v1/keys", {"name": "k", **given})


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMIN])
def test_a_key_is_never_wider_than_its_role(own: House, role: Role) -> None:
    made = key_by(own.admin, role=role.value, rights=[each.value for each in Right])
    rights = own.admin.with_key(made.json()["secret"]).get("/v1/me").json()["rights"]
    assert {Right(each) for each in rights} == RIGHTS[role]


def test_a_key_for_people_gives_no_right_that_it_lacks(own: House) -> None:
    narrow = own.key(Role.ADMIN, rights=["people"])
    wider = [{"role": "admin"}, {"role": "rep"}, {"role": "admin", "rights": ["people", "costs"]}]
    assert [key_by(narrow, **each).status_code for each in wider] == [403] * 3
    user = {"login": "mole", "name": "Mole", "role": "admin", "password": PASSWORD}
    assert narrow.post("/v1/users", user).status_code == 403
    assert key_by(narrow, role="admin", rights=["people"]).status_code == 201


@pytest.mark.parametrize("change", [{"password": PASSWORD}, {"role": "admin"}, {"approver": "boss"}, {"active": False}])
def test_a_key_for_people_takes_over_nobody(own: House, change: dict[str, Any]) -> None:
    narrow, rep = own.key(Role.ADMIN, rights=["people"]), own.ids["rep"]
    for id in (own.ids["admin"], rep):
        assert send(narrow, "PATCH", f"/v1/users/{id}", change, '"1"').status_code == 403
    assert own.rep.get("/v1/me").status_code == 200


def test_a_rotation_gives_no_right_either(own: House) -> None:
    wide = key_by(own.admin, role="admin").json()["key"]["id"]
    narrow = own.key(Role.ADMIN, rights=["people"])
    assert narrow.post(f"/v1/keys/{wide}/rotation", {}).status_code == 403
    assert own.admin.post(f"/v1/keys/{wide}/rotation", {}).status_code == 201


def test_a_narrow_key_does_only_what_it_is_for(own: House) -> None:
    narrow = own.key(Role.ADMIN, rights=["configure"])
    statuses = [narrow.get(each).status_code for each in ("/v1/quotes", "/v1/users", "/v1/audit", "/v1/events")]
    assert statuses == [403] * 4
    assert "cost" not in narrow.get("/v1/products/W1").text


def decided(client: Caller, quote: dict[str, Any], number: int = 1) -> tuple[int, str]:
    answer = client.post(f"{path(quote)}/approvals/{number}", {"decision": "approve"})
    return answer.status_code, answer.json().get("type", "")


def test_nobody_approves_their_own_by_any_way(own: House) -> None:
    quote = submitted(own.chief, line("W1", 1, 35))
    day = {"since": today(), "until": today()}
    assert own.lead.post("/v1/delegations", {"taker": own.ids["chief"], **day}).status_code == 201
    open_numbers = [each["number"] for each in quote["version"]["approvals"] if each["standing"] == "open"]
    for number in open_numbers:
        assert decided(own.chief, quote, number) == (403, "/problems/not-yours-to-do")


def test_nobody_approves_above_their_level_or_before_their_turn(own: House) -> None:
    quote = submitted(own.rep, line("W1", 1, 35))
    by = {each["approver"]: each["number"] for each in quote["version"]["approvals"]}
    assert decided(own.lead, quote, by["boss"])[0] in (403, 409)
    assert decided(own.lead, quote, by["pricing"]) == (403, "/problems/not-yours-to-do")
    assert decided(own.boss, quote, by["boss"]) == (409, "/problems/not-open")
    for who in (own.rep, own.admin, own.pricer, own.people["key"]):
        assert decided(who, quote, by["lead"])[0] in (403, 404)
    assert own.rep.get(path(quote)).json()["summary"]["state"] == "in_approval"


def test_a_decision_is_not_given_twice(own: House) -> None:
    quote = submitted(own.rep, line("W1", 1, 15))
    assert decided(own.lead, quote)[0] == 200
    assert decided(own.chief, quote) == (409, "/problems/not-open")


def test_what_is_not_approved_is_not_sent(own: House) -> None:
    quote = submitted(own.rep, line("W1", 1, 15))
    assert send(own.rep, "POST", f"{path(quote)}/sending").status_code == 409
    draft = new(own.rep, line("W1", 1), number="Q-2")
    assert send(own.rep, "POST", f"{path(draft)}/sending").status_code == 409


def test_a_delegation_is_not_passed_on(own: House) -> None:
    day = {"since": today(), "until": today()}
    assert own.lead.post("/v1/delegations", {"taker": own.ids["other_chief"], **day}).status_code == 201
    onward = own.other_chief.post("/v1/delegations", {"taker": own.ids["peer"], **day})
    assert (onward.status_code, onward.json()["errors"][0]["code"]) == (422, "no-approver")


@pytest.mark.parametrize("change", [{"approver": None}, {"active": False}, {"approver": "boss"}])
def test_who_lost_a_level_lends_it_to_nobody(own: House, change: dict[str, Any]) -> None:
    """Neither to decide nor to look: the quote of another team is nowhere again, with its costs."""
    quote = submitted(own.rep, line("W1", 1, 15))
    day = {"since": today(), "until": today()}
    assert own.lead.post("/v1/delegations", {"taker": own.ids["stranger"], **day}).status_code == 201
    assert "margin" in own.stranger.get(path(quote)).text
    assert send(own.admin, "PATCH", f"/v1/users/{own.ids['lead']}", change, '"1"').status_code == 200
    assert own.stranger.get(path(quote)).status_code == 404
    assert decided(own.stranger, quote)[0] == 404


def test_a_delegation_taken_back_by_another_stays(own: House) -> None:
    day = {"since": today(), "until": today()}
    id = own.lead.post("/v1/delegations", {"taker": own.ids["peer"], **day}).json()["id"]
    for who in (own.chief, own.boss):
        assert send(who, "DELETE", f"/v1/delegations/{id}").status_code == 404
    assert [each["id"] for each in own.peer.get("/v1/delegations").json()["items"]] == [id]
