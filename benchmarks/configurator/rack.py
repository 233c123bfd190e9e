"""Clicks on the sample company's rack with twelve servers, engine time: `python benchmarks/configurator/rack.py [--sessions N]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random
from time import perf_counter

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME))

from cpq.bom.configuration import NestedSelection, Selection  # noqa: E402
from cpq.bom.configuration.compilations import Compilations  # noqa: E402
from cpq.bom.configuration.shapes import selected_shape  # noqa: E402
from cpq.bom.solve.engines import engine_of  # noqa: E402
from cpq.kinds import load_rulebook  # noqa: E402

RACK, SERVERS = "RACK-42", ("R240", "R120")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--clicks", type=int, default=30)
    given = parser.parse_args()
    rulebook = load_rulebook(HOME / "rules").rulebook
    assert rulebook is not None
    parts = tuple(NestedSelection(SERVERS[number % 2], Selection()) for number in range(12))
    shape = selected_shape({"servers": parts})
    start = perf_counter()
    model = rulebook.derived(Compilations).of(RACK, shape).model
    made = perf_counter()
    with engine_of(model, "coupled") as engine:
        engine.status({})
        ready = perf_counter()
        values = sum(len(each.domain) for each in model.variables)
        print(
            f"{len(model.variables)} variables, {values:,} values; model {made - start:.1f} s, engine and first answer {ready - made:.1f} s"
        )
        spent = sorted(each for seed in range(given.sessions) for each in clicks(engine, Random(seed), given.clicks))
    at = {name: spent[min(len(spent) - 1, int(len(spent) * share))] * 1000 for name, share in SHARES.items()}
    print(f"{len(spent):,} clicks, ms: " + ", ".join(f"{name} {each:.2f}" for name, each in at.items()) + " (p99 ≤ 15)")


SHARES = {"median": 0.5, "p90": 0.9, "p99": 0.99, "most": 1.0}


def clicks(engine, random: Random, count: int):
    """What each answer took while one thing after the other is chosen, anywhere in the rack."""
    selection: dict[str, int] = {}
    status = engine.status({})
    for _ in range(count):
        name = random.choice(
            [name for name, values in status.values.items() if len(values) > 1 and name not in selection]
        )
        selection[name] = random.choice(status.values[name])
        start = perf_counter()
        status = engine.status(selection)
        yield perf_counter() - start
        assert status.possible


if __name__ == "__main__":
    main()
