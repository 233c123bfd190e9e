"""PDF files of quotes over HTTP, on every database: made while one waits, or by a job; each made once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import func, select
from starlette.requests import Request

from cpq.documents.render import Rendered
from cpq.platform.audit.tables import AUDIT
from cpq.platform.in_force import InForce, UnknownVersion
from cpq.platform.jobs.running import Jobs
from cpq.platform.people.rights import Role
from cpq.platform.preferences import prefers_async
from cpq.platform.storage.database import Database
from cpq.quotes.service import printing
from cpq.quotes.service.printing import PRINTING, Printer, Templates
from cpq.quotes.tables import DOCUMENTS
from cpq.rulebooks.shelf import DatabaseShelf
from tests.quotes.shop import line, shop
from tests.service.caller import Caller, caller, key_of
from tests.service.test_quotes import new, path, send

WANTED = {"locale": "en"}


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is laid out: what becomes of the file is the same."""
    monkeypatch.setattr(printing, "rendered", lambda *_: Rendered(b"%PDF-1.7", 1, ()))


def jobs(database: Database, templates: Templates | None = None) -> Jobs:
    shelf = DatabaseShelf(database)
    return Jobs(database, {PRINTING: Printer(database, InForce(shop(), shelf), templates or shelf.templates)})


def later(service: Caller, quote: dict[str, Any], **headers: str) -> Any:
    return service.post(f"{path(quote)}/documents", WANTED, prefer="Wait=5, Respond-Async", **headers)


def kept(database: Database) -> tuple[int, int]:
    """How many files there are, and how many the audit log has."""
    files = select(func.count()).select_from(DOCUMENTS)
    noted = select(func.count()).select_from(AUDIT).where(AUDIT.c.action == "quote.document")
    return database.read(lambda connection: (connection.scalar(files) or 0, connection.scalar(noted) or 0))


def test_a_document_is_made_once_and_is_final_once_it_is_approved(database: Database) -> None:
    service = caller(shop(), role=Role.INTEGRATION, database=database, answer_seconds=300)
    quote = new(service, line("W1", 2))
    first = service.post(f"{path(quote)}/documents", {"locale": "en"})
    assert first.status_code == 201, first.text
    again = service.post(f"{path(quote)}/documents", {"locale": "en"})
    assert (first.json()["made"], again.json()["made"]) == (True, False)
    assert first.json()["key"] == again.json()["key"]
    pdf = service.get(first.headers["location"])
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert len(pdf.content) == first.json()["size"]
    send(service, "POST", f"{path(quote)}/submission")
    final = service.post(f"{path(quote)}/documents", {"locale": "en"})
    assert final.json()["key"] != first.json()["key"]


def test_the_internal_view_is_for_those_who_see_costs(database: Database) -> None:
    service = caller(shop(), role=Role.INTEGRATION, database=database, answer_seconds=300)
    quote = new(service, line("W1", 2))
    wanted = {"locale": "zh", "view": "internal"}
    assert service.post(f"{path(quote)}/documents", wanted).status_code == 403
    admin = service.with_key(key_of(database, Role.ADMIN))
    made = admin.post(f"{path(quote)}/documents", wanted)
    assert made.status_code == 201
    assert service.get(made.headers["location"]).status_code == 403
    assert admin.get(made.headers["location"]).status_code == 200


@pytest.mark.usefixtures("quickly")
def test_who_would_rather_not_wait_is_told_of_the_job(database: Database) -> None:
    service = caller(shop(), role=Role.FINANCE, database=database)
    quote = new(caller(shop(), database=database), line("W1", 2))
    first = later(service, quote, idempotency_key="k")
    assert first.status_code == 202, first.text
    assert (first.headers["preference-applied"], first.headers["retry-after"]) == ("respond-async", "1")
    place = first.headers["location"]
    _as_described(service, first.json())
    assert service.get(place).json() == first.json()
    assert first.json()["state"] == "waiting"
    assert later(service, quote, idempotency_key="k").content == first.content
    assert later(service, quote).headers["location"] == place
    assert jobs(database).do_what_is_due() == 1
    done = service.get(place).json()
    assert (done["state"], done["result"]["made"]) == ("done", True)
    assert service.get(f"{path(quote)}/documents/{done['result']['key']}").content.startswith(b"%PDF-")
    again = later(service, quote)
    assert (again.status_code, again.json()) == (201, {**done["result"], "made": False})
    assert kept(database) == (1, 1)


