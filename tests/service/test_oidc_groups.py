"""What the provider's groups give: a role and a team, at every sign-in anew. Who signs out here is told where to sign out there."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.platform.people.oidc.groups import Groups, groups_in
from cpq.platform.settings import settings_of_the_environment
from cpq.rulebook.finding import Refused
from tests.service.caller import Caller
from tests.service.oidc_provider import CLIENT, TinyProvider
from tests.service.test_oidc import Browser, company, put_in, refused, tiny

__all__ = ["tiny"]
ROLES = '{"/heads": "manager", "/sales": "rep"}'


def me(service: Caller, tiny: TinyProvider) -> dict[str, Any]:
    browser = Browser(service)
    assert browser.sign_in(tiny).status_code == 303
    return browser.get("/v1/me").json()


def test_the_first_group_of_the_settings_gives_the_role_and_it_goes_with_the_group(tiny: TinyProvider) -> None:
    service = company(tiny, oidc_newcomers=None, oidc_roles=ROLES)
    tiny.person["groups"] = ["/sales", "/heads", "/chess"]
    before = Browser(service)
    before.sign_in(tiny)
    assert before.get("/v1/me").json()["role"] == "manager"
    tiny.person["groups"] = ["/sales"]
    assert me(service, tiny)["role"] == "rep"
    assert before.get("/v1/me").status_code == 401  # what was open with the other role has ended
    tiny.person["groups"] = ["/chess"]
    assert "groups" in refused(tiny, service)
    changed = service.get("/v1/audit?action=user.changed").json()["items"][0]
    assert (changed["before"], changed["after"]) == ({"role": "manager"}, {"role": "rep"})


def test_whom_no_group_gives_a_role_has_that_of_newcomers(tiny: TinyProvider) -> None:
    service = company(tiny, oidc_newcomers="rep", oidc_roles='{"/heads": "manager"}')
    assert me(service, tiny)["role"] == "rep"
    tiny.person["groups"] = "/heads"
    assert me(service, tiny)["role"] == "manager"


def test_who_was_put_in_with_a_role_follows_the_groups_where_there_are_any(tiny: TinyProvider) -> None:
    service = company(tiny, oidc_newcomers=None, oidc_roles=ROLES)
    id = put_in(service, "ada@example.com")
    tiny.person["groups"] = ["/sales"]
    found = me(service, tiny)
    assert (found["id"], found["role"]) == (id, "rep")


def test_a_group_gives_a_team_by_its_name_and_leaving_it_takes_the_team(
    tiny: TinyProvider, caplog: pytest.LogCaptureFixture
) -> None:
    service = company(tiny, oidc_teams='{"east": "East", "west": "West"}')
    east = service.post("/v1/teams", {"name": "East"}).json()["id"]
    tiny.person["groups"] = ["east"]
    assert me(service, tiny)["team"] == east
    tiny.person["groups"] = ["west"]
    assert me(service, tiny)["team"] is None
    assert "West" in caplog.text


def test_groups_may_be_a_claim_within_another(tiny: TinyProvider) -> None:
    tiny.person["realm_access"] = {"roles": ["cpq-finance"]}
    named: dict[str, Any] = {"oidc_groups_claim": "realm_access.roles", "oidc_roles": '{"cpq-finance": "finance"}'}
    assert me(company(tiny, **named), tiny)["role"] == "finance"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda of: st.lists(of) | st.dictionaries(st.text(), of)
    )
)
def test_whatever_the_claim_is_it_gives_groups_or_none(said: object) -> None:
    assert all(isinstance(each, str) for each in groups_in({"a": said, "b": {"c": said}}, "b.c"))
    assert Groups("a", {"no such group": "admin"}).role({"a": said}) in (None, "admin")


@pytest.mark.parametrize("written", ["sales=rep", '{"sales": "king"}', '["rep"]', "{"])
def test_groups_that_are_not_written_as_json_or_give_no_role_are_named(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("CPQ_OIDC_ROLES", written)
    with pytest.raises(Refused) as why:
        settings_of_the_environment()
    assert {str(each.place) for each in why.value.findings} == {"CPQ_OIDC_ROLES"}


def sign_out(browser: Browser) -> Any:
    csrf = browser.get("/v1/sign-ins/current").json()["csrf_token"]
    return browser.post("/v1/sign-ins/oidc/sign-out", {}, **{"x-csrf-token": csrf})


def test_who_signs_out_here_is_told_where_to_sign_out_there(tiny: TinyProvider) -> None:
    tokens: list[str] = []
    tiny.described["end_session_endpoint"] = f"{tiny.issuer}/logout?tenant=1"
    tiny.sign = lambda claims: tokens.append(tiny.signed(claims)) or tokens[-1]
    browser = Browser(company(tiny))
    browser.sign_in(tiny)
    assert browser.post("/v1/sign-ins/oidc/sign-out", {}).status_code == 403  # no other site signs anybody out
    answer = sign_out(browser)
    assert answer.status_code == 200
    address = urlsplit(answer.json()["address"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{tiny.issuer}/logout"
    assert parse_qs(address.query) == {
        "tenant": ["1"],
        "id_token_hint": tokens,
        "client_id": [CLIENT],
        "post_logout_redirect_uri": ["http://service/"],
    }
    assert browser.get("/v1/me").status_code == 401


def test_where_the_provider_has_no_such_place_or_none_to_be_trusted_the_sign_in_ends_here(tiny: TinyProvider) -> None:
    browser = Browser(company(tiny))
    for named in ({}, {"end_session_endpoint": "javascript:alert(1)"}):
        tiny.described = named
        browser = Browser(company(tiny))
        browser.sign_in(tiny)
        answer = sign_out(browser)
        assert (answer.status_code, answer.json()) == (200, {"address": None})
        assert browser.get("/v1/me").status_code == 401
