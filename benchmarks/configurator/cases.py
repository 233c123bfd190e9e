"""The models that are measured, each with a session of clicks and the answers every engine must give."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from car import car
from rack import rack

from cpq.bom.solve import Engine, Is, Model, Objective, Selection, Term
from cpq.bom.solve.coupled.engine import CoupledEngine
from cpq.bom.solve.sat import SatEngine
from tests.corpus.corpus import CORPUS, SESSIONS, Step, model, sessions

GENERATED, RACK = "generated car", "rack of 12"
MADE: dict[str, tuple[Callable[[], Model], Callable[[Model], Engine], int]] = {
    GENERATED: (car, SatEngine, 40),
    RACK: (rack, CoupledEngine, 150),
}
"""Models without recorded sessions: how each is made, who answers while its clicks are drawn, and how many these are."""
A_SESSION = 30
"""Clicks after which a drawn session begins anew."""


@dataclass(frozen=True, slots=True)
class Case:
    """`steps` are sessions one after the other; `middle` is a selection from the midst; `refused` are values it cannot have."""

    name: str
    model: Model
    steps: list[Step]
    middle: Selection
    refused: list[Is]
    prices: Objective
    penalties: Objective


def names() -> list[str]:
    return [*MADE, *SESSIONS] if CORPUS.is_dir() else [*MADE]


def case(name: str) -> Case:
    if name in MADE:
        whole = MADE[name][0]()
        steps = _drawn(name, whole)
    else:
        whole = model(SESSIONS[name])
        steps = [step for session in sessions(name) for step in session]
    middle = steps[min(len(steps) // 2, 9)]
    random = Random(11)
    free = [each for each in whole.variables if each.name not in middle.selection]
    refused = [Is(each.name, value) for each in free for value in each.domain if value not in middle.values[each.name]]
    return Case(
        name,
        whole,
        steps,
        middle.selection,
        random.sample(refused, min(15, len(refused))),
        [
            Term(each.name, tuple((value, random.randint(0, 90_000)) for value in each.domain))
            for each in whole.variables
        ],
        [
            Term(name, tuple((other, 1) for other in whole.domains[name] if other != value))
            for name, value in middle.selection.items()
        ],
    )


def _drawn(name: str, whole: Model) -> list[Step]:
    """From the folder `$CPQ_DRAWN`, where the clicks are kept that were drawn before; else drawn."""
    folder = os.environ.get("CPQ_DRAWN")
    kept = Path(folder) / f"{name}.json" if folder else None
    if kept is not None and kept.exists():
        read = json.loads(kept.read_text("utf-8"))
        return [Step(chosen, {each: tuple(left) for each, left in values.items()}) for chosen, values in read]
    steps = _draw(name, whole)
    if kept is not None:
        kept.write_text(json.dumps([(step.selection, step.values) for step in steps]), "utf-8")
    return steps


def _draw(name: str, whole: Model) -> list[Step]:
    _, answering, clicks = MADE[name]
    random, selection, steps = Random(5), dict[str, int](), list[Step]()
    with answering(whole) as engine:
        while len(steps) < clicks:
            values = engine.status(selection).values
            steps.append(Step(dict(selection), dict(values)))
            open_ = [each for each, left in values.items() if len(left) > 1 and each not in selection]
            if not open_ or len(selection) == A_SESSION:
                selection = {}
            else:
                chosen = random.choice(open_)
                selection[chosen] = random.choice(values[chosen])
    return steps