def _as_described(service: Caller, answer: dict[str, Any]) -> None:
    """The answer and the example in the document are of the same schema and kind."""
    document = service.get("/openapi.json").json()
    described = document["paths"]["/v1/quotes/{id}/documents"]["post"]["responses"]["202"]
    content = described["content"]["application/json"]
    (name,) = (each["$ref"].rpartition("/")[2] for each in content["examples"].values())
    example = document["components"]["examples"][name]["value"]
    schema = {**content["schema"], "components": document["components"]}
    for each in (answer, example):
        assert list(Draft202012Validator(schema).iter_errors(each)) == []
    assert {**example, "id": answer["id"], "created_at": answer["created_at"]} == answer


@pytest.mark.usefixtures("quickly")
def test_a_file_that_two_ask_for_is_made_once_and_each_has_a_job_of_their_own(database: Database) -> None:
    one = caller(shop(), database=database)
    other = one.with_key(key_of(database, Role.REP))
    quote = new(one, line("W1", 2))
    assert later(other, quote).status_code == 404
    other = one.with_key(key_of(database, Role.INTEGRATION))
    places = [later(each, quote).headers["location"] for each in (one, other)]
    assert len(set(places)) == 2
    assert jobs(database).do_what_is_due() == 2
    made = [each.get(place).json()["result"] for each, place in zip((one, other), places, strict=True)]
    assert [each["made"] for each in made] == [True, False]
    assert made[0]["key"] == made[1]["key"]
    assert kept(database) == (1, 1)


@pytest.mark.usefixtures("quickly")
def test_the_job_makes_what_was_asked_for_whatever_became_of_the_draft(database: Database) -> None:
    service = caller(shop(), database=database)
    quote = new(service, line("W1", 2))
    place = later(service, quote).headers["location"]
    edits = {"edits": [{"op": "patch", "id": "L1", "fields": {"quantity": "7"}}]}
    assert send(service, "PATCH", f"{path(quote)}/lines", edits, quote["tag"]).status_code == 200
    after = later(service, quote).headers["location"]
    assert after != place
    assert jobs(database).do_what_is_due() == 2
    keys = {service.get(each).json()["result"]["key"] for each in (place, after)}
    assert len(keys) == 2
    assert kept(database) == (2, 2)


@pytest.mark.usefixtures("quickly")
def test_what_cannot_be_made_says_so_in_both_languages_and_can_be_asked_for_anew(database: Database) -> None:
    service = caller(shop(), database=database)
    quote = new(service, line("W1", 2))
    place = later(service, quote).headers["location"]

    def gone(version: str | None) -> Path:
        raise UnknownVersion(version)

    assert jobs(database, gone).do_what_is_due() == 1
    failed = service.get(place).json()
    assert failed["state"] == "failed"
    assert "templates" in failed["problem"]
    assert "模板" in failed["problem"]
    anew = later(service, quote).headers["location"]
    assert anew != place
    assert service.get(place).json() == failed
    jobs(database).do_what_is_due()
    assert service.get(anew).json()["state"] == "done"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ([], False),
        (["wait=10"], False),
        (["respond-asynchronously"], False),
        (["return=minimal, Respond-Async"], True),
        (["wait=10", "respond-async; x=1"], True),
    ],
)
def test_who_does_not_say_so_waits(said: list[str], asked: bool) -> None:
    headers = [(b"prefer", each.encode()) for each in said]
    assert prefers_async(Request({"type": "http", "headers": headers})) == asked
