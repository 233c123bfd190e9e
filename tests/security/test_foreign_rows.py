"""Nobody learns of what is somebody else's that it is there: reading, changing and naming it is answered as of what is nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
import yaml

from cpq.leads.tables import CAMPAIGN
from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.rights import Right
from cpq.platform.records.store import found, share
from tests.security.house import House
from tests.service.caller import Caller
from tests.service.test_quotes import send

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/security/foreign_rows.yaml").read_text("utf-8"))
CALLS: list[dict[str, Any]] = CASES["calls"]
NOBODY_OF_IT = ["peer", "stranger", "other_chief", "narrow_key"]
"""Of one's own team but without a team's rights; of another team, a rep and a manager; a rep's key."""


def made_up(name: str) -> str:
    """A name of the same form that nothing has."""
    head, under, _ = name.partition("_")
    return f"{head}_{'0' * 26}" if under else re.sub(r"\d", "9", name)


@pytest.fixture(scope="module")
def narrow_key(house: House) -> Caller:
    return house.key()


def call(client: Caller, case: dict[str, Any], names: dict[str, str]) -> Any:
    method, address = case["call"].split(" ")
    if "text" in case:
        content, kind = case["text"], "text/plain"
    else:
        content, kind = json.dumps(case.get("body", {}), default=str), "application/json"
        for name, value in names.items():
            content = content.replace(f"{{{name}}}", value)
    headers = {"content-type": kind, **({"if-match": case["tag"]} if "tag" in case else {})}
    options: dict[str, Any] = {"headers": headers, **({} if method in ("GET", "DELETE") else {"content": content})}
    return client.call(method, address.format(**names), **options)


def expected(case: dict[str, Any], who: str) -> int:
    return 403 if case.get("managed") and who != "other_chief" else case.get("status", 404)


