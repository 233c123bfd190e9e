"""Who calls, behind proxies: nobody is believed who is not trusted, and of what stands before a caller's own address nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cpq.platform.connections import uvicorn_settings
from cpq.platform.proxies import BehindProxies, networks_of
from cpq.platform.settings import Settings, settings_of_the_environment
from cpq.rulebook.finding import Refused

INSIDE = "10.0.0.0/8, ::1"


def caller_of(peer: str | None, *forwarded: str, trusted: str = INSIDE) -> str | None:
    seen: list[Any] = []

    async def app(scope: Any, _: Any, __: Any) -> None:
        seen.append(scope["client"])

    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    scope: dict[str, Any] = {"type": "http", "client": peer and (peer, 4711), "headers": headers}
    asyncio.run(BehindProxies(app, networks_of(trusted))(scope, None, None))  # type: ignore[arg-type]
    return seen[0] and seen[0][0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "caller"),
    [
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9:5555, 10.2.3.4"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),  # the first is only what the caller says
        ("10.0.0.1", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("::ffff:10.0.0.1", ["[2001:db8::7]:443"], "2001:db8::7"),
        ("::1", ["10.9.9.9"], "10.9.9.9"),  # nobody before the last proxy: it called itself
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, unknown"], "10.0.0.1"),
        ("203.0.113.9", ["10.0.0.1"], "203.0.113.9"),
        ("127.0.0.1", ["198.51.100.1"], "127.0.0.1"),
        (None, ["198.51.100.1"], None),
    ],
)
def test_the_caller_is_the_last_who_is_no_trusted_proxy(
    peer: str | None, forwarded: list[str], caller: str | None
) -> None:
    assert caller_of(peer, *forwarded) == caller


def test_by_default_nobody_is_believed() -> None:
    assert Settings().trusted_proxies == ""
    assert caller_of("127.0.0.1", "198.51.100.1", trusted="") == "127.0.0.1"
    assert uvicorn_settings(Settings())["proxy_headers"] is False  # its own default is to believe this machine


def test_a_setting_that_names_no_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPQ_TRUSTED_PROXIES", "10.0.0.1/8")
    with pytest.raises(Refused, match="CPQ_TRUSTED_PROXIES"):
        settings_of_the_environment()
