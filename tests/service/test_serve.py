"""`cpq serve` as people start it: a process, a port, `curl`; and the how-to page, whose every command is given to it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast

import httpx
import pytest

from cpq.kinds import load_rulebook
from cpq.rulebook.report import as_lines
from docs.generator.warm import warm_cpq

HOME = Path(__file__).parents[2]
PAGE = HOME / "docs" / "how-to" / "api.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```\n(?:\n```json\n(.*?)^```$)?", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
PROGRAM = re.search(
    r'^```python title="sell.py"\n(.*?)^```\n\n```text\n(.*?)^```$', PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)
COMMANDS = [(command, shown) for command, shown in BLOCKS if command.startswith("curl")]


DATA = Path(mkdtemp(prefix="cpq-serve-", dir=os.environ.get("CPQ_CACHE")))
"""Where the services of these tests keep what they store."""


def key_for(folder: Path) -> str:
    """A key for the service of a workspace."""
    command = [*warm_cpq(), "keys", "add", "test", "--role", "admin"]
    environment = {**os.environ, "PYTHONPATH": str(HOME), "XDG_DATA_HOME": str(DATA)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


@contextmanager
def serving(folder: Path, *options: str, **settings: str) -> Generator[tuple[str, subprocess.Popen[str]]]:
    """The address of a service that was started in a folder, and its process."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(HOME),
        "PYTHONUTF8": "1",
        "CPQ_LANG": "en",
        "CPQ_LOG_LEVEL": "warning",  # nobody reads what it says as it goes on
        "XDG_DATA_HOME": str(DATA),
        **settings,
    }
    command = [sys.executable, "-m", "cpq", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found is not None, said + process.stderr.read()
        yield found[0], process
    finally:
        process.terminate()  # killed, it would leave the processes that it began
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()


def connect(address: str) -> socket.socket:
    host, port = address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=30)


def answer_to(address: str, sent: bytes) -> bytes:
    """Everything that comes back until the connection is closed."""
    with connect(address) as connection:
        connection.sendall(sent)
        received = b""
        while more := connection.recv(65_536):
            received += more
        return received


@pytest.fixture(scope="module")
def example() -> Generator[str]:
    with serving(HOME / "docs" / "example", CPQ_HEADER_SECONDS="0.5") as (address, _):
        answer_to(address, b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        yield address


def fits(shown: object, answer: object) -> bool:
    """Whether an answer has all that the page shows of it."""
    if isinstance(shown, dict):
        parts = cast("dict[str, object]", shown)
        return isinstance(answer, dict) and all(
            key in answer and fits(each, cast("dict[str, object]", answer)[key]) for key, each in parts.items()
        )
    if isinstance(shown, list):
        items = cast("list[object]", shown)
        return isinstance(answer, list) and all(
            any(fits(each, other) for other in cast("list[object]", answer)) for each in items
        )
    return shown == answer


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page uses curl")
@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=range(len(COMMANDS)))
def test_what_the_page_shows_is_what_the_service_answers(example: str, command: str, shown: str) -> None:
    given = command.replace("http://127.0.0.1:8000", example)
    environment = {**os.environ, "KEY": key_for(HOME / "docs" / "example")}
    done = subprocess.run(["/bin/bash", "-c", given], capture_output=True, text=True, check=True, env=environment)
    assert shown
    assert fits(json.loads(shown), json.loads(done.stdout)), done.stdout