def told(answer: Any, name: str) -> dict[str, Any]:
    """What the answer says, apart from the name that was asked for."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    document = json.loads(answer.text.replace(name, "NAME"))
    return {**document, "request_id": "", "headers": sorted(answer.headers)}


@pytest.mark.parametrize("case", CALLS, ids=lambda case: case["call"].replace("/v1/", ""))
@pytest.mark.parametrize("who", NOBODY_OF_IT)
def test_what_is_anothers_is_answered_as_what_is_nowhere(
    house: House, narrow_key: Caller, who: str, case: dict[str, Any]
) -> None:
    client = narrow_key if who == "narrow_key" else house.people[who]
    theirs, nowhere = house.things, {**house.things, case["thing"]: made_up(house.things[case["thing"]])}
    answer, other = call(client, case, theirs), call(client, case, nowhere)
    assert answer.status_code == expected(case, who), answer.text
    assert told(answer, theirs[case["thing"]]) == told(other, nowhere[case["thing"]])


def test_whose_it_is_gets_to_it(house: House) -> None:
    """Else the calls above might be to nothing."""
    reads = [each for each in CALLS if each["call"].startswith("GET") and "99" not in each["call"]]
    whose = {True: house.chief, False: house.rep}
    seen = {each["call"]: call(whose["managed" in each], each, house.things).status_code for each in reads}
    assert seen == dict.fromkeys(seen, 200)
    assert house.chief.get(f"/v1/quotes/{house.things['quote']}").status_code == 200


def test_every_path_that_names_a_thing_is_tried(house: House) -> None:
    paths = {each for each in house.key().get("/openapi.json").json()["paths"] if "{" in each}
    tried = {_form(each["call"].split(" ")[1].partition("?")[0]) for each in CALLS}
    assert {_form(each) for each in paths} == {each for each in tried if "*" in each} | {
        _form(each) for each in CASES["guarded_otherwise"]
    }


def _form(path: str) -> str:
    return re.sub(r"\{\w+\}|(?<=/)\d+", "*", path)


@pytest.mark.parametrize("address", CASES["lists"])
@pytest.mark.parametrize("who", ["stranger", "other_chief"])
def test_lists_have_nothing_of_others(house: House, who: str, address: str) -> None:
    names = {**house.things, **house.ids}
    answer = house.people[who].get(address.format(**names))
    assert (answer.status_code, answer.json()["items"]) == (200, []), answer.text


def test_sums_have_nothing_of_others(house: House) -> None:
    assert house.things
    assert house.rep.get("/v1/receivables").json()["currencies"] != {}
    assert house.stranger.get("/v1/receivables").json()["currencies"] == {}
    year = "/v1/opportunities/forecast?from=2026-01-01&to=2026-12-31"
    assert (house.rep.get(year).json()["rows"], house.stranger.get(year).json()["rows"]) == ([ANY], [])


def test_a_key_that_reads_events_as_a_rep_reads_none_of_others(house: House) -> None:
    """Events have owners, too: a role whose rows are its own sees its own, whatever rights its key was given."""
    assert house.things
    everything = house.people["key"].get("/v1/events?limit=200").json()["items"]
    assert {"order.created", "quote.accepted"} <= {each["kind"] for each in everything}
    assert house.stranger.get("/v1/events").status_code == 403
    assert Right.EVENTS not in house.key().get("/v1/me").json()["rights"]


def test_a_draft_of_a_change_to_what_is_anothers_is_answered_as_of_what_is_nowhere(house: House) -> None:
    fields = {
        **dict.fromkeys(("account", "contact", "opportunity", "lead"), "name"),
        "activity": "title",
        "task": "title",
    }

    def refused(names: dict[str, str]) -> list[Any]:
        edits = {each: {"record": names[each], "base": 1, "fields": {field: "Mine"}} for each, field in fields.items()}
        drafts = [{"id": each, "edit": edit} for each, edit in edits.items()]
        results = house.stranger.post("/v1/drafts", {"drafts": drafts}).json()["results"]
        told = {each["id"]: json.dumps({**each["problem"], "request_id": ""}) for each in results}
        return [json.loads(told[each].replace(names[each], "NAME")) for each in fields]

    found = refused(house.things)
    assert {each["status"] for each in found} == {404}
    assert found == refused({each: made_up(house.things[each]) for each in fields})


def test_whoever_takes_a_customers_number_reads_nothing_of_what_others_sold_under_it(own: House) -> None:
    """An account says itself which customer of the rulebook it is: that opens no quote and no order, and tells no account of another's."""
    theirs, body = own.things, {"name": "Mine", "customer": "ACME"}
    refused = own.stranger.post("/v1/accounts", body)
    assert (refused.json()["errors"][0]["code"], theirs["account"] in refused.text) == ("customer-taken", False)
    assert "Q-EAST" in own.rep.get(f"/v1/accounts/{theirs['account']}/overview").text
    send(own.rep, "PATCH", f"/v1/accounts/{theirs['account']}", {"base": 1, "customer": None})
    id = own.stranger.post("/v1/accounts", body).json()["id"]
    views = [f"/v1/accounts/{id}/overview", f"/v1/accounts/{id}/tree", f"/v1/timeline?subject={id}", "/v1/accounts/rfm"]
    told = [own.stranger.get(each).text for each in views]
    assert [each for each in [*theirs.values(), "Q-EAST"] if each in "".join(told)] == []
    assert [each["own"] for each in json.loads(told[1])["nodes"]] == ["0.00"]


def test_what_is_shared_for_reading_is_not_written_and_names_nothing_more(own: House) -> None:
    campaign, lead = own.things["campaign"], own.stranger.post("/v1/leads", {"name": "Own"}).json()["id"]
    change = "PATCH", f"/v1/leads/{lead}", {"base": 1, "campaign": campaign}
    assert send(own.stranger, *change).json()["errors"][0]["code"] == "unknown-campaign"
    own.database.write(lambda connection: acted(connection, SYSTEM, datetime.now(UTC), "test", lent(own, campaign)))
    assert send(own.stranger, *change).json()["campaign"] == campaign
    cost = "PUT", f"/v1/campaigns/{campaign}/costs", {"day": "2026-04-10", "amount": 1}
    assert (send(own.stranger, *cost).status_code, send(own.rep, *cost).status_code) == (403, 200)


def lent(house: House, campaign: str) -> Callable[[Act], None]:
    """The stranger may read the campaign from then on."""

    def work(act: Act) -> None:
        row = found(act.connection, SYSTEM, CAMPAIGN, campaign)
        share(act, CAMPAIGN, row, house.ids["stranger"], writes=False)

    return work
