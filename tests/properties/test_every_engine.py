"""Every engine answers every question about thousands of small models as the list of all assignments does.

`CPQ_MODELS=100000` asks about so many models instead of two thousand.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from unittest.mock import patch

import pytest

from cpq.bom.solve import Engine, Model
from cpq.bom.solve.automatic import AutomaticEngine
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.storage import Store
from cpq.bom.solve.coupled.engine import CoupledEngine
from cpq.bom.solve.cp_sat import CpSatEngine
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.repairs import ways_out
from cpq.bom.solve.sat import SatEngine
from tests.properties.small_models import Asked, asked, demands
from tests.properties.truth import Truth

MODELS = int(os.environ.get("CPQ_MODELS", "2048"))
CHUNKS = 16
EVERYTHING = 99


def circuit(model: Model) -> Engine:
    return CircuitEngine(model, kept=Store(None))


def sums_apart(model: Model) -> Engine:
    """Every sum is left to be decided on the circuit."""
    with patch("cpq.bom.solve.circuit.reading.MOST_OF_A_SUM", 0):
        return circuit(model)


def cp_sat_alone(model: Model) -> Engine:
    """What SAT does for CP-SAT elsewhere, it does itself: as for a model that clauses do not hold."""
    return CpSatEngine(model, alone=True)


ENGINES: Mapping[str, Callable[[Model], Engine]] = {
    "reference": ReferenceEngine,
    "sat": SatEngine,
    "circuit": circuit,
    "circuit, sums apart": sums_apart,
    "coupled": CoupledEngine,
    "cp-sat": CpSatEngine,
    "cp-sat alone": cp_sat_alone,
    "automatic": AutomaticEngine,
}


RARELY = "cp-sat alone"
"""The slowest by far: asked about one model in four."""


def questions(given: Asked) -> Iterator[tuple[str, Callable[[Engine], object], Callable[[Truth], object]]]:
    """What is asked: in words, of an engine, of the truth."""
    chosen, objective, literal = given.selection, given.objective, given.literal
    wanted = {literal.variable: literal.value}
    entries = {name: entry for name, entry in chosen.items() if name not in wanted}
    yield "status", lambda it: it.status(chosen), lambda it: it.status(chosen)
    yield "status of some", lambda it: it.status(chosen, given.only), lambda it: it.status(chosen, given.only)
    yield "conflict", lambda it: it.conflict(chosen), lambda it: it.conflict(chosen)
    yield "why not", lambda it: it.why_not(chosen, literal), lambda it: it.why_not(chosen, literal)
    yield "solve", lambda it: it.solve(chosen, given.wishes), lambda it: it.solve(chosen, given.wishes)
    yield "count", lambda it: it.count(chosen), lambda it: it.count(chosen)
    yield "best", lambda it: it.best(chosen, objective), lambda it: it.best(chosen, objective)
    yield (
        "best with wishes",
        lambda it: it.best(chosen, objective, given.wishes),
        lambda it: it.best(chosen, objective, given.wishes),
    )
    yield "least", lambda it: it.least(chosen, objective), lambda it: it.least(chosen, objective)
    yield "instead", lambda it: it.instead(chosen, objective), lambda it: it.instead(chosen, objective)
    yield (
        "ways out",
        lambda it: ways_out(it, wanted, demands(entries), EVERYTHING).found,
        lambda it: it.ways_out(wanted, entries),
    )


def right_answers(given: Asked) -> list[object]:
    truth = Truth(given.model)
    return [of_truth(truth) for _, _, of_truth in questions(given)]


def difference(engine: str, given: Asked, right: Sequence[object]) -> str | None:
    """The first answer that is not right."""
    with ENGINES[engine](given.model) as made:
        for (question, of_engine, _), expected in zip(questions(given), right, strict=True):
            answer = of_engine(made)
            if answer != expected:
                return f"{question}: {answer}, but right is {expected}"
    return None


def smallest(engine: str, given: Asked) -> Asked:
    """What is left of a case that goes wrong when everything is taken away that can be."""
    for fewer in given.smaller():
        if difference(engine, fewer, right_answers(fewer)):
            return smallest(engine, fewer)
    return given


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_engine_answers_every_question_rightly(chunk: int):
    for seed in range(chunk, MODELS, CHUNKS):
        given = asked(seed)
        right = right_answers(given)
        for engine in (each for each in ENGINES if each != RARELY or seed // CHUNKS % 4 == 0):
            if difference(engine, given, right):
                left = smallest(engine, given)
                pytest.fail(f"seed {seed}, {engine}: {difference(engine, left, right_answers(left))}\n{left}")
