"""A version is tried on the quotes that are kept: which would change, by how much and why; many of them as a job."""

from __future__ import annotations

from typing import Any

import pytest

from cpq.api.desk import Desk, desk_for
from cpq.app import handlers
from cpq.platform.in_force import InForce
from cpq.platform.jobs.running import Jobs
from cpq.platform.people.rights import Role
from cpq.platform.settings import Settings
from cpq.platform.storage.database import Database
from cpq.rulebooks.shelf import DatabaseShelf
from tests.rulebooks.minimal import version, zipped
from tests.service.caller import Caller, caller, key_of
from tests.service.conftest import ON_ONE
from tests.service.test_quotes import today
from tests.service.test_rulebooks import rules, send

LOYAL = """
promotions:
  loyal: {name: {zh: 老客户, en: Loyal}, limits: {uses: 9}, target: {products: [DESK-120]}, benefit: {kind: percent, value: 10%}}
"""
BARRED = 'selling_rules:\n  none:\n    text: {zh: 停售, en: No longer sold}\n    target: {products: [CHAIR]}\n    only_when: "false"\n'


@pytest.fixture
def admin(database: Database) -> Caller:
    return caller(version(files={"loyal.yaml": LOYAL}), role=Role.ADMIN, database=database)


def kept(service: Caller, number: str, product: str = "DESK-120") -> dict[str, Any]:
    head = {"id": number, "date": today(), "currency": "CNY", "channel": "direct", "customer": "C1"}
    answer = service.post("/v1/quotes", {"request": {**head, "lines": [{"product": product, "quantity": "1"}]}})
    assert answer.status_code == 201, answer.text
    return answer.json()


def candidate(admin: Caller) -> str:
    """Desks cost 900.00, chairs are sold no more, and nobody has ever heard of the promotion."""
    files = {**rules("900.00"), "barred.yaml": BARRED.encode()}
    return send(admin, zipped({f"rules/{name}": content for name, content in files.items()})).json()["version"]


@ON_ONE
def test_open_quotes_are_priced_by_both_versions_and_those_that_change_say_why(
    admin: Caller, database: Database
) -> None:
    sent, gone = kept(admin, "Q-1"), kept(admin, "Q-2")
    kept(admin, "Q-3", "CHAIR")
    admin.post(f"/v1/quotes/{sent['summary']['id']}/submission", {})
    admin.post(f"/v1/quotes/{sent['summary']['id']}/sending", {})  # one use of the promotion is reserved
    kept(admin, "Q-4")
    admin.post(f"/v1/quotes/{gone['summary']['id']}/withdrawal", {})
    answer = admin.post(f"/v1/rulebooks/{candidate(admin)}/preview/quotes", {})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [(each["quote"], each["effect"]) for each in found["quotes"]] == [
        ("Q-4", "changed"), ("Q-3", "only_before"), ("Q-1", "changed"),
    ]  # fmt: skip
    assert (found["quotes"][0]["before"]["net"], found["quotes"][0]["after"]["net"]) == ("720.00", "900.00")
    reasons = " ".join(each["en"] for each in found["quotes"][0]["reasons"])
    assert "loyal" in reasons
    assert "rulebook" not in reasons
    assert found["quotes"][1]["refused"][0]["text"]["en"].startswith("No longer sold")
    only = admin.post("/v1/rulebooks/current/preview/quotes", {"states": ["sent"], "newest": 1}).json()
    assert (only["counts"]["same"], only["quotes"]) == (1, [])
    rep = admin.with_key(key_of(database, Role.REP))
    assert rep.post("/v1/rulebooks/current/preview/quotes", {}).status_code == 403
    assert admin.post("/v1/rulebooks/current/preview/quotes", {"newest": 1001}).status_code == 422
    assert admin.post(f"/v1/rulebooks/{'0' * 64}/preview/quotes", {}).status_code == 404


def test_many_are_a_job_that_only_who_sees_costs_may_read(admin: Caller, database: Database, desk: Desk) -> None:
    kept(admin, "Q-1")
    tried = candidate(admin)
    asked = admin.post(f"/v1/rulebooks/{tried}/preview/quotes", {}, prefer="respond-async")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    kept(admin, "Q-2")  # too late for the job
    assert Jobs(database, handlers(desk)).do_what_is_due() == 1
    job = admin.get(asked.headers["location"]).json()
    assert (job["state"], job["result"]["after"]) == ("done", tried)
    assert [each["quote"] for each in job["result"]["quotes"]] == ["Q-1"]
    assert job["result"]["quotes"][0]["after"]["margin"]
    shop = admin.with_key(key_of(database, Role.INTEGRATION))
    assert shop.get(asked.headers["location"]).status_code == 404


@pytest.fixture
def desk(database: Database) -> Desk:
    """As another process of the service has it."""
    in_force = InForce(version(files={"loyal.yaml": LOYAL}), DatabaseShelf(database))
    return desk_for(Settings(), in_force, database)
