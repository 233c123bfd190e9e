"""Real models, with the answers that were recorded for them: `CPQ_CORPUS_ALL=1` goes through all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from pyganak import Counter

from cpq.bom.solve import Clause, Constraint, Count, Engine, Is, Model
from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.meaning import holds
from cpq.bom.solve.sat import SatEngine
from tests.corpus.corpus import ABSENT, ALL, CORPUS, SESSIONS, counts, formulas, model, sample, sessions, sold

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=ABSENT)

ENGINES: dict[str, Callable[[Model], Engine]] = {"sat": SatEngine, "circuit": CircuitEngine}
SLOW_TO_COMPILE = {"freebsd", "baranov_freebsd-icse11", "decisionmaking", "linux_2_6_33"}
RENAULT = "csp_xcsp/renault_medium_domainsorted.xml"
QUICKLY_COUNTED = {
    f"dimacs/{name}"
    for name in (
        "android6.dimacs", "bank.dimacs", "busybox_last.dimacs", "e_shop.dimacs", "uclinux_base.dimacs",
        "uclinux_distribution.dimacs", "baranov_uClinux-config.cnf", "baranov_busybox_1_28_0.cnf", "baranov_uClinux.cnf",
    )
}  # fmt: skip
STEPS = 8
"""Steps of a session in the short run."""


def engine(name: str, file: str) -> Engine:
    try:
        return ENGINES[name](model(file))
    except DidNotCompile as refused:
        pytest.skip(f"{file} does not compile: {refused}")


@pytest.mark.parametrize("name", SESSIONS)
@pytest.mark.parametrize("engine_name", ENGINES)
def test_recorded_sessions_are_reproduced_without_a_difference(engine_name: str, name: str):
    if engine_name == "circuit" and name in SLOW_TO_COMPILE and not ALL:
        pytest.skip(f"{name} takes long to compile; CPQ_CORPUS_ALL=1 tries")
    with engine(engine_name, SESSIONS[name]) as asked:
        for session in sessions(name):
            for step in sample(session, STEPS):
                status = asked.status(step.selection)
                assert dict(status.values) == step.values
                assert status.possible is any(step.values.values())
                assert not status.undecided


@pytest.mark.parametrize("engine_name", ENGINES)
def test_every_car_that_was_sold_can_be_completed(engine_name: str):
    with engine(engine_name, RENAULT) as asked:
        cars = sold() if ALL else sold()[::50]
        assert [car for car in cars if not asked.status(car, only=()).possible] == []


@pytest.mark.parametrize("file", counts() if CORPUS.is_dir() else ())
def test_the_circuit_counts_what_was_published(file: str):
    assert engine("circuit", file).count({}) == Count(counts()[file])


@pytest.mark.parametrize("file", formulas() if CORPUS.is_dir() else ())
def test_the_circuit_counts_what_another_counter_does(file: str):
    if not ALL and file not in QUICKLY_COUNTED:
        pytest.skip(f"{file} is not in the short run; CPQ_CORPUS_ALL=1 counts it")
    circuit = engine("circuit", file)  # first: what does not compile is not counted
    counter = Counter()
    whole = model(file)
    number = {each.name: place for place, each in enumerate(whole.variables, start=1)}
    counter.new_vars(len(number))
    counter.add_clauses([_signed(each, number) for each in whole.constraints])
    assert circuit.count({}) == Count(counter.count())


def _signed(constraint: Constraint, number: Mapping[str, int]) -> list[int]:
    """A clause over yes-or-no variables, as numbers with a sign."""
    assert isinstance(constraint, Clause)
    return [number[each.variable] * (1 if each.positive == (each.value == 1) else -1) for each in constraint.literals]


def test_what_few_solutions_there_are_are_counted_by_search_too():
    files = {file: count for file, count in counts().items() if count < 1_000}
    assert {file: engine("sat", file).count({}) for file in files} == {file: Count(n) for file, n in files.items()}
    assert len(files) >= 2


@pytest.mark.parametrize("name", SESSIONS)
def test_what_stands_against_a_value_contradicts_it_and_no_part_of_it_does(name: str):
    whole = model(SESSIONS[name])
    step = sessions(name)[0][-1]
    free = [each for each in whole.variables if each.name not in step.selection]
    gone = [Is(each.name, value) for each in free for value in each.domain if value not in step.values[each.name]]
    with SatEngine(whole) as sat:
        for literal in gone[:: -(-len(gone) // 5)]:
            conflict = sat.why_not(step.selection, literal)
            assert conflict is not None
            entries = {each: step.selection[each] for each in conflict.entries}
            rules = [each for each in whole.constraints if each.rule in conflict.rules]
            assert not possible(whole, rules, entries, literal)
            for rule in conflict.rules:
                assert possible(whole, [each for each in rules if each.rule != rule], entries, literal)
            for entry in entries:
                assert possible(whole, rules, {each: entries[each] for each in entries if each != entry}, literal)


def possible(whole: Model, rules: list, entries: dict, literal: Is) -> bool:
    with SatEngine(Model(whole.variables, tuple(rules))) as sat:
        return sat.status({**entries, literal.variable: literal.value}, only=()).possible


@pytest.mark.parametrize("name", SESSIONS)
def test_a_completion_keeps_every_rule_and_every_choice(name: str):
    whole = model(SESSIONS[name])
    step = sessions(name)[0][-1]
    with SatEngine(whole) as sat:
        solution = sat.solve(step.selection)
    assert solution is not None
    assert all(solution[each] == value for each, value in step.selection.items())
    assert all(holds(each, solution) for each in whole.constraints)
