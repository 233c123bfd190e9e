"""How many requests a second, and how long each takes, beside endpoints of bare FastAPI; prints the tables of the README.

.venv/bin/python benchmarks/service/run.py [SECONDS] [CLIENTS]
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(HOME), str(HOME / "benchmarks" / "documents")]

from asking import Measured, Server, measured  # noqa: E402
from documents import document_row  # noqa: E402
from questions import Question, again, clicks, kept, prices, walks  # noqa: E402
from serving import databases, prepare, served  # noqa: E402

EMPTY = Question("bare FastAPI, empty", "GET", "/bare/empty")
CLICKS = 600
"""Different ones; what is asked a second time has its answer already."""
FIGURES = "processor, ms | requests/s | p50, ms | p99, ms |"


def of_the_same_size(question: Question, found: Measured) -> Question:
    return replace(question, name="bare FastAPI, the same sizes", path=f"/bare/bytes/{found.size}", most=None)


def all_requests(server: Server, seconds: float, clients: int, groups: Iterable[list[Question]]) -> None:
    """One process on SQLite; after each group an endpoint that reads the first one's body and answers with as many bytes."""
    print(f"| request | bytes of the answer | {FIGURES}\n|---|---:|---:|---:|---:|---:|")
    show(EMPTY, asyncio.run(measured(server, EMPTY, seconds, clients)))
    for group in groups:
        found = list[Measured]()
        for question in group:
            asked = replace(question, key=server.key)
            found.append(asyncio.run(measured(server, asked, seconds, clients)))
            show(question, found[-1])
        bare = of_the_same_size(again(group[0]), found[0])
        show(bare, asyncio.run(measured(server, bare, seconds, clients)))


def show(question: Question, found: Measured) -> None:
    print(f"| {question.name} | {found.size:,} | {found.figures} |", flush=True)


def by_processes(
    name: str, workers: int, server: Server, seconds: float, asked: Iterable[tuple[Question, int]]
) -> None:
    for question, clients in asked:
        found = asyncio.run(measured(server, replace(question, key=server.key), seconds, clients))
        print(f"| {name} | {workers} | {question.name} | {clients} | {found.figures} |", flush=True)


def main(seconds: float = 3, clients: int = 4) -> None:
    print(f"{clients} clients, {seconds:g} s each; load of the machine before: {os.getloadavg()[0]:.1f}\n")
    prepare()
    machine, rack = walks(HOME, "R240", CLICKS), walks(HOME, "RACK-42", CLICKS, "servers")
    ten, server_click, rack_click = prices(10), clicks("R240", machine), clicks("RACK-42", rack)
    with databases() as urls:
        with served(urls["SQLite"], 1) as server:
            groups = [
                [ten, again(ten), prices(10, "?explained=false")],
                [prices(100), again(prices(100))],
                [kept(100, "K")],
                [server_click, again(server_click), rack_click, again(rack_click)],
            ]
            all_requests(server, seconds, clients, groups)
        print(f"\n| database | processes | request | clients | {FIGURES}\n|---|---:|---|---:|---:|---:|---:|---:|")
        for name, url in urls.items():
            for workers in (1, 2):
                one, many = kept(100, f"W{workers}"), kept(100, f"M{workers}")
                asked = [(ten, clients), (again(ten), clients), (one, 1), (many, clients), (server_click, clients)]
                with served(url, workers) as server:
                    by_processes(name, workers, server, seconds, asked)
    document_row()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and databases end, too
    kinds = (float, int)
    main(*(kind(each) for kind, each in zip(kinds, sys.argv[1:], strict=False)))
