"""Which addresses a delivery may go to: those of the public internet, so that nobody reaches inside the company's network by an URL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from socket import IPPROTO_TCP, SOCK_STREAM, gaierror, getaddrinfo

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, as text, for a port."""

_NOT_PUBLIC = tuple(
    ip_network(each)
    for each in (
        "192.0.0.0/24",  # IETF protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b::/96",  # NAT64, an IPv4 address inside
        "64:ff9b:1::/48",
        "2001::/23",  # Teredo, ORCHID and other assignments
        "2002::/16",  # 6to4, an IPv4 address inside
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local
    )
)
"""Special-purpose ranges (IANA registries of RFC 6890) that not every version of Python knows as such."""
_UNICAST = IPv6Network("2000::/3")
"""All that is given out of IPv6."""


class NotAllowed(Exception):
    """A target that nothing is sent to; says why, without what was found inside."""


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, for one receiver; what stands inside an IPv6 address is looked at, too."""
    if isinstance(address, IPv6Address) and (address.scope_id is not None or address not in _UNICAST):
        return False  # IPv4-mapped addresses are among these
    if any(address.version == each.version and address in each for each in _NOT_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def checked_addresses(host: str, port: int, resolve: Resolve, *, anywhere: bool = False) -> Sequence[str]:
    """The addresses of a host, all of which may be connected to. Raises `NotAllowed` where there are none, or one is not public:
    a name that leads inside and outside is a trick.
    """
    try:
        found = list(dict.fromkeys(resolve(host, port)))
        known = [ip_address(each) for each in found]
    except (OSError, ValueError):
        raise NotAllowed("the host has no address") from None
    if not known:
        raise NotAllowed("the host has no address")
    if not anywhere and not all(is_public(each) for each in known):
        raise NotAllowed("the host is not on the public internet")
    return found


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses that the system finds for a host."""
    try:
        return [str(each[4][0]) for each in getaddrinfo(host, port, type=SOCK_STREAM, proto=IPPROTO_TCP)]
    except UnicodeError:
        raise gaierror(host) from None
