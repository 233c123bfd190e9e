"""Many sessions share one engine: what each is told is what it would be told alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from cpq.bom.solve import Engine, Is, Model, Selection
from cpq.bom.solve.engines import Wanted, engine_of
from cpq.bom.solve.repairs import ways_out
from tests.properties.small_models import Asked, asked, demands, known, selection

THREADS = 8
SESSIONS = 24
ENGINES: tuple[Wanted, ...] = ("automatic", "reference", "sat", "circuit", "cp-sat", "coupled")


def cases() -> list[Asked]:
    """Models of every kind, with several variables that can be had together with something."""
    return [given for given in map(asked, range(60)) if len(given.model.variables) >= 4][:5]


def sessions(model: Model) -> list[tuple[Selection, Is]]:
    random = Random(7)
    return [(selection(random, model), known(random, model)) for _ in range(SESSIONS)]


@pytest.mark.parametrize("wanted", ENGINES)
def test_sessions_in_eight_threads_are_told_what_each_is_told_alone(wanted: Wanted):
    for given in cases():
        asked_for = sessions(given.model)

        def answers(engine: Engine, session: tuple[Selection, Is], given: Asked = given) -> tuple[object, ...]:
            chosen, literal = session
            return (
                engine.status(chosen),
                engine.why_not(chosen, literal),
                engine.conflict(chosen),
                engine.solve(chosen, given.wishes),
                engine.best(chosen, given.objective),
                engine.least(chosen, given.objective),
                engine.count(chosen),
                ways_out(engine, {}, demands(chosen), 99),
            )

        with engine_of(given.model, wanted) as alone:
            right = [answers(alone, each) for each in asked_for]
        with engine_of(given.model, wanted) as shared, ThreadPoolExecutor(THREADS) as threads:
            told = list(threads.map(lambda each, shared=shared: answers(shared, each), asked_for))
        assert told == right
