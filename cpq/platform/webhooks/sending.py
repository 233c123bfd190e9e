"""Sending one delivery: to an address that was checked, in bounded time, and only the status of the answer is read."""

from __future__ import annotations

import ssl
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from re import compile as pattern
from socket import create_connection, socket
from time import monotonic

from cpq.platform.webhooks.addresses import NotAllowed, Resolve, checked_addresses, resolved
from cpq.platform.webhooks.target import BadTarget, target_of

LONGEST_STATUS = 512
"""Bytes in which an answer has to say its status; no more of it is read."""
_STATUS = pattern(rb"HTTP/1\.[01] ([1-5][0-9]{2})[ \r]")


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for everything after the name was looked up. `plain_http` and `anywhere` are for tests and for networks of one's own."""

    seconds: float = 10
    plain_http: bool = False
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` of the answer, None where there was none; `trouble` says why it did not arrive, None where it did."""

    status: int | None
    trouble: str | None

    @property
    def arrived(self) -> bool:
        return self.trouble is None


def send(url: str, headers: Mapping[str, str], body: bytes, limits: Limits, resolve: Resolve = resolved) -> Outcome:
    """Posts the body once. A redirect is not followed: it is a failure, as everything but a 2xx is."""
    try:
        target = target_of(url, plain_http=limits.plain_http)
        addresses = checked_addresses(target.host, target.port, resolve, anywhere=limits.anywhere)
        until = monotonic() + limits.seconds
        # The connection is to the address itself: a name that is looked up again may lead elsewhere.
        with _connected(addresses, target.port, target.host if target.secure else None, until) as connection:
            lines = [f"POST {target.path} HTTP/1.1", f"host: {target.authority}", f"content-length: {len(body)}"]
            lines += ["connection: close", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
            _write(connection, "\r\n".join(lines).encode("ascii") + body, until)
            return _judged(_status(connection, until))
    except (BadTarget, NotAllowed) as error:
        return Outcome(None, str(error))
    except ssl.SSLError as error:
        return Outcome(None, f"TLS: {error.reason or 'failed'}")
    except TimeoutError:
        return Outcome(None, f"no answer within {limits.seconds:g} s")
    except OSError as error:
        return Outcome(None, f"no connection: {error.strerror or 'failed'}")


def _judged(status: int | None) -> Outcome:
    if status is None:
        return Outcome(None, "the answer is not HTTP")
    return Outcome(status, None if 200 <= status < 300 else f"answered {status}")


@contextmanager
def _connected(addresses: Sequence[str], port: int, name: str | None, until: float) -> Generator[socket]:
    """A connection, by TLS where the name that its certificate must have is given."""
    connection = _opened(addresses, port, until)
    try:
        if name is not None:
            connection.settimeout(_left(until))
            connection = _tls().wrap_socket(connection, server_hostname=name)
        yield connection
    finally:
        connection.close()


def _opened(addresses: Sequence[str], port: int, until: float) -> socket:
    """To the first of the addresses that answers."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return create_connection((address, port), _left(until))
    return create_connection((addresses[-1], port), _left(until))


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _write(connection: socket, content: bytes, until: float) -> None:
    rest = memoryview(content)
    while rest:
        connection.settimeout(_left(until))
        rest = rest[connection.send(rest) :]


def _status(connection: socket, until: float) -> int | None:
    """The status of the answer; None where what comes is no answer. Whoever drips bytes gets no more time than others."""
    read = b""
    while len(read) < LONGEST_STATUS and b"\r\n" not in read:
        connection.settimeout(_left(until))
        more = connection.recv(LONGEST_STATUS - len(read))
        if not more:
            break
        read += more
    found = _STATUS.match(read)
    return int(found[1]) if found else None
