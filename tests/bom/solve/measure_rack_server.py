"""Prints how long the SAT engine takes on the rack server: `python tests/bom/solve/measure_rack_server.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[3]))

from typing import TYPE_CHECKING

from cpq.bom.solve import Is, Selection, Status
from cpq.bom.solve.sat import SatEngine
from tests.bom.solve.rack_server import rack_server

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    for watt_step, gram_step in ((25, 1000), (5, 500), (1, 10)):
        model = rack_server(watt_step=watt_step, gram_step=gram_step)
        started = perf_counter()
        with SatEngine(model) as engine:
            made = perf_counter() - started
            engine.status({})
            report(f"{watt_step} W, {gram_step} g", made, perf_counter() - started, *clicks(engine))


def clicks(engine: SatEngine) -> tuple[list[float], list[float], list[float]]:
    """Sessions of eight random possible choices; seconds of status, completion and explanation."""
    random, timings = Random(3), ([], [], [])
    for _ in range(8):
        selection: dict[str, int | frozenset[int]] = {}
        for _ in range(8):
            status = engine.status(selection)
            name = random.choice([each for each, left in status.values.items() if len(left) > 1])
            selection[name] = random.choice(status.values[name][:6])
            for kept, question in zip(timings, questions(engine, selection, status, random), strict=True):
                started = perf_counter()
                question()
                kept.append(perf_counter() - started)
    return timings


def questions(
    engine: SatEngine, selection: Selection, status: Status, random: Random
) -> tuple[Callable[[], object], ...]:
    excluded = [
        Is(name, value)
        for name, domain in engine.model.domains.items()
        for value in domain
        if value not in status.values[name]
    ]
    literal = random.choice(excluded)
    return (
        lambda: engine.status(selection),
        lambda: engine.solve(selection),
        lambda: engine.why_not(selection, literal),
    )


def report(what: str, made: float, first: float, *timings: list[float]) -> None:
    parts = [f"engine {1000 * made:.0f} ms", f"first status after {1000 * first:.0f} ms"]
    for name, times in zip(("status", "solve", "why_not"), timings, strict=True):
        parts.append(f"{name} median {1000 * median(times):.1f} ms, worst {1000 * max(times):.1f} ms")
    sys.stdout.write(f"{what}: {'; '.join(parts)}\n")


if __name__ == "__main__":
    main()
