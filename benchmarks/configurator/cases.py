"""The models that are measured, each with a session of clicks and the answers every engine must give."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from car import car

from cpq.bom.solve import Is, Model, Objective, Selection, Term
from cpq.bom.solve.sat import SatEngine
from tests.corpus.corpus import CORPUS, SESSIONS, Step, model, sessions

CLICKS = 40
"""Of the session of the generated car."""
GENERATED = "generated car"


@dataclass(frozen=True, slots=True)
class Case:
    """`steps` are a session; `middle` is a selection from the midst of it; `refused` are values it cannot have."""

    model: Model
    steps: list[Step]
    middle: Selection
    refused: list[Is]
    prices: Objective
    penalties: Objective


def names() -> list[str]:
    return [GENERATED, *SESSIONS] if CORPUS.is_dir() else [GENERATED]


def case(name: str) -> Case:
    if name == GENERATED:
        whole = car()
        steps = _session(whole)
    else:
        whole = model(SESSIONS[name])
        steps = [step for session in sessions(name) for step in session]
    middle = steps[min(len(steps) // 2, 9)]
    random = Random(11)
    free = [each for each in whole.variables if each.name not in middle.selection]
    refused = [Is(each.name, value) for each in free for value in each.domain if value not in middle.values[each.name]]
    return Case(
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


def _session(whole: Model) -> list[Step]:
    random, selection, steps = Random(5), dict[str, int](), list[Step]()
    with SatEngine(whole) as engine:
        for _ in range(CLICKS):
            values = engine.status(selection).values
            steps.append(Step(dict(selection), dict(values)))
            open_ = [name for name, left in values.items() if len(left) > 1 and name not in selection]
            if not open_:
                break
            name = random.choice(open_)
            selection[name] = random.choice(values[name])
    return steps
