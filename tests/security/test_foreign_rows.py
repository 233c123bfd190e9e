"""Nobody learns of what is somebody else's that it is there: reading, changing and naming it is answered as of what is nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.platform.people.rights import Right
from tests.security.house import House
from tests.service.caller import Caller

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
    assert answer.status_code == case.get("status", 404), answer.text
    assert told(answer, theirs[case["thing"]]) == told(other, nowhere[case["thing"]])


def test_whose_it_is_gets_to_it(house: House) -> None:
    """Else the calls above might be to nothing."""
    reads = [each for each in CALLS if each["call"].startswith("GET") and "99" not in each["call"]]
    assert {each["call"]: call(house.rep, each, house.things).status_code for each in reads} == {
        each["call"]: 200 for each in reads
    }
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


def test_a_key_that_reads_events_as_a_rep_reads_none_of_others(house: House) -> None:
    """Events have owners, too: a role whose rows are its own sees its own, whatever rights its key was given."""
    assert house.things
    everything = house.people["key"].get("/v1/events?limit=200").json()["items"]
    assert {"order.created", "quote.accepted"} <= {each["kind"] for each in everything}
    assert house.stranger.get("/v1/events").status_code == 403
    assert Right.EVENTS not in house.key().get("/v1/me").json()["rights"]
