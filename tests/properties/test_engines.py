"""Whatever the model and the question, all engines give the same answer, and the answer is right."""

from __future__ import annotations

from itertools import product
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpq.bom.solve import (
    ANY,
    Clause,
    Conflict,
    Count,
    Derived,
    Is,
    Largest,
    Linear,
    Model,
    Predicate,
    Selection,
    Table,
    Term,
    Variable,
)
from cpq.bom.solve.meaning import holds
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.sat import SatEngine

VALUES = st.integers(-2, 4)
EXPLAINED = st.sampled_from([-1, 500]).map(lambda most: patch("cpq.bom.solve.facts.MOST_RULES", most))
"""As a model of many rules, or of few."""
PREDICATES = st.sampled_from(
    (
        lambda numbers: sum(numbers) % 2 == 0,
        lambda numbers: max(numbers) * min(numbers) <= 3,
        lambda numbers: len(set(numbers)) == len(numbers),
    )
)


@st.composite
def models(draw: st.DrawFn) -> Model:
    names = [f"v{number}" for number in range(draw(st.integers(1, 5)))]
    domains = st.lists(VALUES, min_size=1, max_size=4, unique=True).map(tuple)
    variables = tuple(Variable(name, draw(domains)) for name in names)
    return Model(variables, tuple(draw(st.lists(constraints(names), max_size=7))))


def constraints(names: list[str]) -> st.SearchStrategy:
    name = st.sampled_from(names)
    rule = st.sampled_from(["r1", "r2", "r3", "r4", "r5"])
    literal = st.builds(Is, name, VALUES, st.booleans())
    when = st.lists(literal, max_size=2).map(tuple)
    weights = st.dictionaries(VALUES, st.integers(-7, 12), max_size=5).map(lambda each: tuple(each.items()))
    terms = st.lists(st.builds(Term, name, weights), max_size=5).map(tuple)
    sums = st.builds(Derived, st.just("sum"), terms, st.integers(-3, 3))
    number = name | sums | st.builds(Largest, st.just("largest"), terms, st.integers(-2, 3))
    relation = st.sampled_from(["<=", ">=", "==", "!="])
    return st.one_of(
        st.builds(Clause, rule, st.lists(literal, max_size=3).map(tuple)),
        st.builds(Linear, rule, terms, relation, st.integers(-10, 25), when),
        st.builds(Predicate, rule, st.lists(number, min_size=1, max_size=2).map(tuple), PREDICATES, when),
        tables(rule, names, when),
    )


@st.composite
def tables(draw: st.DrawFn, rule: st.SearchStrategy, names: list[str], when: st.SearchStrategy) -> Table:
    columns = tuple(draw(st.lists(st.sampled_from(names), max_size=3, unique=True)))
    cell = st.one_of(VALUES, st.frozensets(VALUES, max_size=3), st.just(ANY))
    rows = tuple(draw(st.lists(st.tuples(*[cell] * len(columns)), max_size=6)))
    return Table(draw(rule), columns, rows, draw(when))


def selections(model: Model) -> st.SearchStrategy[Selection]:
    names = st.sampled_from([each.name for each in model.variables])
    return st.dictionaries(names, VALUES | st.frozensets(VALUES, min_size=1), max_size=3)


LAWS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LAWS
@given(st.data())
def test_both_engines_find_the_same_values(data: st.DataObject):
    model = data.draw(models())
    with SatEngine(model) as sat:
        for _ in range(3):
            selection = data.draw(selections(model))
            assert sat.status(selection) == ReferenceEngine(model).status(selection)


@LAWS
@given(st.data())
def test_the_reference_engine_keeps_to_the_meaning_of_every_constraint(data: st.DataObject):
    model = data.draw(models())
    names = [each.name for each in model.variables]
    every = (dict(zip(names, values, strict=True)) for values in product(*(each.domain for each in model.variables)))
    right = sum(all(holds(each, values) for each in model.constraints) for values in every)
    assert ReferenceEngine(model).count({}) == Count(right)


