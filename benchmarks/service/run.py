"""How many requests a second, and how long each takes: prices and clicks over loopback, beside an empty FastAPI endpoint in the same run.

.venv/bin/python benchmarks/service/run.py [SECONDS] [CLIENTS] [DATABASE]
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count as counting
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
HEAD = {"date": "2026-08-03", "currency": "CNY", "channel": "direct", "customer": "C1005"}
GOODS = ("SW-A48", "XCV-25SR", "PWC-C19-3M-BLACK", "SVC-INST")
SERVER = {"cpu": {"CPU-5416": 2}}
NUMBERS = counting(1)
GENEROUS = {
    "CPQ_WORKSPACE": str(HERE.parents[1]),
    "CPQ_BURST": "1000000",
    "CPQ_REQUESTS_PER_SECOND": "1000000",
    "PYTHONPATH": str(HERE.parents[1]),
}
RACK = {"servers": [{"product": "R240", "quantity": 3, "configuration": SERVER}]}


@dataclass(frozen=True)
class Question:
    name: str
    method: str
    path: str
    body: bytes = b""
    key: str = ""

    def __bytes__(self) -> bytes:
        """The request; of what is kept each has a number of its own."""
        body = self.body.replace(b"NUMBER", f"Q-{next(NUMBERS)}".encode())
        head = f"{self.method} {self.path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        return f"{head}authorization: Bearer {self.key}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


@dataclass(frozen=True)
class Server:
    port: int
    process: int
    key: str


def prices(count: int) -> Question:
    lines = [{"product": GOODS[i % 4], "quantity": i % 7 + 1} for i in range(count)]
    return Question(
        f"`/v1/prices`, {count} lines", "POST", "/v1/prices", json.dumps({"id": "Q", **HEAD, "lines": lines}).encode()
    )


def kept(count: int) -> Question:
    """A quote that is stored."""
    lines = [{"product": GOODS[i % 4], "quantity": i % 7 + 1} for i in range(count)]
    body = json.dumps({"request": {"id": "NUMBER", **HEAD, "lines": lines}}).encode()
    return Question(f"`/v1/quotes`, {count} lines kept", "POST", "/v1/quotes", body)


def click(product: str, configuration: object) -> Question:
    body = json.dumps({**HEAD, "configuration": configuration}).encode()
    return Question(f"a click on {product}", "POST", f"/v1/configurations/{product}", body)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> int:
    """The size of the answer's content."""
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 20"), head
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    await reader.readexactly(length)
    return length


async def client(port: int, question: Question, until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    while (begun := time.perf_counter()) < until:
        await ask(reader, writer, bytes(question))
        took.append(time.perf_counter() - begun)
    writer.close()


@dataclass(frozen=True)
class Measured:
    """How long each request took, in seconds, the shortest first; the size of an answer; the server's processor time for all."""

    took: Sequence[float]
    size: int
    cpu: float


def cpu_of(process: int) -> float:
    """The processor time of a process so far, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measured(server: Server, question: Question, seconds: float, clients: int) -> Measured:
    """The first answers are not counted."""
    port = server.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    for _ in range(3):
        size = await ask(reader, writer, bytes(question))
    writer.close()
    took: list[float] = []
    before = cpu_of(server.process)
    until = time.perf_counter() + seconds
    await asyncio.gather(*(client(port, question, until, took) for _ in range(clients)))
    return Measured(sorted(took), size, cpu_of(server.process) - before)


def row(name: str, found: Measured, seconds: float) -> str:
    took, count = found.took, len(found.took)
    p50, p99 = took[count // 2] * 1000, took[int(count * 0.99)] * 1000
    return (
        f"| {name} | {found.size:,} | {found.cpu / count * 1000:.2f} | {count / seconds:,.0f} | {p50:.1f} | {p99:.1f} |"
    )


async def compare(server: Server, seconds: float, clients: int) -> None:
    print(
        "| request | bytes of the answer | processor, ms | requests/s | p50, ms | p99, ms |\n|---|---|---|---|---|---|"
    )
    empty = Question("bare FastAPI, empty", "GET", "/bare/empty")
    print(row(empty.name, await measured(server, empty, seconds, clients), seconds))
    for each in (prices(10), prices(100), kept(100), click("R240", SERVER), click("RACK-42", RACK)):
        question = replace(each, key=server.key)
        found = await measured(server, question, seconds, clients)
        same = Question("bare FastAPI, the same sizes", "POST", f"/bare/bytes/{found.size}", question.body)
        print(row(question.name, found, seconds))
        print(row(same.name, await measured(server, same, seconds, clients), seconds))


def wait_until_ready(port: int) -> None:
    """Until every product is compiled, which is done beside the first answers."""
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/ready"):
                return
        except OSError:
            time.sleep(0.5)


def main(seconds: float = 4, clients: int = 4, database: str = "") -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        serve(
            port, seconds, clients, {**os.environ, **GENEROUS, "CPQ_DATABASE": database or f"sqlite:///{folder}/x.db"}
        )


def serve(port: int, seconds: float, clients: int, environment: dict[str, str]) -> None:
    """Starts the service with a key, measures it, and ends it."""
    command = [sys.executable, "-m", "cpq", "keys", "add", "benchmark", "--role", "admin"]
    added = subprocess.run(command, env=environment, cwd=HERE.parents[1], capture_output=True, text=True, check=True)
    process = subprocess.Popen(
        [sys.executable, str(HERE / "server.py"), str(port)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_ready(port)
        print(f"{clients} clients, {seconds:g} s each; load of the machine before: {os.getloadavg()[0]:.1f}\n")
        asyncio.run(compare(Server(port, process.pid, added.stdout.strip()), seconds, clients))
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    kinds = (float, int, str)
    main(*(kind(each) for kind, each in zip(kinds, sys.argv[1:], strict=False)))
