"""A configuration over HTTP: one answer to repaint from, choices one after the other, reasons and ways out, inside parts, too."""

from __future__ import annotations

from typing import Any

import pytest

from cpq.bom.request import LineRequest, QuoteRequest
from cpq.platform.people.rights import Role
from cpq.quote import price_quote
from docs.generator.example import example_rulebook
from tests.service.caller import HEAD, Caller, caller

MACHINE, BAR = "/v1/configurations/CRESTA", "/v1/configurations/BAR"


@pytest.fixture(scope="module")
def service() -> Caller:
    return caller()


def asked(service: Caller, path: str, configuration: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    answer = service.post(path, {**HEAD, "configuration": configuration or {}, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def option(page: dict[str, Any], group: str, code: str) -> dict[str, Any]:
    return next(each for each in page["whole"]["groups"][group]["options"] if each["code"] == code)


def test_a_page_has_the_state_of_everything_with_its_name(service: Caller) -> None:
    page = asked(service, MACHINE, {"heads": {"HEAD-STD": 3}})
    assert option(page, "heads", "HEAD-STD")["chosen"] is True
    assert option(page, "heads", "HEAD-STD")["quantity"] == 3
    assert (option(page, "water", "TANK-3L")["state"], option(page, "water", "PLUMB-KIT")["state"]) == (
        "excluded",
        "forced",
    )
    assert option(page, "water", "PLUMB-KIT")["name"]["zh"]
    assert page["whole"]["inputs"]["mains"]["unit"] is None
    assert page["possible"] is True
    assert page["complete"] is False


def test_the_price_is_that_of_the_configuration_as_it_is_completed(service: Caller) -> None:
    page = asked(service, MACHINE, {"heads": {"HEAD-STD": 3}}, quantity="2")
    for configuration in ({"heads": {"HEAD-STD": 3}}, page["completed"]):
        line = LineRequest.model_validate(
            {"product": "CRESTA", "quantity": 2, "configuration": configuration}, strict=False
        )
        request = QuoteRequest.model_validate({"id": "Q", **HEAD, "lines": (line,)})
        priced = price_quote(example_rulebook(), request)
        assert page["price"]["totals"]["net"] == f"{priced.totals.net:f}"
    assert page["given_up"] != []


def test_what_a_page_answers_can_be_sent_again(service: Caller) -> None:
    """Numbers among it, which JSON has as strings."""
    page = asked(service, MACHINE, {"counter": "1300"})
    again = asked(service, MACHINE, page["completed"])
    assert page["completed"]["counter"] == "1300"
    assert again["complete"] is True
    assert again["price"] == page["price"]


def test_a_contradiction_is_told_in_words_with_its_rules_and_has_no_price(service: Caller) -> None:
    page = asked(service, MACHINE, {"heads": {"HEAD-STD": 3}, "water": "TANK-3L"})
    assert page["possible"] is False
    assert page["price"] is None
    assert page["completed"] is None
    assert "三个冲煮头须直连供水" in page["conflict"]["text"]["zh"]
    assert [(each["id"], each["place"].split(":")[0]) for each in page["conflict"]["rules"]] == [
        ("tank-or-big", "rules/machine.yaml")
    ]


def test_why_there_is_no_price_is_told_beside_the_page(service: Caller) -> None:
    page = asked(service, MACHINE, {}, date="2031-04-10")
    assert page["price"] is None
    assert page["unpriced"][0]["code"]


def test_a_choice_is_taken_or_refused_with_the_page_as_it_was(service: Caller) -> None:
    taken = asked(service, f"{MACHINE}/choose", {}, choice={"name": "heads", "option": "HEAD-STD", "quantity": 3})
    chosen = taken["page"]["configuration"]
    refused = asked(service, f"{MACHINE}/choose", chosen, choice={"name": "water", "option": "TANK-3L"})
    assert (taken["outcome"], chosen) == ("taken", {"heads": {"HEAD-STD": 3}})
    assert refused["outcome"] == "refused"
    assert "three brew groups" in refused["why"]["text"]["en"].lower()
    assert refused["page"] == taken["page"]


def test_a_choice_is_taken_back(service: Caller) -> None:
    step = asked(service, f"{MACHINE}/choose", {"body": "red", "heads": {"HEAD-STD": 3}}, choice={"name": "body"})
    assert step["page"]["configuration"] == {"heads": {"HEAD-STD": 3}}


def test_the_least_of_an_option_is_chosen_where_no_quantity_is_said(service: Caller) -> None:
    step = asked(service, f"{MACHINE}/choose", {}, choice={"name": "grinders", "option": "GRN-83"})
    assert step["page"]["configuration"] == {"grinders": {"GRN-83": 1}}


def test_a_number_is_entered_as_a_string_or_as_a_number(service: Caller) -> None:
    for value in ("1300", 1300):
        step = asked(service, f"{MACHINE}/choose", {}, choice={"name": "counter", "value": value})
        assert step["page"]["whole"]["inputs"]["counter"]["entered"] == "1300"


def test_why_and_how_else(service: Caller) -> None:
    choice = {"name": "water", "option": "TANK-3L"}
    why = asked(service, f"{MACHINE}/explain", {"heads": {"HEAD-STD": 3}}, choice=choice)
    ways = asked(service, f"{MACHINE}/repairs", {"heads": {"HEAD-STD": 3}}, choice=choice)
    assert why["possible"] is False
    assert why["why"]["rules"][0]["id"] == "tank-or-big"
    assert [each["name"] for each in ways["ways"][0]["given_up"]] == ["heads"]
    assert asked(service, f"{MACHINE}/explain", {}, choice=choice) == {"possible": True, "why": None}


def test_a_contradiction_is_mended(service: Caller) -> None:
    ways = asked(service, f"{MACHINE}/repairs", {"heads": {"HEAD-STD": 3}, "water": "TANK-3L"})["ways"]
    assert {each["given_up"][0]["name"] for each in ways} == {"heads", "water"}


def test_the_cheapest_completion_costs_no_more_than_the_one_by_defaults(service: Caller) -> None:
    plain, cheapest = (asked(service, f"{MACHINE}/complete", {}, by=word) for word in ("defaults", "cheapest"))
    lists = [float(each["page"]["price"]["totals"]["list_amount"]) for each in (plain, cheapest)]
    assert lists[1] < lists[0]
    assert cheapest["proven"] is True
    assert (plain["by"], cheapest["by"], cheapest["not_weighed"]) == ("defaults", "cheapest", [])
    assert plain["page"]["complete"] is True


def test_the_closest_completion_gives_up_no_more_defaults_than_the_plain_one(service: Caller) -> None:
    chosen = {"heads": {"HEAD-STD": 3}}
    plain, closest = (asked(service, f"{MACHINE}/complete", chosen, by=word) for word in ("defaults", "closest"))
    assert closest["proven"] is True
    assert len(closest["page"]["given_up"]) <= len(plain["page"]["given_up"])


def test_the_highest_margin_is_for_those_who_may_see_costs_and_tells_others_nothing() -> None:
    manager, rep = caller(role=Role.MANAGER), caller(role=Role.REP)
    plain, best = (asked(manager, f"{MACHINE}/complete", {}, by=word) for word in ("defaults", "margin"))
    assert best["proven"] is True
    margins = [
        float(totals["net"]) - float(totals["cost"])
        for totals in (each["page"]["price"]["totals"] for each in (plain, best))
    ]
    assert margins[1] > margins[0]
    told = {
        rep.post(f"{MACHINE}/complete", {**HEAD, "configuration": each, "by": "margin"}).text.partition("request_id")[0]
        for each in ({}, {"heads": {"HEAD-STD": 3}}, {"heads": {"HEAD-STD": 3}, "water": "TANK-3L"})
    }
    assert len(told) == 1
    assert '"status":403' in told.pop()


def test_what_cannot_be_completed_says_why(service: Caller) -> None:
    done = asked(service, f"{MACHINE}/complete", {"heads": {"HEAD-STD": 3}, "water": "TANK-3L"})
    assert done["page"] is None
    assert done["why"]["rules"] != []


def test_effects_tell_what_every_choice_makes_of_the_cheapest(service: Caller) -> None:
    effects = asked(service, MACHINE, {}, effects=True)["effects"]
    heads = effects["options"]["heads"]
    assert float(heads["HEAD-PID"]["2"]) > float(heads["HEAD-PID"]["1"]) >= float(effects["total"])
    assert asked(service, MACHINE)["effects"] is None


def test_parts_are_put_in_chosen_in_and_asked_about(service: Caller) -> None:
    place = asked(service, BAR, {})["whole"]["nested"]["machines"]
    assert (place["quantities"], place["quantity"], place["parts"]) == ([1, 2, 3], None, [])
    four = {"name": "machines", "quantity": 4}
    assert asked(service, f"{BAR}/explain", {}, choice=four)["possible"] is False
    assert asked(service, f"{BAR}/explain", {}, choice={**four, "quantity": 3})["possible"] is True
    done = asked(service, f"{BAR}/complete", {})
    assert [part["product"] for part in done["configuration"]["machines"]] == ["CRESTA"]
    assert done["page"]["complete"] is True
    put = asked(service, f"{BAR}/choose", {}, choice={"name": "machines", "option": "CRESTA", "quantity": 2})
    inside = {"name": "heads", "option": "HEAD-STD", "quantity": 3, "within": ["machines", 1]}
    step = asked(service, f"{BAR}/choose", put["page"]["configuration"], choice=inside)
    first, second = step["page"]["whole"]["nested"]["machines"]["parts"]
    water = {each["code"]: each["state"] for each in second["groups"]["water"]["options"]}
    assert water == {"TANK-3L": "excluded", "PLUMB-KIT": "forced"}
    assert {each["state"] for each in first["groups"]["water"]["options"]} == {"selectable"}
    asking = {"name": "water", "option": "TANK-3L", "within": ["machines", 1]}
    why = asked(service, f"{BAR}/explain", step["page"]["configuration"], choice=asking)
    assert why["why"]["rules"][0]["within"] == ["machines", 1]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"configuration": {"head": "HEAD-STD"}}, "/configuration/head", "unknown-choice"),
        ({"configuration": {"heads": {"HEAD-STD": 4}}}, "/configuration/heads/HEAD-STD", "option-quantity"),
        ({"configuration": {"counter": "1_300"}}, "/configuration/counter", "input-value"),
        ({"configuration": {"counter": 1e999999}}, None, "syntax"),
        ({"customer": "C-101"}, "/customer", "unknown-reference"),
        ({"choice": {"name": "hats", "option": "X"}}, "/choice/name", "unknown-choice"),
        ({"choice": {"name": "heads", "option": "HEAD-XXL"}}, "/choice", "unknown-option"),
        ({"choice": {"name": "counter", "value": "wide"}}, "/choice", "input-value"),
        ({"choice": {"name": "heads", "within": ["machines", 3]}}, "/choice/within", "unknown-part"),
        ({"choice": {"name": "heads", "within": ["machines"]}}, "/choice/within", "unknown-part"),
        ({"choice": {"name": "heads", "within": [0, "machines"]}}, "/choice/within", "unknown-part"),
        ({"choice": {"name": "heads", "within": ["heads", -1]}}, "/choice/within", "unknown-part"),
    ],
    ids=str,
)
def test_what_is_wrong_is_pointed_to(service: Caller, body: dict[str, Any], pointer: str | None, code: str) -> None:
    path = f"{MACHINE}/choose" if "choice" in body else MACHINE
    answer = service.post(path, {**HEAD, **body})
    assert answer.status_code in (400, 422), answer.text
    assert (pointer, code) in [(each.get("pointer"), each["code"]) for each in answer.json()["errors"]]


@pytest.mark.parametrize(
    "within", [["machines"], ["machines", -1], ["machines", 1], ["machines", "0"], [0, 0], ["heads", 0]], ids=str
)
def test_a_way_that_leads_to_no_part_is_none(service: Caller, within: list[Any]) -> None:
    body = {**HEAD, "configuration": {"machines": [{"product": "CRESTA"}]}}
    answer = service.post(f"{BAR}/explain", {**body, "choice": {"name": "body", "value": "red", "within": within}})
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [("/choice/within", "unknown-part")]


def test_only_what_can_be_configured_is(service: Caller) -> None:
    answer = service.post("/v1/configurations/GRN-64", HEAD)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