@LAWS
@given(st.data())
def test_both_engines_complete_a_selection_alike_whatever_was_asked_before(data: st.DataObject):
    model = data.draw(models())
    names = [each.name for each in model.variables]
    wishes = st.lists(st.builds(Is, st.sampled_from(names), VALUES, st.booleans()), max_size=4)
    with SatEngine(model) as sat:
        for _ in range(3):
            selection, prefer = data.draw(selections(model)), data.draw(wishes)
            solution = sat.solve(selection, prefer)
            assert solution == ReferenceEngine(model).solve(selection, prefer)
            assert solution is None or list(solution) == names


@LAWS
@given(st.data())
def test_a_conflict_contradicts_itself_and_no_part_of_it_does(data: st.DataObject):
    model = data.draw(models())
    selection = data.draw(selections(model))
    with data.draw(EXPLAINED), SatEngine(model) as sat:
        conflict = sat.conflict(selection)
        assert conflict == ReferenceEngine(model).conflict(selection)
        assert (conflict is None) is sat.status(selection).possible
    if conflict is not None:
        assert not completable(model, selection, conflict)
        assert all(completable(model, selection, smaller) for smaller in parts(conflict))


@LAWS
@given(st.data())
def test_a_sum_too_large_for_its_diagram_gives_the_same_answers(data: st.DataObject):
    model = data.draw(models())
    selection = data.draw(selections(model))
    coarse = patch("cpq.bom.solve.sums.MOST_CLAUSES", data.draw(st.integers(0, 3)))
    with coarse, data.draw(EXPLAINED), SatEngine(model) as sat:
        assert sat.status(selection) == ReferenceEngine(model).status(selection)
        assert sat.solve(selection) == ReferenceEngine(model).solve(selection)
        assert sat.conflict(selection) == ReferenceEngine(model).conflict(selection)


@LAWS
@given(st.data())
def test_a_predicate_too_large_for_its_diagram_gives_the_same_answers(data: st.DataObject):
    model = data.draw(models())
    selection = data.draw(selections(model))
    most = data.draw(st.integers(0, 9))
    with patch("cpq.bom.solve.predicates.MOST_EDGES", most), SatEngine(model) as sat:
        assert sat.status(selection) == ReferenceEngine(model).status(selection)
        assert sat.solve(selection) == ReferenceEngine(model).solve(selection)
    with patch("cpq.bom.solve.predicates.MOST_STEPS", most), data.draw(EXPLAINED), SatEngine(model) as sat:
        assert sat.conflict(selection) == ReferenceEngine(model).conflict(selection)


@LAWS
@given(st.data())
def test_a_value_is_excluded_exactly_when_something_stands_against_it(data: st.DataObject):
    model = data.draw(models())
    selection = data.draw(selections(model))
    literal = Is(data.draw(st.sampled_from([each.name for each in model.variables])), data.draw(VALUES))
    others = {name: entry for name, entry in selection.items() if name != literal.variable}
    with data.draw(EXPLAINED), SatEngine(model) as sat:
        conflict = sat.why_not(selection, literal)
        assert conflict == ReferenceEngine(model).why_not(selection, literal)
        assert (conflict is None) is sat.status(others).selectable(literal.variable, literal.value)


def completable(model: Model, selection: Selection, within: Conflict) -> bool:
    rules = tuple(each for each in model.constraints if each.rule in within.rules)
    entries = {name: selection[name] for name in within.entries}
    return ReferenceEngine(Model(model.variables, rules)).status(entries).possible


def parts(conflict: Conflict) -> list[Conflict]:
    fewer = [Conflict(tuple(e for e in conflict.entries if e != left), conflict.rules) for left in conflict.entries]
    return fewer + [
        Conflict(conflict.entries, tuple(r for r in conflict.rules if r != left)) for left in conflict.rules
    ]
