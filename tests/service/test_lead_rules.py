"""Leads by the rules of the sample company: scored, given to people in turn and within their capacity, claimed within limits, recycled."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update

from cpq.leads.service.giving import Giver
from cpq.leads.service.intake import take_in
from cpq.leads.service.pooling import recycle
from cpq.leads.tables import LEADS
from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.tables import TEAMS, USERS
from cpq.platform.records.origin import Source
from cpq.platform.storage.database import Database
from tests.orders.cloud import sample
from tests.service.conftest import ON_ONE
from tests.service.test_leads import House

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""Ten in the morning in Suzhou, and nobody is on holiday."""
FILE = Source("import", "x.csv")


class Company(House):
    def team(self, id: str, name: str, *people: str) -> None:
        def work(connection: Any) -> None:
            connection.execute(TEAMS.insert().values(id=id, name=name, parent=None, created_at=MONDAY))
            connection.execute(update(USERS).where(USERS.c.id.in_(people)).values(team=id))

        self.database.write(work)

    def act(self, work: Any, at: datetime = MONDAY) -> Any:
        return self.database.write(lambda connection: acted(connection, SYSTEM, at, "test", work))

    def import_(self, count: int, at: datetime = MONDAY, **values: Any) -> list[Any]:
        def work(act: Act) -> list[Any]:
            giver = Giver(act, sample())
            return [take_in(giver, {"name": f"P{n}", **values}, FILE) for n in range(count)]

        return self.act(work, at)


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def test_turns_are_taken_in_order_and_nobody_gets_more_than_their_capacity(company: Company) -> None:
    company.team("team_00000000000000000000000001", "inside-sales", company.ann_id, company.bob_id)
    owners: list[str] = [each["owner"] for each in company.import_(7)]
    owners += [each["owner"] for each in company.import_(4, MONDAY + timedelta(minutes=1))]
    assert all(one != other for one, other in pairwise(owners))
    late = company.import_(120, MONDAY + timedelta(hours=1))
    got = Counter(each["owner"] for each in late) + Counter(owners)
    assert (got[company.ann_id], got[company.bob_id], got["nobody"]) == (60, 60, 11)
    assert late[-1]["pool"] == "enterprise"


@ON_ONE
def test_an_assignment_says_by_which_rule_and_until_when_to_respond(company: Company) -> None:
    company.team("team_00000000000000000000000001", "inside-sales", company.ann_id)
    (lead,) = company.import_(1)
    path = f"/v1/leads/{lead['id']}"
    (first,) = company("GET", f"{path}/assignments")["items"]
    assert (first["rule"], first["owner"], first["how"]) == ("rest", company.ann_id, "rule")
    assert first["place"].startswith("rules/leads.yaml:")
    assert (
        company("GET", path)["due_at"] == "2026-11-24T02:30:00Z"
    )  # eight working hours after ten: half past ten the next day
    assert [each["id"] for each in company("GET", "/v1/leads?overdue=true")["items"]] == [lead["id"]]
    version = company("GET", path)["version"]
    company("POST", f"{path}/states", {"state": "contacted"}, if_match=f'"{version}"')
    assert company("GET", "/v1/leads?overdue=true")["items"] == []
    assert [each["id"] for each in company("GET", "/v1/leads?overdue=false")["items"]] == [lead["id"]]


@ON_ONE
def test_leads_go_to_the_pool_that_a_rule_names_and_are_claimed_within_its_limits(company: Company) -> None:
    assert company.import_(1, source="reseller")[0]["pool"] == "dealers"
    leads = company.import_(6)
    for each in leads[:5]:
        company.by(company.ann, "POST", f"/v1/leads/{each['id']}/claim")
    (told,) = company.by(company.ann, "POST", f"/v1/leads/{leads[5]['id']}/claim", status=409)["errors"]
    assert (told["code"], told["place"].partition(":")[0]) == ("claim-limit", "rules/leads.yaml")
    company.by(company.ann, "POST", f"/v1/leads/{leads[0]['id']}/claim")
    assert company.by(company.bob, "POST", f"/v1/leads/{leads[5]['id']}/claim")["owner"] == company.bob_id


