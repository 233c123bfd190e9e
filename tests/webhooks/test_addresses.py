"""Nobody reaches inside by an URL: what is not an address of the public internet is nothing that is sent to."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from socket import gaierror

import pytest

from cpq.platform.webhooks.addresses import NotAllowed, checked_addresses, is_public, resolved
from cpq.platform.webhooks.target import BadTarget, target_of

PUBLIC = ["1.1.1.1", "8.8.8.8", "203.0.114.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"]
INSIDE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2606:4700:4700::1111%eth0",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_may_be_sent_to(address: str) -> None:
    assert is_public(ip_address(address))
    assert checked_addresses("shop.example", 443, lambda *_: [address]) == [address]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_may_not(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(NotAllowed, match="not on the public internet"):
        checked_addresses("shop.example", 443, lambda *_: [address])


def test_a_name_that_leads_outside_and_inside_is_a_trick() -> None:
    with pytest.raises(NotAllowed):
        checked_addresses("shop.example", 443, lambda *_: ["8.8.8.8", "10.0.0.1"])
    assert checked_addresses("shop.example", 443, lambda *_: ["10.0.0.1"], anywhere=True) == ["10.0.0.1"]


def _fails(_: str, __: int) -> Sequence[str]:
    raise gaierror(-2, "Name or service not known")


@pytest.mark.parametrize("resolve", [_fails, lambda *_: [], lambda *_: ["none"]], ids=["no name", "empty", "strange"])
def test_a_name_without_an_address_is_refused(resolve: object) -> None:
    with pytest.raises(NotAllowed, match="no address"):
        checked_addresses("shop.example", 443, resolve)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_ways_to_write_the_own_machine_are_seen_through(host: str) -> None:
    with pytest.raises(NotAllowed):
        checked_addresses(host, 443, resolved)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "."])
def test_a_name_that_cannot_be_looked_up_is_refused(host: str) -> None:
    with pytest.raises(NotAllowed, match="no address"):
        checked_addresses(host, 443, resolved)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "//shop.example/",
        "https://",
        "https:///path",
        "https://user:word@shop.example/",
        "https://shop.example@127.0.0.1/",
        "https://shop.example/#part",
        "https://shop.example:99999/",
        "https://shop.example:0/",
        "https://shop.example:x/",
        "https://shop .example/",
        "https://shop.example/a\r\nhost: other",
        "https://shop.example/\u00e9",
        "https://店.example/",
        "https://[::1/",
        "https://shop..example/",
        "https://-shop.example/",
        "https://shop.example/" + "a" * 2_000,
    ],
)
def test_what_is_no_plain_https_url_is_refused(url: str) -> None:
    with pytest.raises(BadTarget) as refused:
        target_of(url)
    assert refused.value.text.zh
    assert refused.value.text.en


def test_a_url_is_taken_apart() -> None:
    target = target_of("https://Shop.Example/hooks/1?a=b")
    assert (target.host, target.port, target.path, target.authority) == (
        "shop.example",
        443,
        "/hooks/1?a=b",
        "shop.example",
    )
    assert target_of("https://[2606:4700::1]:8443").authority == "[2606:4700::1]:8443"
    assert target_of("http://shop.example", plain_http=True).authority == "shop.example"
