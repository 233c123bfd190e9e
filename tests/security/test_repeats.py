"""An Idempotency-Key is its caller's, for one request: with another body, address or query it is refused, and others never get the answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cpq.platform.repeats import REPEATS
from tests.quotes.shop import asked, line
from tests.security.house import House
from tests.service.test_quotes import new, path, today


@pytest.fixture(scope="module")
def own(house: House) -> House:
    """What is added here is in nobody's way."""
    return house


def refused(answer: object) -> bool:
    return (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")  # type: ignore[attr-defined]


def test_another_body(own: House) -> None:
    body = {"request": asked(line("W1"), id="R-1", date=today())}
    first = own.rep.post("/v1/quotes", body, idempotency_key="k")
    assert first.status_code == 201
    assert own.rep.post("/v1/quotes", body, idempotency_key="k").json() == first.json()
    other = {"request": asked(line("W1", 99), id="R-1", date=today())}
    assert refused(own.rep.post("/v1/quotes", other, idempotency_key="k"))


def test_another_address(own: House) -> None:
    one, other = (new(own.rep, line("W1"), number=f"R-2-{each}") for each in range(2))
    assert own.rep.post(f"{path(one)}/submission", {}, idempotency_key="a").status_code == 200
    assert refused(own.rep.post(f"{path(other)}/submission", {}, idempotency_key="a"))
    assert refused(own.rep.post(f"{path(one)}/recall", {}, idempotency_key="a"))


def test_another_query(own: House) -> None:
    """The name of a file is in the query: a second file must not be taken for the first."""
    quote = new(own.rep, line("W1"), number="R-3")
    headers = {"content-type": "text/plain", "idempotency_key": "f"}
    address = f"{path(quote)}/attachments"
    assert own.rep.post(f"{address}?name=a.txt", "x", **headers).status_code == 201
    assert own.rep.post(f"{address}?name=a.txt", "x", **headers).status_code == 201
    assert refused(own.rep.post(f"{address}?name=b.txt", "x", **headers))
    assert [each["name"] for each in own.rep.get(address).json()["items"]] == ["a.txt"]


def test_a_preview_is_not_taken_for_the_deed(own: House) -> None:
    quote = new(own.rep, line("W1"), number="R-4")
    headers = {"idempotency_key": "p", "if_match": quote["tag"]}
    address = f"{path(quote)}/recalculation"
    assert own.rep.post(address, {}, **headers).status_code == 200
    assert refused(own.rep.post(f"{address}?preview=true", {}, **headers))


def test_another_caller_gets_an_answer_of_their_own(own: House) -> None:
    body = {"request": asked(line("W1"), id="R-5", date=today())}
    assert own.rep.post("/v1/quotes", body, idempotency_key="shared").status_code == 201
    theirs = own.stranger.post("/v1/quotes", body, idempotency_key="shared")
    assert (theirs.status_code, theirs.json()["type"]) == (409, "/problems/conflict")
    assert own.nobody.post("/v1/quotes", body, idempotency_key="shared").status_code == 401


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "a b", "é", "x" * 10_000, "a\tb"])
def test_a_key_that_is_none(own: House, key: str) -> None:
    body = {"request": asked(line("W1"), id="R-6", date=today())}
    answer = own.rep.call("POST", "/v1/quotes", json=body, headers={"idempotency-key": key.encode("latin-1")})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")


def test_what_was_refused_is_not_kept(own: House) -> None:
    """Else a mistake would be answered for a day."""
    body = {"request": asked(line("W9"), id="R-7", date=today())}
    assert own.rep.post("/v1/quotes", body, idempotency_key="m").status_code == 422
    right = {"request": asked(line("W1"), id="R-7", date=today())}
    assert own.rep.post("/v1/quotes", right, idempotency_key="m").status_code == 201


@pytest.mark.parametrize(
    ("address", "body", "of"),
    [
        ("/v1/keys", {"name": "shop", "rights": ["configure"]}, "key"),
        ("/v1/webhooks", {"url": "https://example.com/hook", "kinds": []}, "webhook"),
    ],
)
def test_a_secret_is_in_the_first_answer_alone_and_kept_nowhere(
    own: House, address: str, body: object, of: str
) -> None:
    def listed() -> int:
        return len(own.admin.get(address).json()["items"])

    before = listed()
    first, again = (own.admin.post(address, body, idempotency_key=f"s{of}") for _ in range(2))
    assert (first.status_code, again.status_code, listed()) == (201, 201, before + 1)
    assert first.json()["secret"]
    assert again.json() == {**first.json(), "secret": None}
    rotation = f"{address}/{first.json()[of]['id']}/rotation"
    new, repeated = (own.admin.post(rotation, {}, idempotency_key=f"r{of}") for _ in range(2))
    assert repeated.json() == {**new.json(), "secret": None}
    kept = own.database.read(lambda connection: connection.scalars(select(REPEATS.c.body)).all())
    secrets = [each.json()["secret"].encode() for each in (first, new)]
    assert not any(secret in content for content in kept for secret in secrets)
    if of == "key":  # one rotation: the new key opens, and the first one still does
        assert [own.admin.with_key(each.decode()).get("/v1/products").status_code for each in secrets] == [200, 200]
