"""Receivers of deliveries on this machine: each does one thing with a connection."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

Act = Callable[[socket.socket], None]


@contextmanager
def receiver(act: Act, tls: ssl.SSLContext | None = None) -> Generator[tuple[int, list[bytes]]]:
    """Its port, and what it received; every connection is treated the same."""
    listening = socket.create_server(("127.0.0.1", 0))
    received: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with suppress(OSError), connection:
                connection.settimeout(5)
                with tls.wrap_socket(connection, server_side=True) if tls else connection as open_:
                    received.append(whole(open_))
                    act(open_)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], received
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def whole(connection: socket.socket) -> bytes:
    """A request with the body of the length that it says."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = connection.recv(65_536)
        read += more
        if not more or read.startswith(b"\x16"):  # the first byte of TLS
            return read
    head, _, body = read.partition(b"\r\n\r\n")
    length = int(dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])[b"content-length"])
    while len(body) < length and (more := connection.recv(65_536)):
        body += more
    return head + b"\r\n\r\n" + body


def answering(status: str, *headers: str) -> Act:
    content = "\r\n".join([f"HTTP/1.1 {status}", *headers, "content-length: 0", "", ""])
    return lambda connection: connection.sendall(content.encode())
