"""People come in through their company's provider, and only those who may."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from cpq.platform.people.model import UserChanged, UserGiven
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.service.caller import Caller, caller, key_of
from tests.service.oidc_provider import CLIENT, SECRET, TinyProvider, back_at, provider

PASSWORD = "correct horse battery"


@pytest.fixture
def tiny() -> Iterator[TinyProvider]:
    with provider() as running:
        yield running


def company(tiny: TinyProvider, database: Database | None = None, **settings: Any) -> Caller:
    given: dict[str, Any] = {
        "oidc_issuer": tiny.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "public_url": "http://service",
        "oidc_newcomers": "rep",
        **settings,
    }
    return caller(None, database=database, role=Role.ADMIN, **given)


class Browser:
    """Keeps cookies, and follows nothing by itself."""

    def __init__(self, caller: Caller) -> None:
        self._app = caller.app
        self.cookies = httpx.Cookies()

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._call("GET", path, {}))

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        return asyncio.run(self._call("POST", path, {"json": body, "headers": headers}))

    async def _call(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service", cookies=self.cookies) as client:
            answer = await client.request(method, path, **options)
            self.cookies = client.cookies
            return answer

    def sign_in(self, tiny: TinyProvider, place: str = "/quotes") -> httpx.Response:
        sent = self.get(f"/v1/sign-ins/oidc?next={place}")
        assert sent.status_code == 303, sent.text
        return self.get(back_at(tiny.authorize(sent.headers["location"])))


def put_in(company: Caller, login: str, **given: Any) -> str:
    body = UserGiven(login=login, name="Ada", role="manager", **given).model_dump(exclude_none=True)
    answer = company.post("/v1/users", body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_a_newcomer_comes_in_and_lands_where_they_wanted_to_go(tiny: TinyProvider, database: Database) -> None:
    browser = Browser(company(tiny, database))
    answer = browser.sign_in(tiny)
    assert (answer.status_code, answer.headers["location"]) == (303, "/quotes")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    me = browser.get("/v1/me").json()
    assert (me["name"], me["role"]) == ("Ada", "rep")
    assert "cpq_oidc" not in browser.cookies


def test_changes_need_the_word_that_the_page_asks_for(tiny: TinyProvider) -> None:
    browser = Browser(company(tiny, oidc_newcomers="admin"))
    browser.sign_in(tiny)
    team = {"name": "East"}
    assert browser.post("/v1/teams", team).status_code == 403
    csrf = browser.get("/v1/sign-ins/current").json()["csrf_token"]
    assert browser.post("/v1/teams", team, **{"x-csrf-token": csrf}).status_code == 201


def test_who_comes_again_is_the_same_user_whatever_their_address_is_now(tiny: TinyProvider) -> None:
    service = company(tiny)
    first, second = Browser(service), Browser(service)
    first.sign_in(tiny)
    tiny.person["email"] = "ada.l@example.com"
    second.sign_in(tiny)
    assert first.get("/v1/me").json()["id"] == second.get("/v1/me").json()["id"]


def test_who_was_put_in_before_has_the_role_that_was_given(tiny: TinyProvider) -> None:
    service = company(tiny, oidc_newcomers=None)
    id = put_in(service, "ada@example.com")
    browser = Browser(service)
    browser.sign_in(tiny)
    me = browser.get("/v1/me").json()
    assert (me["id"], me["role"]) == (id, "manager")


def refused(tiny: TinyProvider, service: Caller) -> str:
    browser = Browser(service)
    answer = browser.sign_in(tiny)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/sign-in-refused")
    assert browser.get("/v1/me").status_code == 401
    return answer.json()["detail"]


def test_nobody_comes_in_whom_nobody_put_in_where_newcomers_have_no_role(tiny: TinyProvider) -> None:
    assert "ada@example.com" in refused(tiny, company(tiny, oidc_newcomers=None))


def test_who_has_a_password_is_not_taken_over_by_a_provider(tiny: TinyProvider) -> None:
    service = company(tiny)
    put_in(service, "ada@example.com", password=PASSWORD)
    assert "otherwise" in refused(tiny, service)


def test_an_address_that_is_not_verified_proves_nothing(tiny: TinyProvider) -> None:
    for said in (False, None, "true"):
        tiny.person["email_verified"] = said
        assert "verified" in refused(tiny, company(tiny))


def test_another_person_with_the_login_of_somebody_is_refused(tiny: TinyProvider) -> None:
    service = company(tiny)
    Browser(service).sign_in(tiny)
    tiny.person["sub"] = "p-2"
    assert "otherwise" in refused(tiny, service)


def test_who_was_shut_out_stays_out(tiny: TinyProvider) -> None:
    service = company(tiny)
    browser = Browser(service)
    browser.sign_in(tiny)
    id = browser.get("/v1/me").json()["id"]
    etag = service.get(f"/v1/users/{id}").headers["etag"]
    body = UserChanged(active=False).model_dump_json(exclude_unset=True)
    headers = {"content-type": "application/json", "if-match": etag}
    assert service.call("PATCH", f"/v1/users/{id}", content=body, headers=headers).status_code == 200
    assert "not active" in refused(tiny, service)


@pytest.mark.parametrize(
    "changed",
    [{"state": "another"}, {"state": None}, {"code": None, "error": "access_denied"}, {"iss": "https://evil.example"}],
    ids=["another state", "no state", "denied", "another issuer"],
)
def test_an_answer_that_does_not_belong_here(tiny: TinyProvider, changed: dict[str, str | None]) -> None:
    browser = Browser(company(tiny))
    back = tiny.authorize(browser.get("/v1/sign-ins/oidc").headers["location"]) | changed
    answer = browser.get(back_at({name: value for name, value in back.items() if value is not None}))
    assert answer.status_code == 403


def test_an_answer_in_another_browser_signs_nobody_in(tiny: TinyProvider) -> None:
    """Who is sent a link with somebody else's code does not become that somebody."""
    service = company(tiny)
    back = tiny.authorize(Browser(service).get("/v1/sign-ins/oidc").headers["location"])
    assert Browser(service).get(back_at(back)).status_code == 403