def test_what_nothing_happens_to_comes_back_to_the_pool_once(company: Company) -> None:
    quiet, busy = company.import_(2)
    for each in (quiet, busy):
        company.by(company.ann, "POST", f"/v1/leads/{each['id']}/claim")
    past = datetime.now(UTC) - timedelta(days=15, minutes=1)
    company.database.write(lambda connection: connection.execute(update(LEADS).values(active_at=past)))
    company.by(
        company.ann,
        "POST",
        "/v1/activities",
        {"kind": "call", "subjects": [busy["id"]], "occurred_at": "2026-11-20T08:00:00Z"},
        201,
    )
    assert [company.act(lambda act: recycle(act, sample()), datetime.now(UTC)) for _ in range(2)] == [1, 0]
    seen = company("GET", f"/v1/leads/{quiet['id']}")
    assert (seen["state"], seen["pool"], seen["owner"]) == ("recycled", "enterprise", None)
    assert company("GET", f"/v1/leads/{busy['id']}")["owner"] == company.ann_id
    (told,) = company.by(company.ann, "POST", f"/v1/leads/{quiet['id']}/claim", status=409)["errors"]
    assert "taken again" in told["text"]["en"]
    company.by(company.bob, "POST", f"/v1/leads/{quiet['id']}/claim")


def test_what_a_lead_does_counts_once_and_its_scores_are_told_with_reasons_and_places(company: Company) -> None:
    lead = company.lead(company.ann, title="CTO")
    path = f"/v1/leads/{lead['id']}"
    now = datetime.now(UTC)
    ago = (now - timedelta(days=14)).isoformat()
    events = [
        {"id": "e1", "kind": "asked_for_quote", "at": now.isoformat()},
        {"id": "e2", "kind": "price_view", "at": ago},
    ]
    events += [
        {"id": "e3", "kind": "price_view", "at": ago, "agent": "Googlebot/2.1"},
        {"id": "e1", "kind": "download", "at": ago},
    ]
    for _ in range(2):
        items = company.by(company.ann, "POST", f"{path}/events", {"events": events})["items"]
        assert [(each["id"], each["kind"]) for each in items][3] == ("e1", "asked_for_quote")
    assert len(company.by(company.ann, "GET", f"{path}/events")["items"]) == 3
    scores = {each["set"]: each for each in company.by(company.ann, "GET", f"{path}/scores")["scores"]}
    hot = scores["engagement"]
    assert (hot["grade"], hot["ignored"]) == ("warm", {"robot": 1})
    assert 53.9 < float(hot["value"]) <= 54
    assert {each["rule"] for each in hot["reasons"]} == {"asked_for_quote", "price_view"}
    assert all(each["place"].startswith("rules/leads.yaml:") for each in (*hot["reasons"], *scores["fit"]["reasons"]))
    assert ("decides", True) in [(each["rule"], each["holds"]) for each in scores["fit"]["reasons"]]


def test_a_score_is_worked_out_again_as_it_was(company: Company) -> None:
    lead = company.lead(company.ann, title="CTO")
    path = f"/v1/leads/{lead['id']}"

    def fit(query: str = "") -> Any:
        return next(
            each for each in company.by(company.ann, "GET", f"{path}/scores{query}")["scores"] if each["set"] == "fit"
        )

    first, then = fit(), datetime.now(UTC).isoformat().replace("+00:00", "Z")
    company.by(company.ann, "PATCH", path, {"title": "Intern", "phone": None, "base": lead["version"]})
    company.by(
        company.ann,
        "POST",
        f"{path}/events",
        {"events": [{"id": "e", "kind": "seminar", "at": "2026-01-05T08:00:00Z"}]},
    )
    assert fit()["value"] != first["value"]
    assert fit(f"?at={then}") == first
    was = company.by(company.ann, "GET", f"{path}/scores?at={then}")
    assert next(each["value"] for each in was["scores"] if each["set"] == "engagement") == "0.00"
    assert was["rulebook_version"] == sample().version
