"""Rulebooks over HTTP: sent, refused or stored, compared, put in force, rolled back, read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cpq.app import service
from cpq.platform.in_force import InForce
from cpq.platform.people.rights import Role
from cpq.platform.settings import Settings
from cpq.platform.storage.database import Database
from cpq.rulebook.folder import version_of
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.archive import read_archive
from cpq.rulebooks.shelf import DatabaseShelf
from tests.rulebooks.minimal import RULES, version, workspace, zipped
from tests.service.caller import Caller, caller, key_of

LINE = {"product": "DESK-120", "quantity": "1"}
QUOTE = {"id": "Q", "date": "2026-11-23", "currency": "CNY", "channel": "direct", "customer": "C1", "lines": [LINE]}


def rules(price: str = "800.00") -> dict[str, bytes]:
    text = RULES["prices.yaml"].replace(b"DESK-120: 800.00", f"DESK-120: {price}".encode())
    return {**RULES, "prices.yaml": text}


def archive(price: str = "800.00", **more: bytes) -> bytes:
    return zipped({**{f"rules/{name}": content for name, content in rules(price).items()}, **more})


@pytest.fixture(scope="module")
def minimal() -> Rulebook:
    return version()


@pytest.fixture
def admin(database: Database, minimal: Rulebook) -> Caller:
    return caller(minimal, role=Role.PRICING_ADMIN, database=database)


def send(caller: Caller, content: bytes, query: str = "", **headers: str) -> httpx.Response:
    given = {"content-type": "application/zip", **headers}
    return caller.call("POST", f"/v1/rulebooks{query}", content=content, headers=given)


def price(caller: Caller) -> str:
    return caller.post("/v1/prices", QUOTE).json()["totals"]["net"]


def test_a_version_is_sent_stored_put_in_force_and_rolled_back(admin: Caller, minimal: Rulebook) -> None:
    sent = send(admin, archive("900.00"), "?note=dearer")
    report = sent.json()
    assert sent.status_code == 201
    assert report["version"] == version_of(rules("900.00"))
    assert (report["fine"], report["stored"], report["findings"]) == (True, True, [])
    assert price(admin) == "800.00"
    made = admin.post("/v1/activations", {"version": report["version"], "note": "autumn"})
    assert (made.status_code, made.json()["state"]) == (201, "in_force")
    assert price(admin) == "900.00"
    assert admin.get("/v1/rulebooks/current").json()["version"] == report["version"]
    send(admin, archive())
    assert admin.post("/v1/activations", {"version": minimal.version}).status_code == 201
    assert price(admin) == "800.00"
    listed = admin.get("/v1/activations").json()["items"]
    assert [(each["version"], each["state"]) for each in listed] == [
        (minimal.version, "in_force"),
        (report["version"], "ended"),
    ]


def test_a_rulebook_with_errors_is_refused_with_their_places(admin: Caller) -> None:
    answer = send(admin, archive("twelve"))
    error = answer.json()["errors"][0]
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/rulebook-wrong")
    assert error["place"].startswith("rules/prices.yaml:9:")
    assert admin.get("/v1/rulebooks").json()["items"] == []


def test_a_failing_rule_test_is_an_error_too(admin: Caller) -> None:
    rule_test = b"""
tests:
  desk:
    name: {zh: x, en: A desk}
    request: {date: 2026-11-23, currency: CNY, channel: direct, customer: C1, lines: [{product: DESK-120, quantity: 1}]}
    expect: {totals: {net: 1.00}}
