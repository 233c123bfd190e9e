"""Asks a running service over loopback, several clients at a time, each waiting for an answer before it asks again."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from questions import Question


@dataclass(frozen=True)
class Server:
    port: int
    process: int
    key: str


@dataclass(frozen=True)
class Measured:
    """How long each request took, in seconds, the shortest first; the size of an answer; the service's processor time for all, and
    how long all took.
    """

    took: Sequence[float]
    size: int
    cpu: float
    seconds: float

    @property
    def figures(self) -> str:
        took, number = self.took, len(self.took)
        p50, p99 = took[number // 2] * 1000, took[min(number - 1, int(number * 0.99))] * 1000
        return f"{self.cpu / number * 1000:.2f} | {number / self.seconds:,.0f} | {p50:.1f} | {p99:.1f}"


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> int:
    """The size of the answer's content."""
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    content = await reader.readexactly(length)
    assert head.startswith(b"HTTP/1.1 20"), head + content[:2000]
    return length


async def client(port: int, question: Question, numbers: Iterator[int], until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    while (begun := time.perf_counter()) < until:
        number = next(numbers)
        if question.most is not None and number >= question.most:
            break
        await ask(reader, writer, question.request(number))
        took.append(time.perf_counter() - begun)
    writer.close()


async def measured(server: Server, question: Question, seconds: float, clients: int) -> Measured:
    """So many seconds long, or as long as there is something new to ask. The first answers are not counted."""
    numbers = count()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=2**24)
    for _ in range(3):
        size = await ask(reader, writer, question.request(next(numbers)))
    writer.close()
    took: list[float] = []
    before, begun = cpu_of(server.process), time.perf_counter()
    every = (client(server.port, question, numbers, begun + seconds, took) for _ in range(clients))
    await asyncio.gather(*every)
    return Measured(sorted(took), size, cpu_of(server.process) - before, time.perf_counter() - begun)


def cpu_of(process: int) -> float:
    """The processor time so far of a process and of those that it has begun, the ended ones too, in seconds."""
    seconds, parents = dict[int, int](), dict[int, int]()
    for each in (int(name.name) for name in Path("/proc").iterdir() if name.name.isdigit()):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue  # it has ended
        parents[each], seconds[each] = int(fields[1]), sum(map(int, fields[11:15]))
    family = {process}
    while more := {each for each, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(seconds[each] for each in family if each in seconds) / os.sysconf("SC_CLK_TCK")
