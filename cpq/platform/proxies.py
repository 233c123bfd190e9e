"""Whose address a request comes from, where proxies stand before the service: told by those that are trusted, and by nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def networks_of(text: str) -> tuple[Network, ...]:
    """`10.0.0.0/8, ::1` as networks; an address by itself is one. Raises ValueError for what is neither."""
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())


class BehindProxies:
    """Puts the address that trusted proxies tell (`X-Forwarded-For`) in place of theirs.

    Every proxy adds, at the right, from whom it has the request. What stands there is true as far as those who wrote it are trusted: the
    first from the right that is no trusted proxy is the caller, and what stands before it is only what the caller says.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app, self._trusted = app, tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._trusted and scope["type"] == "http" and scope.get("client"):
            scope["client"] = (self._told(scope), 0)
        await self._app(scope, receive, send)

    def _told(self, scope: Scope) -> str:
        peer = scope["client"][0]
        said = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
        for each in reversed(said):
            address = address_of(each)
            if address is None or not self._is_trusted(peer):
                break
            peer = str(address)
        return peer

    def _is_trusted(self, peer: str) -> bool:
        address = address_of(peer)
        return address is not None and any(address in network for network in self._trusted)


def address_of(text: str) -> Address | None:
    """An address as proxies write it, with a port or without; one of IPv4 within IPv6 as what it is. None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