"""
    answer = send(admin, archive("800.00", **{"rules/tests.yaml": rule_test}))
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["errors"]] == ["test-failed"]


def test_checking_only_says_the_same_and_stores_nothing(admin: Caller) -> None:
    good, bad = (send(admin, archive(each), "?check_only=true") for each in ("900.00", "twelve"))
    assert (good.status_code, good.json()["fine"], good.json()["stored"]) == (200, True, False)
    assert (bad.status_code, bad.json()["fine"]) == (200, False)
    assert bad.json()["findings"][0]["severity"] == "error"
    assert admin.get("/v1/rulebooks").json()["items"] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"nothing", "archive-unreadable"),
        (zipped({**workspace(), "rules/../x.yaml": b"x"}), "archive-name"),
        (zipped({**workspace(), "rules/x.csv": b"a" * 3_000_000}), "archive-ratio"),
    ],
    ids=["no archive", "a way out", "a bomb"],
)
def test_a_hostile_archive_is_a_problem_and_nothing_more(admin: Caller, content: bytes, code: str) -> None:
    answer = send(admin, content)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed")
    assert [each["code"] for each in answer.json()["errors"]] == [code]


def test_an_archive_larger_than_is_allowed_is_turned_away(minimal: Rulebook) -> None:
    tight = caller(minimal, role=Role.ADMIN, most_archive_bytes=1_000, most_unpacked_bytes=2_000)
    assert send(tight, b"x" * 1_001).status_code == 413
    small = caller(minimal, role=Role.ADMIN, most_unpacked_bytes=1_000)
    assert [each["code"] for each in send(small, archive()).json()["errors"]] == ["archive-too-large"]


def test_json_is_not_taken_for_an_archive_nor_an_archive_for_json(admin: Caller) -> None:
    assert admin.post("/v1/rulebooks", {}).status_code == 415
    assert (
        admin.call(
            "POST", "/v1/activations", content=archive(), headers={"content-type": "application/zip"}
        ).status_code
        == 415
    )


def test_what_is_downloaded_is_what_was_sent(admin: Caller) -> None:
    sent = send(admin, archive("900.00", **{"quotes/templates/quote.css": b"p {}"})).json()["version"]
    answer = admin.get(f"/v1/rulebooks/{sent}/archive")
    assert answer.headers["content-type"] == "application/zip"
    contents = read_archive(answer.content).contents
    assert (contents.rules, contents.templates) == (rules("900.00"), {"quote.css": b"p {}"})
    assert send(admin, answer.content).json()["version"] == sent


def test_versions_are_listed_page_by_page_newest_first(admin: Caller) -> None:
    sent = [send(admin, archive(f"{number}00.00")).json()["version"] for number in (7, 8, 9)]
    first = admin.get("/v1/rulebooks?limit=2").json()
    rest = admin.get(f"/v1/rulebooks?limit=2&cursor={first['next']}").json()
    assert [each["version"] for each in (*first["items"], *rest["items"])] == sent[::-1]
    assert rest["next"] is None
    assert admin.get(f"/v1/rulebooks/{sent[0]}").json()["files"] == len(RULES)


def test_two_versions_are_compared_field_by_field(admin: Caller) -> None:
    old, new = (send(admin, archive(each)).json()["version"] for each in ("800.00", "900.00"))
    entry = admin.get(f"/v1/rulebooks/{old}/differences/{new}").json()["entries"][0]
    change = entry["changes"][0]
    assert (entry["section"], entry["id"], entry["kind"]) == ("price_lists", "cny-2026", "changed")
    assert (change["path"], change["before"], change["after"]) == ("/entries/DESK-120", "800.00", "900.00")
    assert change["place_after"] == "rules/prices.yaml:9:7"
    assert admin.get(f"/v1/rulebooks/current/differences/{new}").json()["before"] == old


def test_a_version_is_tried_on_requests_before_it_is_in_force(admin: Caller) -> None:
    sent = send(admin, archive("900.00")).json()["version"]
    unknown = {**QUOTE, "id": "Q-2", "lines": [{"product": "GONE", "quantity": 1}]}
    answer = admin.post(f"/v1/rulebooks/{sent}/preview", {"requests": [QUOTE, unknown, "nonsense"]})
    found = answer.json()
    assert answer.status_code == 200, answer.text
    assert (found["before"], found["after"]) == (version().version, sent)
    assert found["counts"] == {"same": 0, "changed": 1, "only_before": 0, "only_after": 0, "neither": 2}
    first = found["quotes"][0]
    assert (first["quote"], first["before"]["net"], first["after"]["net"]) == ("Q", "800.00", "900.00")
    assert first["difference"] == "113.00"
    assert found["quotes"][1]["refused"][0]["code"] == "unknown-product"


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("[]", 422), ('{"requests": 3}', 422), ('{"requests": []}', 422), ("[" * 5_000, 400)],
    ids=["no JSON", "a list", "a number", "none", "too deep"],
)
def test_a_preview_of_nothing_says_what_is_wanted(admin: Caller, body: str, status: int) -> None:
    answer = admin.post("/v1/rulebooks/current/preview", body)
    assert answer.status_code == status
    assert answer.json()["errors"]


def test_what_is_to_come_is_listed_and_can_be_taken_back(admin: Caller) -> None:
    sent = send(admin, archive("900.00")).json()["version"]
    at = (datetime.now(UTC) + timedelta(minutes=5)).isoformat(timespec="seconds")
    made = admin.post("/v1/activations", {"version": sent, "at": at}).json()
    assert made["state"] == "to_come"
    assert price(admin) == "800.00"
    assert admin.call("DELETE", f"/v1/activations/{made['id']}").status_code == 204
    assert admin.get("/v1/activations").json()["items"][0]["state"] == "cancelled"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"version": "0" * 64}, "/version"),
        ({"version": "x"}, "/version"),
        ({"version": "0" * 64, "at": "tomorrow"}, "/at"),
        ({"version": "0" * 64, "at": "2027-01-01T00:00:00"}, "/at"),
        ({"version": "0" * 64, "templates": "../../etc"}, "/templates"),
    ],
    ids=["unknown", "no version", "no moment", "no zone", "no templates"],
)
def test_an_activation_that_cannot_be_says_which_field(admin: Caller, body: dict[str, Any], pointer: str) -> None:
    answer = admin.post("/v1/activations", body)
    assert answer.status_code == 422, answer.text
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]


@pytest.mark.parametrize("path", ["", "/archive", "/differences/current"])
def test_a_version_that_is_not_stored_is_not_found(admin: Caller, path: str) -> None:
    for name in ("0" * 64, "x", "..%2f..%2fetc"):
        assert admin.get(f"/v1/rulebooks/{name}{path}").status_code == 404


def test_the_same_key_again_gets_the_first_answer(admin: Caller) -> None:
    sent = send(admin, archive("900.00")).json()["version"]
    first, second = (admin.post("/v1/activations", {"version": sent}, Idempotency_Key="k-1") for _ in range(2))
    assert first.json() == second.json()
    assert len(admin.get("/v1/activations").json()["items"]) == 1


def test_who_may_do_what(database: Database, minimal: Rulebook) -> None:
    admin = caller(minimal, role=Role.PRICING_ADMIN, database=database)
    sent = send(admin, archive("900.00")).json()["version"]
    rep, system, manager = (
        admin.with_key(key_of(database, role)) for role in (Role.REP, Role.INTEGRATION, Role.MANAGER)
    )
    for other in (rep, system, manager):
        assert send(other, archive()).status_code == 403
        assert other.post("/v1/activations", {"version": sent}).status_code == 403
        assert other.get("/v1/rulebooks/current").status_code == 200
    assert rep.get("/v1/rulebooks").status_code == 403
    for path in ("archive", "differences/current"):
        assert system.get(f"/v1/rulebooks/{sent}").status_code == 200
        assert system.get(f"/v1/rulebooks/{sent}/{path}").status_code == 403  # the rules have costs
        assert manager.get(f"/v1/rulebooks/{sent}/{path}").status_code == 200
    assert send(admin.with_key(None), archive()).status_code == 401


def test_everything_is_audited(database: Database, minimal: Rulebook) -> None:
    admin = caller(minimal, role=Role.ADMIN, database=database)
    sent = send(admin, archive("900.00")).json()["version"]
    admin.post("/v1/activations", {"version": sent})
    actions = [each["action"] for each in admin.get("/v1/audit").json()["items"]]
    assert actions[:2] == ["rulebook.activated", "rulebook.stored"]


def test_another_process_follows_after_it_has_looked(database: Database, minimal: Rulebook) -> None:
    admin = caller(minimal, role=Role.PRICING_ADMIN, database=database)
    in_force = InForce(minimal, DatabaseShelf(database))
    other = Caller(service(in_force, Settings(), database), key_of(database, Role.REP))
    sent = send(admin, archive("900.00")).json()["version"]
    admin.post("/v1/activations", {"version": sent})
    assert price(other) == "800.00"
    in_force.look()
    assert price(other) == "900.00"
