"""What one engine does with one model, in a process of its own; a line of JSON for each job done.

Processor time, which a busy machine does not distort.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from cases import Case, case

from cpq.bom.solve import Engine, Model
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.cp_sat.engine import CpSatEngine
from cpq.bom.solve.sat import SatEngine

Row = dict[str, Any]
ENGINES: dict[str, Callable[[Model], Engine]] = {"sat": SatEngine, "circuit": CircuitEngine, "cp-sat": CpSatEngine}
REPEATS = 3


def memory() -> float:
    """What this process holds, MB."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * resource.getpagesize() / 2**20


def timed(question: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    """The answer and the milliseconds."""
    begin = process_time()
    answer = question(*given)
    return answer, 1000 * (process_time() - begin)


def run(engine_name: str, given: Case) -> Iterator[Row]:
    """Milliseconds of every job, and the answers that can be compared."""
    before = memory()
    engine, compiled = timed(ENGINES[engine_name], given.model)
    yield {"compile": compiled}
    if engine_name != "cp-sat":  # is for optima: asked for every value by itself, it takes seconds a click
        yield from _clicks(engine, given)
        conflicts, spent = zip(*(timed(engine.why_not, given.middle, each) for each in given.refused), strict=True)
        yield {"conflict": median(spent), "conflict p99": max(spent), "= conflict": repr(conflicts)}
    yield {"memory": memory() - before}
    best, spent = zip(*(timed(engine.best, given.middle, given.prices) for _ in range(REPEATS)), strict=True)
    yield {"cheapest": median(spent), "= cheapest": best[0].total if best[0].proven else None}
    repairs, spent = zip(*(timed(engine.least, {}, given.penalties) for _ in range(REPEATS)), strict=True)
    yield {"repairs": median(spent), "= repairs": repr(dict(repairs[0].totals)) if repairs[0].proven else None}
    count, spent = timed(engine.count, {})
    yield {"count": spent, "= count": count.number if count.exact else None}


def _clicks(engine: Engine, given: Case) -> Iterator[Row]:
    """Of the session, the first answer by itself; every one must be the recorded one."""
    spent: list[float] = []
    for step in given.steps:
        status, ms = timed(engine.status, step.selection)
        assert dict(status.values) == step.values, "an answer differs from the recorded one"
        spent.append(ms)
        if len(spent) == 1:
            yield {"first": ms}
    later = sorted(spent[1:])
    yield {"click": median(later), "click p99": later[int(0.99 * len(later))], "clicks": len(later)}


if __name__ == "__main__":
    if sys.argv[1] in ENGINES:
        rows = run(sys.argv[1], case(sys.argv[2]))
    else:
        from peers import PEERS

        rows = PEERS[sys.argv[1]](case(sys.argv[2]))
    for row in rows:
        print(json.dumps(row), flush=True)
