"""What one engine does with one model, in a process of its own; a line of JSON for each job done.

Processor time, which a busy machine does not distort. Machine code is made before the time is taken.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from statistics import median
from time import process_time
from typing import Any

from cases import Case, case

from cpq.bom.solve import Clause, Engine, Is, Linear, Model, Table, Term, Variable
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.storage import Store
from cpq.bom.solve.coupled.engine import CoupledEngine
from cpq.bom.solve.cp_sat.engine import CpSatEngine
from cpq.bom.solve.sat import SatEngine

Row = dict[str, Any]
ENGINES: dict[str, Callable[[Model], Engine]] = {
    "sat": SatEngine,
    "circuit": lambda model: CircuitEngine(model, kept=Store(None)),
    "coupled": CoupledEngine,
    "cp-sat": CpSatEngine,
}
REPEATS = 3
SMALL = Model(
    tuple(Variable(f"v{number}", (0, 1, 2)) for number in range(6)),
    (
        Table("table", ("v0", "v1", "v2"), ((0, 1, 2), (1, 1, 1), (2, 0, 0))),
        Clause("clause", (Is("v3", 0), Is("v4", 1))),
        Linear("sum", tuple(Term(f"v{number}", ((1, 3), (2, 7))) for number in range(6)), "<=", 20),
    ),
)


def peak() -> float:
    """The most that this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(question: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    """The answer and the milliseconds."""
    begin = process_time()
    answer = question(*given)
    return answer, 1000 * (process_time() - begin)


def warmed(engine_name: str) -> None:
    """Every question once, about a model that takes no time."""
    with ENGINES[engine_name](SMALL) as engine:
        engine.status({})
        engine.best({}, [Term.when("v0", 1)])
        engine.least({}, [Term.when("v0", 1)])
        engine.count({})
        engine.solve({})


def run(engine_name: str, given: Case) -> Iterator[Row]:
    """Milliseconds of every job, and the answers that can be compared."""
    warmed(engine_name)
    engine, compiled = timed(ENGINES[engine_name], given.model)
    yield {"compile": compiled}
    if engine_name == "cp-sat":  # is for optima: asked for every value by itself, it takes seconds a click
        yield from _optima(engine, given)
        return
    yield from _clicks(engine, given)
    best, spent = zip(*(timed(engine.best, given.middle, given.prices) for _ in range(REPEATS)), strict=True)
    yield {"cheapest": median(spent), "= cheapest": best[0].total if best[0].proven else None}
    conflicts, spent = zip(*(timed(engine.why_not, given.middle, each) for each in given.refused), strict=True)
    yield {"conflict": median(spent), "conflict most": max(spent), "= conflict": repr(conflicts)}
    repairs, spent = zip(*(timed(engine.least, {}, given.penalties) for _ in range(REPEATS)), strict=True)
    yield {"repairs": median(spent), "= repairs": repr(dict(repairs[0].totals)) if repairs[0].proven else None}
    count, spent = timed(engine.count, {})
    yield {"count": spent, "= count": count.number if count.exact else None}


def _clicks(engine: Engine, given: Case) -> Iterator[Row]:
    """Of the sessions, the first answer by itself; every one must be the recorded one."""
    spent: list[float] = []
    for step in given.steps:
        status, ms = timed(engine.status, step.selection)
        assert dict(status.values) == step.values, "an answer differs from the recorded one"
        spent.append(ms)
        if len(spent) == 1:
            yield {"first": ms}
    later = sorted(spent[1:])
    yield {"click": median(later), "click p99": later[int(0.99 * len(later))], "clicks": len(later)}


def _optima(engine: Engine, given: Case) -> Iterator[Row]:
    """The cheapest completion, and the fewest choices to give up for one value."""
    best, spent = timed(engine.best, given.middle, given.prices)
    yield {"cheapest": spent, "= cheapest": best.total if best.proven else None}
    wanted = given.refused[0]
    repair, spent = timed(engine.best, {wanted.variable: wanted.value}, given.penalties)
    yield {"repair of one": spent} if repair is None or repair.proven else {}


if __name__ == "__main__":
    if sys.argv[1] in ENGINES:
        rows = run(sys.argv[1], case(sys.argv[2]))
    else:
        from peers import PEERS

        rows = PEERS[sys.argv[1]](case(sys.argv[2]))
    for row in rows:
        print(json.dumps({**row, "peak": peak()}), flush=True)
