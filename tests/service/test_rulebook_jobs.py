"""A rulebook that is checked by a job: it says at its result what the check finds, and is stored where it is fine."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from cpq.platform.audit.tables import AUDIT
from cpq.platform.jobs.running import Jobs
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from cpq.rulebook.folder import version_of
from cpq.rulebooks.archive_limits import ArchiveLimits
from cpq.rulebooks.uploading import CHECKING, Checker
from tests.rulebooks.minimal import version
from tests.service.caller import Caller, caller, key_of
from tests.service.conftest import ON_ONE
from tests.service.test_rulebooks import archive, rules, send


@pytest.fixture
def admin(database: Database) -> Caller:
    return caller(version(), role=Role.PRICING_ADMIN, database=database)


def asked(caller: Caller, content: bytes, query: str = "", **headers: str) -> Any:
    return send(caller, content, query, prefer="respond-async", **headers)


def done(caller: Caller, database: Database, answer: Any) -> Any:
    """The job, after a process has done it."""
    assert answer.status_code == 202, answer.text
    assert caller.get(answer.headers["location"]).json()["state"] == "waiting"
    assert Jobs(database, {CHECKING: Checker(ArchiveLimits())}).do_what_is_due() == 1
    return caller.get(answer.headers["location"]).json()


def test_a_version_is_stored_by_the_job_as_by_whoever_waits(admin: Caller, database: Database) -> None:
    job = done(admin, database, asked(admin, archive("900.00"), "?note=dearer"))
    waited = send(admin, archive("900.00"), "?note=dearer").json()
    assert job["result"] == waited
    assert (waited["version"], waited["stored"]) == (version_of(rules("900.00")), True)
    [kept] = admin.get("/v1/rulebooks").json()["items"]
    me = admin.get("/v1/me").json()["id"]
    assert (kept["note"], kept["stored_by"]) == ("dearer", me)
    stored = select(AUDIT.c.actor).where(AUDIT.c.action == "rulebook.stored")
    assert database.read(lambda connection: connection.scalars(stored).all()) == [me]


@ON_ONE
def test_what_is_wrong_is_told_at_the_result_with_its_place(admin: Caller, database: Database) -> None:
    job = done(admin, database, asked(admin, archive("twelve")))
    assert (job["state"], job["result"]["fine"], job["result"]["stored"]) == ("done", False, False)
    [finding] = job["result"]["findings"]
    assert finding["place"].startswith("rules/prices.yaml:9:")
    assert finding["text"].keys() == {"zh", "en"}
    assert admin.get("/v1/rulebooks").json()["items"] == []


@ON_ONE
def test_only_checked_nothing_is_stored_and_the_file_is_gone_in_the_end(admin: Caller, database: Database) -> None:
    job = done(admin, database, asked(admin, archive("900.00"), "?check_only=true"))
    assert (job["result"]["fine"], job["result"]["stored"]) == (True, False)
    assert admin.get("/v1/rulebooks").json()["items"] == []
    kept = select(JOBS.c.attachment).where(JOBS.c.kind == CHECKING)
    assert database.read(lambda connection: connection.scalars(kept).all()) == [None]


@ON_ONE
def test_no_archive_at_all_is_said_at_once(admin: Caller) -> None:
    answer = asked(admin, b"nothing")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "archive-unreadable")


@ON_ONE
def test_sent_again_under_its_key_it_is_the_same_job(admin: Caller) -> None:
    first, again = (asked(admin, archive(), **{"idempotency-key": "k"}) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]


@ON_ONE
def test_whoever_may_only_send_rulebooks_reads_the_job_and_nobody_else_does(admin: Caller, database: Database) -> None:
    sender = admin.with_key(key_of(database, Role.PRICING_ADMIN, rights=["rulebooks:write", "rulebooks:read"]))
    answer = asked(sender, archive("900.00"))
    assert done(sender, database, answer)["state"] == "done"
    assert admin.with_key(key_of(database, Role.REP)).get(answer.headers["location"]).status_code == 404
