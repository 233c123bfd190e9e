"""Who may come in and what they may do: keys, passwords, roles, teams, the audit chain."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from sqlalchemy import Connection, delete, select, update

from cpq.platform.act import acted
from cpq.platform.audit.chain import first_break
from cpq.platform.audit.tables import AUDIT
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.rights import RIGHTS, ROWS, Right, RightName, Role, RoleName
from cpq.platform.people.tables import KEYS, USERS
from cpq.platform.storage.database import Database
from tests.service.caller import HEAD, Caller, caller, key_of

PASSWORD = "correct horse battery"
PRICE = {"id": "Q", **HEAD, "lines": [{"product": "DESK", "quantity": 1}]}


@pytest.fixture
def admin(database: Database) -> Caller:
    return caller(role=Role.ADMIN, database=database)


def add(service: Caller, path: str, **given: Any) -> dict[str, Any]:
    answer = service.post(path, given)
    assert answer.status_code == 201, answer.text
    return answer.json()


def signed_in(service: Caller, login: str, password: str = PASSWORD) -> tuple[dict[str, str], str]:
    """The cookie of somebody, and the word that they show with every change."""
    answer = service.with_key(None).post("/v1/sign-ins", {"login": login, "password": password})
    assert answer.status_code == 201, answer.text
    return {"cookie": f"cpq_session={answer.cookies['cpq_session']}"}, answer.json()["csrf_token"]


def test_names_in_requests_are_those_of_the_roles_and_rights() -> None:
    assert set(get_args(RoleName)) == {each.value for each in Role} == {each.value for each in RIGHTS} == set(ROWS)
    assert set(get_args(RightName)) == {each.value for each in Right}


def test_nothing_is_answered_to_nobody(admin: Caller) -> None:
    nobody = admin.with_key(None)
    for answer in (
        nobody.post("/v1/prices", PRICE),
        nobody.get("/v1/products"),
        nobody.get("/v1/users"),
        nobody.with_key("cpq_made_up").get("/v1/me"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_key_is_shown_once_narrowed_rotated_and_revoked(admin: Caller, database: Database) -> None:
    made = add(admin, "/v1/keys", name="shop", rights=["configure"])
    shop, id = admin.with_key(made["secret"]), made["key"]["id"]
    assert made["secret"] not in admin.get("/v1/keys").text
    assert shop.get("/v1/me").json()["rights"] == ["configure"]
    assert shop.get("/v1/keys").json()["type"] == "/problems/forbidden"

    rotated = add(admin, f"/v1/keys/{id}/rotation")
    assert [admin.with_key(each).get("/v1/me").status_code for each in (made["secret"], rotated["secret"])] == [
        200,
        200,
    ]
    assert admin.call("DELETE", f"/v1/keys/{rotated['key']['id']}").status_code == 204
    assert admin.with_key(rotated["secret"]).get("/v1/me").status_code == 401
    kept = database.read(
        lambda connection: [str(row) for each in (KEYS, AUDIT) for row in connection.execute(select(each))]
    )
    assert not any(secret in row for row in kept for secret in (made["secret"], rotated["secret"]))


def test_a_key_that_has_expired_is_nobodys(admin: Caller, database: Database) -> None:
    key = key_of(database, Role.REP)
    past = update(KEYS).where(KEYS.c.role == "rep").values(expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    database.write(lambda connection: connection.execute(past))
    assert admin.with_key(key).get("/v1/me").status_code == 401


def test_a_person_signs_in_changes_things_and_signs_out(admin: Caller) -> None:
    add(admin, "/v1/users", login="li.lei", name="Li Lei", role="admin", password=PASSWORD)
    cookie, csrf = signed_in(admin, "LI.LEI")
    browser = admin.with_key(None)
    assert browser.get("/v1/me", headers=cookie).json()["name"] == "Li Lei"
    given = {"name": "East"}
    forged = browser.post("/v1/teams", given, **cookie)
    assert (forged.status_code, forged.json()["type"]) == (403, "/problems/csrf")
    assert browser.post("/v1/teams", given, **cookie, x_csrf_token="x").status_code == 403
    assert browser.post("/v1/teams", given, **cookie, x_csrf_token=csrf).status_code == 201
    out = browser.call("DELETE", "/v1/sign-ins/current", headers={**cookie, "x-csrf-token": csrf})
    assert (out.status_code, browser.get("/v1/me", headers=cookie).status_code) == (204, 401)


def test_the_cookie_is_not_for_scripts_nor_other_sites() -> None:
    service = caller(role=Role.ADMIN, secure_cookies=True)
    add(service, "/v1/users", login="a", name="A", role="rep", password=PASSWORD)
    answer = service.with_key(None).post("/v1/sign-ins", {"login": "a", "password": PASSWORD})
    said = answer.headers["set-cookie"].lower()
    assert all(word in said for word in ("httponly", "secure", "samesite=lax", "path=/", "max-age="))
    assert answer.headers["cache-control"] == "no-store"


def test_guessing_a_password_becomes_slow_and_tells_nothing(admin: Caller) -> None:
    add(admin, "/v1/users", login="li.lei", name="Li Lei", role="rep", password=PASSWORD)

    def try_(login: str, password: str) -> Any:
        return admin.with_key(None).post("/v1/sign-ins", {"login": login, "password": password})

    known, unknown = try_("li.lei", "wrong"), try_("nobody", "wrong")
    assert (known.status_code, unknown.status_code) == (401, 401)
    assert {**known.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    for _ in range(5):
        try_("li.lei", "wrong")
    waits = try_("li.lei", PASSWORD)
    assert (waits.status_code, waits.json()["type"]) == (429, "/problems/too-many-requests")
    assert int(waits.headers["retry-after"]) >= 1


def test_a_new_password_ends_every_sign_in(admin: Caller) -> None:
    made = add(admin, "/v1/users", login="li.lei", name="Li Lei", role="rep", password=PASSWORD)
    cookie, _ = signed_in(admin, "li.lei")
    path, change = f"/v1/users/{made['id']}", {"password": "another fine password"}
    headers = {"if-match": '"1"', "content-type": "application/json"}
    assert admin.call("PATCH", path, json=change, headers=headers).status_code == 200
    assert admin.with_key(None).get("/v1/me", headers=cookie).status_code == 401
    signed_in(admin, "li.lei", "another fine password")


def test_a_change_needs_the_version_that_was_read(admin: Caller) -> None:
    made = add(admin, "/v1/users", login="a", name="A", role="rep")
    path = f"/v1/users/{made['id']}"
    assert admin.get(path).headers["etag"] == '"1"'
    without = admin.call("PATCH", path, json={"name": "B"})
    assert (without.status_code, without.json()["type"]) == (428, "/problems/version-required")
    first = admin.call("PATCH", path, json={"name": "B"}, headers={"if-match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    for tag in ('"1"', '"x"', "*"):
        late = admin.call("PATCH", path, json={"name": "C"}, headers={"if-match": tag})
        assert (late.status_code, late.json()["type"]) == (412, "/problems/stale-version")
    assert admin.get(path).json()["name"] == "B"


def test_somebody_can_always_administer_the_service(admin: Caller) -> None:
    made = add(admin, "/v1/users", login="a", name="A", role="admin")
    for change in ({"active": False}, {"role": "rep"}):
        answer = admin.call("PATCH", f"/v1/users/{made['id']}", json=change, headers={"if-match": '"1"'})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMIN])
def test_only_administrators_see_to_people(role: Role) -> None:
    service = caller(role=role)
    for answer in (
        service.post("/v1/users", {"login": "x", "name": "X", "role": "admin"}),
        service.post("/v1/keys", {"name": "x", "role": "admin"}),
        service.get("/v1/users"),
        service.get("/v1/audit"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")


def test_what_is_sent_again_with_its_key_is_done_once(admin: Caller) -> None:
    first = admin.post("/v1/teams", {"name": "East"}, idempotency_key="k1")
    again = admin.post("/v1/teams", {"name": "East"}, idempotency_key="k1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    other = admin.post("/v1/teams", {"name": "West"}, idempotency_key="k1")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert admin.post("/v1/teams", {"name": "East"}, idempotency_key="x" * 129).status_code == 422
    assert len(admin.get("/v1/teams").json()["items"]) == 1


def test_lists_go_page_by_page(admin: Caller) -> None:
    names = [f"T{number}" for number in range(7)]
    for name in names:
        add(admin, "/v1/teams", name=name)
    seen: list[str] = []
    path: str | None = "/v1/teams?limit=3"
    while path:
        page = admin.get(path).json()
        seen += [each["name"] for each in page["items"]]
        path = page["next"] and f"/v1/teams?limit=3&cursor={page['next']}"
    assert sorted(seen) == names
    for query in ("limit=0", "limit=201", "limit=x", "cursor=%F0%9F%98%80", "offset=3", "limit=1&limit=2"):
        assert admin.get(f"/v1/teams?{query}").status_code == 422


def test_rates_are_limited_for_each_caller_by_themselves() -> None:
    service = caller(role=Role.ADMIN, burst=3, requests_per_second=0.001)
    answers = [service.get("/v1/me") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_what_was_done_is_in_the_audit_log_without_secrets(admin: Caller) -> None:
    made = add(admin, "/v1/users", login="a", name="A", role="rep", password=PASSWORD)
    headers = {"if-match": '"1"'}
    admin.call(
        "PATCH", f"/v1/users/{made['id']}", json={"name": "B", "password": "another fine password"}, headers=headers
    )
    log = admin.get(f"/v1/audit?kind=user&subject={made['id']}").json()["items"]
    assert [each["action"] for each in log] == ["user.changed", "user.added"]
    assert (log[0]["before"], log[0]["after"]) == ({"name": "A"}, {"name": "B", "password": "…"})
    assert "password" not in admin.get("/v1/audit?action=user.added").text
    assert "another fine" not in admin.get("/v1/audit").text


def test_the_chain_shows_every_change_that_was_made_to_it(database: Database) -> None:
    def note(connection: Connection, name: str) -> None:
        now = datetime.now(UTC)
        acted(connection, SYSTEM, now, "r", lambda act: act.audit("team.added", "team", name, None, {"name": name}))

    for name in ("a", "b", "c", "d"):
        database.write(lambda connection, name=name: note(connection, name))
    assert database.read(first_break) is None
    tampering = {
        2: update(AUDIT).where(AUDIT.c.number == 2).values(after='{"name":"x"}'),
        3: delete(AUDIT).where(AUDIT.c.number == 3),
        4: delete(AUDIT).where(AUDIT.c.number == 4),
        1: update(AUDIT).where(AUDIT.c.number == 1).values(actor="somebody else"),
    }
    for number, statement in tampering.items():

        def look(connection: Connection, statement: Any = statement) -> int | None:
            with connection.begin_nested() as undone:
                connection.execute(statement)
                found = first_break(connection)
                undone.rollback()
            return found

        assert database.write(look) == number


def test_users_have_no_password_in_any_answer(admin: Caller, database: Database) -> None:
    add(admin, "/v1/users", login="a", name="A", role="rep", password=PASSWORD)
    hash = database.read(lambda connection: connection.scalar(select(USERS.c.password)))
    assert hash is not None
    assert hash.startswith("$argon2id$")
    assert "argon2" not in admin.get("/v1/users").text + admin.get("/v1/audit").text