def test_the_same_answer_works_once(tiny: TinyProvider) -> None:
    browser = Browser(company(tiny))
    back = back_at(tiny.authorize(browser.get("/v1/sign-ins/oidc").headers["location"]))
    kept = httpx.Cookies(browser.cookies)
    assert browser.get(back).status_code == 303
    browser.cookies = kept
    assert browser.get(back).status_code == 403


def test_words_that_the_provider_adds_are_no_mistake(tiny: TinyProvider) -> None:
    browser = Browser(company(tiny))
    back = tiny.authorize(browser.get("/v1/sign-ins/oidc").headers["location"])
    assert browser.get(back_at({**back, "scope": "openid", "authuser": "0"})).status_code == 303


@pytest.mark.parametrize("place", ["//evil.example/", "https://evil.example/", "/%5Cevil.example"])
def test_nobody_is_sent_to_another_site_in_the_end(tiny: TinyProvider, place: str) -> None:
    browser = Browser(company(tiny))
    assert browser.sign_in(tiny, place).headers["location"] == "/"


def test_what_is_asked_of_the_provider(tiny: TinyProvider) -> None:
    asked = parse_qs(urlsplit(Browser(company(tiny)).get("/v1/sign-ins/oidc").headers["location"]).query)
    assert asked["redirect_uri"] == ["http://service/v1/sign-ins/oidc/callback"]
    assert asked["scope"] == ["openid profile email"]
    assert "code_challenge" in asked
    assert "client_secret" not in asked


def test_without_a_provider_people_use_passwords() -> None:
    assert caller().get("/v1/sign-ins/oidc").json()["type"] == "/problems/no-sign-in-provider"


def test_a_provider_that_is_away_is_said_to_be(tiny: TinyProvider) -> None:
    answer = company(tiny, oidc_issuer="http://127.0.0.1:9").get("/v1/sign-ins/oidc")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/sign-in-provider-away")


def test_behind_https_the_cookie_can_only_have_been_set_by_this_host(tiny: TinyProvider) -> None:
    answer = company(tiny, secure_cookies=True).get("/v1/sign-ins/oidc")
    assert answer.headers["set-cookie"].startswith("__Host-cpq_oidc=")
    assert "secure" in answer.headers["set-cookie"].lower()


def test_no_secret_and_no_token_is_in_the_log(tiny: TinyProvider, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "cpq")
    tiny.spoil = lambda claims: {**claims, "nonce": "x"}
    refused(tiny, company(tiny))
    assert "not proven" in caplog.text
    assert SECRET not in caplog.text
    assert "eyJ" not in caplog.text


def test_a_key_is_no_sign_in(database: Database) -> None:
    service = caller(database=database)
    assert service.with_key(key_of(database, Role.REP)).get("/v1/sign-ins/current").status_code == 404