def test_the_program_that_the_page_shows_prints_what_it_says(example: str) -> None:
    assert PROGRAM is not None
    program, shown = PROGRAM[1].replace("http://127.0.0.1:8000", example), PROGRAM[2]
    environment = {**os.environ, "PYTHONPATH": str(HOME), "KEY": key_for(HOME / "docs" / "example")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert done.stdout == shown, done.stderr


def test_the_page_has_a_command_for_every_kind_of_answer() -> None:
    addresses = " ".join(command for command, _ in COMMANDS)
    assert len(COMMANDS) >= 6
    assert all(f"/v1/{name}" in addresses for name in ("prices", "explanations", "configurations", "products"))


def test_headers_that_do_not_end_are_cut_off(example: str) -> None:
    slow = answer_to(example, b"GET /health HTTP/1.1\r\nhost: x\r\n")
    large = answer_to(example, b"GET /health HTTP/1.1\r\nx: " + b"a" * 40_000)
    assert slow == b""
    assert large.startswith(b"HTTP/1.1 431 ")
    assert b"/problems/headers-too-large" in large


def test_what_is_not_http_gets_a_400(example: str) -> None:
    assert answer_to(example, b"\x16\x03\x01 hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_without_a_workspace_the_sample_company_is_served_and_what_was_asked_is_answered_before_the_end(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as (address, process), connect(address) as connection:
        key = f"authorization: Bearer {key_for(tmp_path)}\r\n"
        asked = f"GET /v1/products/R240 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{key}\r\n".encode()
        assert answer_to(address, asked).startswith(b"HTTP/1.1 200 OK")
        body = json.dumps(_many()).encode()
        head = f"POST /v1/prices HTTP/1.1\r\nhost: x\r\n{key}content-type: application/json\r\ncontent-length: {len(body)}\r\n"
        connection.sendall(head.encode() + b"connection: close\r\n\r\n" + body)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        received = b""
        while more := connection.recv(1_000_000):
            received += more
        assert received.startswith(b"HTTP/1.1 200 OK")
        assert process.wait(60) in (0, -signal.SIGTERM)


def _many() -> dict[str, Any]:
    line = {"product": "SW-A48", "quantity": 1}
    head = {"date": "2026-04-10", "currency": "CNY", "channel": "direct", "customer": "C1001"}
    return {"id": "Q", **head, "lines": [line] * 3_000}


def test_a_rulebook_with_errors_is_not_served_and_every_error_is_shown(tmp_path: Path) -> None:
    shutil.copytree(HOME / "examples" / "minimal" / "rules", tmp_path / "rules")
    with (tmp_path / "rules" / "products.yaml").open("a") as file:
        file.write("\n  STOOL: {kind: stool}\n  BENCH: {kind: sku, colour: red}\n")
    found = load_rulebook(tmp_path / "rules", tmp_path).findings
    assert refused("serve", cwd=tmp_path).splitlines() == as_lines(found, "en")
    assert len(found) > 2


def test_a_workspace_that_changed_is_in_force_after_the_next_start_for_every_process(tmp_path: Path) -> None:
    shutil.copytree(HOME / "examples" / "minimal", tmp_path / "ours")
    prices = tmp_path / "ours" / "rules" / "prices.yaml"
    versions: list[str] = []
    for price, workers in (("800.00", "1"), ("810.00", "2")):
        prices.write_text(prices.read_text("utf-8").replace("800.00", price), "utf-8")
        loaded = load_rulebook(prices.parent).rulebook
        with serving(tmp_path / "ours", "--workers", workers, CPQ_METRICS="true") as (address, _):
            key = key_for(tmp_path / "ours")
            seen = {current(address, key) for _ in range(6)}
            counted = httpx.get(f"{address}/metrics").text
        assert loaded is not None
        assert seen == {loaded.version}
        assert 'route="/v1/rulebooks/current",status="200"} 6.0' in counted
        versions.append(loaded.version)
    assert len(set(versions)) == 2


def current(address: str, key: str) -> str:
    answer = httpx.get(f"{address}/v1/rulebooks/current", headers={"authorization": f"Bearer {key}"}, timeout=60)
    return answer.json()["version"]


def test_a_port_that_is_taken_is_told(example: str) -> None:
    assert "cannot be listened on" in refused("serve", "--port", example.rsplit(":", 1)[1], cwd=HOME)


def refused(*arguments: str, cwd: Path) -> str:
    """What a command says that ends with findings."""
    environment = {**os.environ, "CPQ_LANG": "en", "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"}
    command = [*warm_cpq(), *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr
