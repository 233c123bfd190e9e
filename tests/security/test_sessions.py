"""Tokens and sign-ins: of nobody, ended, stolen, planted, and sent by a page of somebody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from cpq.platform.people.rights import Role
from cpq.platform.people.tables import KEYS, SIGN_INS
from tests.security.house import PEOPLE, House
from tests.service.test_people import PASSWORD, add, signed_in
from tests.service.test_quotes import send

TEAM = {"name": "Forged"}


def browser(house: House, login: str, role: str = "admin") -> tuple[dict[str, str], str]:
    add(house.admin, "/v1/users", login=login, name=login, role=role, password=PASSWORD)
    return signed_in(house.nobody, login)


@pytest.mark.parametrize("word", [None, "", "x", "undefined", "é", "x" * 5_000])
def test_a_cookie_without_its_word_changes_nothing(own: House, word: str | None) -> None:
    cookie, _ = browser(own, "one")
    headers = {**cookie, **({} if word is None else {"x-csrf-token": word.encode("latin-1")})}
    answer = own.nobody.call("POST", "/v1/teams", json=TEAM, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/csrf")


def test_the_word_of_another_sign_in_is_not_this_ones(own: House) -> None:
    cookie, _ = browser(own, "one")
    _, others = browser(own, "two")
    _, again = signed_in(own.nobody, "one")
    for word in (others, again):
        answer = own.nobody.post("/v1/teams", TEAM, **cookie, x_csrf_token=word)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/csrf")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_method_that_changes_goes_without_the_word(own: House, method: str) -> None:
    cookie, _ = browser(own, "one")
    paths = {"POST": "/v1/quotes", "PUT": "/v1/quotes/x/request", "PATCH": "/v1/users/x", "DELETE": "/v1/keys/x"}
    answer = own.nobody.call(method, paths[method], headers={**cookie, "if-match": '"1"'})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/csrf")


def test_a_sign_in_that_was_planted_is_not_taken_up(own: House) -> None:
    """The token is made anew at every sign-in, whatever cookie the browser had, and the one before goes on only for whom it was."""
    add(own.admin, "/v1/users", login="one", name="One", role="rep", password=PASSWORD)
    planted = {"cookie": "cpq_session=planted"}
    answer = own.nobody.post("/v1/sign-ins", {"login": "one", "password": PASSWORD}, **planted)
    assert answer.cookies["cpq_session"] != "planted"
    assert own.nobody.get("/v1/me", headers=planted).status_code == 401
    cookies = {signed_in(own.nobody, "one")[0]["cookie"] for _ in range(3)}
    assert len(cookies) == 3


def test_what_ended_is_nobodys(own: House) -> None:
    cookie, csrf = browser(own, "one")
    out = own.nobody.call("DELETE", "/v1/sign-ins/current", headers={**cookie, "x-csrf-token": csrf})
    assert out.status_code == 204
    assert own.nobody.get("/v1/me", headers=cookie).status_code == 401
    assert own.nobody.post("/v1/teams", TEAM, **cookie, x_csrf_token=csrf).status_code == 401


@pytest.mark.parametrize("login", PEOPLE)
def test_everybody_who_came_in_can_go_out(own: House, login: str) -> None:
    """Whatever their role may do: a sign-in that cannot be ended is one for whoever comes next."""
    client = own.people[login]
    assert client.get("/v1/me").json()["name"] == login
    assert client.get("/v1/sign-ins/current").json()["csrf_token"] == f"csrf-of-{login}"
    assert client.call("DELETE", "/v1/sign-ins/current").status_code == 204
    assert client.get("/v1/me").status_code == 401


def test_an_expired_sign_in_is_nobodys(own: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpq.platform.people.door.REMEMBERED", 0.0)
    past = datetime.now(UTC) - timedelta(seconds=1)
    own.database.write(lambda connection: connection.execute(update(SIGN_INS).values(expires_at=past)))
    assert {own.people[each].get("/v1/me").status_code for each in PEOPLE} == {401}


@pytest.mark.parametrize("change", [{"active": False}, {"role": "manager"}, {"team": None}])
def test_who_is_changed_has_to_come_in_anew(own: House, change: dict[str, Any]) -> None:
    assert own.rep.get("/v1/me").status_code == 200
    assert send(own.admin, "PATCH", f"/v1/users/{own.ids['rep']}", change, '"1"').status_code == 200
    assert own.rep.get("/v1/me").status_code == 401


def test_a_revoked_key_is_nobodys_at_once(own: House) -> None:
    made = own.admin.post("/v1/keys", {"name": "k", "role": "rep"}).json()
    client = own.admin.with_key(made["secret"])
    assert client.get("/v1/me").status_code == 200
    assert own.admin.call("DELETE", f"/v1/keys/{made['key']['id']}").status_code == 204
    assert client.get("/v1/me").status_code == 401
    assert own.admin.post(f"/v1/keys/{made['key']['id']}/rotation", {}).status_code == 409


def test_an_expired_key_is_not_rotated_to_life(own: House) -> None:
    made = own.admin.post("/v1/keys", {"name": "k", "role": "rep", "days": 1}).json()
    past = datetime.now(UTC) - timedelta(days=2)
    own.database.write(
        lambda connection: connection.execute(
            update(KEYS).where(KEYS.c.id == made["key"]["id"]).values(expires_at=past)
        )
    )
    assert own.admin.with_key(made["secret"]).get("/v1/me").status_code == 401
    own.admin.post(f"/v1/keys/{made['key']['id']}/rotation", {})
    assert own.admin.with_key(made["secret"]).get("/v1/me").status_code == 401


@pytest.mark.parametrize("token", ["é" * 50, "x" * 8_000, "\x7f", "cpq_", "CPQ_x", "a b c"], ids=range(6))
def test_a_token_of_any_form_is_nobodys(own: House, token: str) -> None:
    for headers in ({"authorization": f"Bearer {token}"}, {"cookie": f"cpq_session={token}"}):
        encoded = {name: value.encode("latin-1") for name, value in headers.items()}
        assert own.nobody.get("/v1/me", headers=encoded).status_code == 401


def test_a_token_past_the_limit_of_headers_is_not_looked_up(own: House) -> None:
    assert own.nobody.get("/v1/me", headers={"authorization": f"Bearer {'x' * 20_000}"}).status_code == 431


def test_a_key_is_no_cookie_that_changes_things(own: House) -> None:
    key = own.key(Role.ADMIN).headers["authorization"].removeprefix("Bearer ")
    answer = own.nobody.post("/v1/teams", TEAM, cookie=f"cpq_session={key}")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/csrf")
