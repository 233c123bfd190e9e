"""One delivery over a real connection: what arrives, and what receivers that mean harm can do."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cpq.platform.webhooks import sending
from cpq.platform.webhooks.sending import Limits, Outcome, send
from tests.webhooks.receiver import Act, answering, receiver

HERE = Limits(seconds=1.0, plain_http=True, anywhere=True)
BODY = '{"名":"值"}'.encode()


def sent(act: Act, limits: Limits = HERE) -> tuple[Outcome, list[bytes]]:
    with receiver(act) as (port, received):
        return send(f"http://127.0.0.1:{port}/hook?x=1", {"cpq-event": "evt_1"}, BODY, limits), received


def test_a_delivery_arrives_whole_with_its_headers() -> None:
    outcome, (request,) = sent(answering("204 No Content"))
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert outcome == Outcome(204, None)
    assert body == BODY
    assert lines[0] == b"POST /hook?x=1 HTTP/1.1"
    assert b"cpq-event: evt_1" in lines
    assert lines[1].startswith(b"host: 127.0.0.1:")


@pytest.mark.parametrize("status", ["200 OK", "299 Fine"])
def test_every_2xx_says_that_it_arrived(status: str) -> None:
    assert sent(answering(status))[0].arrived


@pytest.mark.parametrize(
    "status", ["199 Odd", "301 Moved", "302 Found", "307 Again", "400 Bad", "410 Gone", "500 Broken"]
)
def test_everything_else_says_that_it_did_not(status: str) -> None:
    outcome, _ = sent(answering(status))
    assert outcome == Outcome(int(status[:3]), f"answered {status[:3]}")


def test_a_redirect_is_not_followed() -> None:
    with receiver(answering("200 OK")) as (other, elsewhere):
        outcome, _ = sent(answering("302 Found", f"location: http://127.0.0.1:{other}/inside"))
    assert outcome.status == 302
    assert elsewhere == []


def drip(connection: socket.socket) -> None:
    for byte in b"HTTP/1.1 200 OK\r\n" * 100:
        connection.send(bytes([byte]))
        time.sleep(0.2)


def endless(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"x" * 65_536)


@pytest.mark.parametrize(
    ("act", "trouble"),
    [
        (lambda _: time.sleep(3), "no answer within"),
        (drip, "no answer within"),
        (endless, "the answer is not HTTP"),
        (lambda _: None, "the answer is not HTTP"),
        (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n"), "the answer is not HTTP"),
    ],
    ids=["silent", "dripping", "endless", "closing", "another protocol"],
)
def test_a_receiver_holds_nobody_up(act: Callable[[socket.socket], None], trouble: str) -> None:
    outcome, _ = sent(act, Limits(seconds=0.5, plain_http=True, anywhere=True))
    assert outcome.status is None
    assert outcome.trouble is not None
    assert outcome.trouble.startswith(trouble)


def test_inside_is_not_connected_to_at_all() -> None:
    with receiver(answering("200 OK")) as (port, received):
        outcome = send(f"http://127.0.0.1:{port}/", {}, BODY, Limits(plain_http=True))
        named = send(f"http://shop.example:{port}/", {}, BODY, Limits(plain_http=True), lambda *_: ["127.0.0.1"])
    assert outcome == named == Outcome(None, "the host is not on the public internet")
    assert received == []


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    with receiver(answering("200 OK")) as (port, received):
        asked: list[str] = []

        def resolve(host: str, _: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

        outcome = send(f"http://shop.example:{port}/", {}, BODY, HERE, resolve)
    assert outcome.arrived
    assert asked == ["shop.example"]
    assert f"host: shop.example:{port}".encode() in received[0]


def test_the_next_address_is_tried_where_one_is_not_there() -> None:
    with receiver(answering("200 OK")) as (port, _):
        outcome = send(f"http://shop.example:{port}/", {}, BODY, HERE, lambda *_: ["127.9.9.9", "127.0.0.1"])
    assert outcome.arrived


def test_nobody_there_and_no_tls_there_are_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/", {}, BODY, HERE).trouble == "no connection: Connection refused"
    with receiver(answering("200 OK")) as (port, _):
        outcome = send(f"https://127.0.0.1:{port}/", {}, BODY, HERE)
    assert outcome.trouble is not None
    assert outcome.trouble.startswith(("TLS: ", "no connection: "))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for shop.example, with its key."""
    folder = tmp_path_factory.mktemp("tls")
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of this test")
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem"), "-days", "1", "-nodes"]
    name = ["-subj", "/CN=shop.example", "-addext", "subjectAltName=DNS:shop.example"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", *made, *name], check=True, capture_output=True, timeout=60
    )
    return folder / "certificate.pem", folder / "key.pem"


@pytest.mark.parametrize(("name", "arrives"), [("shop.example", True), ("other.example", False)])
def test_the_certificate_must_be_that_of_the_name(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, name: str, arrives: bool
) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    monkeypatch.setattr(sending, "_tls", lambda: ssl.create_default_context(cafile=certificate[0]))
    with receiver(answering("200 OK"), server) as (port, received):
        outcome = send(f"https://{name}:{port}/", {}, BODY, HERE, lambda *_: ["127.0.0.1"])
    assert outcome == (Outcome(200, None) if arrives else Outcome(None, "TLS: CERTIFICATE_VERIFY_FAILED"))
    assert bool(received) is arrives


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: tuple[Path, Path]) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    with receiver(answering("200 OK"), server) as (port, received):
        outcome = send(f"https://shop.example:{port}/", {}, BODY, HERE, lambda *_: ["127.0.0.1"])
    assert outcome == Outcome(None, "TLS: CERTIFICATE_VERIFY_FAILED")
    assert received == []
