"""Models of equal and different parts that sums couple: the coupled engine answers as one that knows nothing of parts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpq.bom.solve import Clause, Conflict, Engine, Is, Least, Linear, Model, Selection, Table, Term, Variable
from cpq.bom.solve.circuit.kernels import Bytes, Longs
from cpq.bom.solve.circuit.leaves import Leaves
from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.engine import CoupledEngine
from cpq.bom.solve.coupled.limits import Limit
from cpq.bom.solve.coupled.making import compiled_or_asked
from cpq.bom.solve.coupled.splitting import split
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.renaming import prefixed_constraints, prefixed_variables
from cpq.bom.solve.sat import SatEngine
from cpq.bom.solve.selections import one_by_one
from tests.properties import test_engines

DOMAIN = (0, 1, 2)
LARGE = patch("cpq.bom.solve.coupled.engine.MOST_PROVEN", 0)
SUMS_APART = patch("cpq.bom.solve.circuit.reading.MOST_OF_A_SUM", 0)
WEIGHTS = st.tuples(*[st.integers(-2, 6)] * 3).map(lambda each: tuple(zip(DOMAIN, each, strict=True)))


@st.composite
def kinds(draw: st.DrawFn) -> Model:
    """A part: a table between two variables, perhaps a third under a limit that the first sets."""
    names = ["a", "b", "c"][: draw(st.integers(2, 3))]
    rows = draw(st.lists(st.tuples(st.sampled_from(DOMAIN), st.sampled_from(DOMAIN)), min_size=1, max_size=6))
    constraints: list[Any] = [
        Table("table", ("a", "b"), tuple(rows)),
        Clause("link", tuple(Is(name, 0) for name in names)),
    ]
    if draw(st.booleans()):
        constraints.append(
            Linear("own", (Term("b", draw(WEIGHTS)), Term(names[-1], draw(WEIGHTS))), "<=", draw(st.integers(0, 6)))
        )
    return Model(tuple(Variable(name, DOMAIN[: 2 if name == "c" else 3]) for name in names), tuple(constraints))


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Three parts of one or two kinds, and sums across them, some of which are asked only where a guard holds."""
    first, second = draw(kinds()), draw(kinds())
    parts = [
        (f"p{number}/", draw(st.sampled_from([first, first, second]))) for number in range(draw(st.integers(3, 4)))
    ]
    variables = [each for prefix, kind in parts for each in prefixed_variables(kind, prefix)]
    constraints = [each for prefix, kind in parts for each in prefixed_constraints(kind, prefix)]
    for number in range(draw(st.integers(1, 2))):
        terms = tuple(Term(each.name, draw(WEIGHTS)) for each in variables)
        when = draw(st.sampled_from([(), (Is("p0/a", 0),), (Is("p1/b", 1, positive=False),)]))
        relation: Any = draw(st.sampled_from(["<=", ">="]))
        constraints.append(Linear(f"sum{number}", terms, relation, draw(st.integers(-5, 40)), when))
    return Model(tuple(variables), tuple(constraints))


SELECTIONS = st.dictionaries(
    st.sampled_from(["p0/a", "p1/a", "p2/b", "p0/b"]), st.sampled_from(DOMAIN) | st.just(frozenset({1, 2})), max_size=3
)
PRICES = st.dictionaries(st.sampled_from(["p0/a", "p1/b", "p2/a"]), WEIGHTS, max_size=3).map(
    lambda each: tuple(Term(name, weights) for name, weights in each.items())
)
LAWS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class AskedComponent:
    """A component that any engine answers for, value by value."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.leaves = Leaves(engine.model)

    def least(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> Longs:
        totals = self.engine.least(selection, terms_of(self.leaves, weights)).totals
        found: Longs = np.full(self.leaves.count, NOWHERE, np.int64)
        for name, by_value in totals.items():
            for value, total in by_value.items():
                found[self.leaves.leaf(name, value)] = total
        return found

    def floor(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> int:
        return int(self.least(selection, weights).min())

    def limits(self, mask: Bytes, weights: Longs) -> list[Limit]:
        return [Limit(np.ones(self.leaves.count, np.uint8), NOWHERE)]

    def within(self, mask: Bytes, weights: Longs) -> Longs:
        spans = zip(self.leaves.names, self.leaves.starts, self.leaves.starts[1:], strict=False)
        chosen = {
            name: frozenset(
                value for value, open_ in zip(self.engine.model.domains[name], mask[start:end], strict=True) if open_
            )
            for name, start, end in spans
        }
        return self.least(chosen, weights)


def terms_of(leaves: Leaves, weights: Longs) -> tuple[Term, ...]:
    """Weights by leaf as terms."""
    numbers: list[int] = weights.tolist()
    spans = zip(leaves.names, leaves.starts, leaves.starts[1:], strict=False)
    pairs = ((name, leaves.model.domains[name], numbers[start:end]) for name, start, end in spans)
    return tuple(Term(name, tuple(zip(domain, own, strict=True))) for name, domain, own in pairs if any(own))


def asked(model: Model) -> AskedComponent:
    return AskedComponent(ReferenceEngine(model))


def without_rules(model: Model, rules: Collection[str]) -> Model:
    return Model(model.variables, tuple(each for each in model.constraints if each.rule not in rules))


def kept(selection: Selection, names: Collection[str]) -> Selection:
    return {name: entry for name, entry in selection.items() if name in names}


@LAWS
@given(models(), SELECTIONS, PRICES)
def test_the_coupled_engine_answers_as_the_reference(model: Model, selection: Selection, prices: tuple[Term, ...]):
    reference = ReferenceEngine(model)
    wishes = [Is("p1/a", 2), Is("p0/b", 1), Is("p2/b", 0, positive=False)]
    for make in (asked, compiled_or_asked):
        coupled = CoupledEngine(model, make, ReferenceEngine)
        for _ in range(2):
            assert coupled.status(selection) == reference.status(selection)
        assert coupled.solve(selection, wishes) == reference.solve(selection, wishes)
        assert coupled.best(selection, prices) == reference.best(selection, prices)
        assert coupled.least(selection, prices) == reference.least(selection, prices)
        assert coupled.instead(selection, prices) == reference.instead(selection, prices)
        assert coupled.count(selection) == reference.count(selection)
        assert coupled.alternatives(selection) == one_by_one(reference, selection)
        right = reference.conflict(selection)
        assert coupled.conflict(selection) == right
        for wish in wishes:
            assert coupled.why_not(selection, wish) == reference.why_not(selection, wish)
        with LARGE:
            told = coupled.conflict(selection)
        if told is None or told.complete:
            assert told == right
        else:
            assert right is not None
            assert told.entries == right.entries
            assert told.rules
            assert ReferenceEngine(without_rules(model, told.rules)).status(kept(selection, told.entries)).possible


@LAWS
@given(models(), SELECTIONS, PRICES)
def test_the_least_in_a_large_whole_is_never_too_small_and_right_where_it_is_proven(
    model: Model, selection: Selection, prices: tuple[Term, ...]
):
    right = ReferenceEngine(model).least(selection, prices)
    for make, apart in ((asked, False), (compiled_or_asked, False), (compiled_or_asked, True)):
        with LARGE, SUMS_APART if apart else nullcontext():
            found = CoupledEngine(model, make, ReferenceEngine).least(selection, prices)
        assert found == right if found.proven else least_of(found) >= least_of(right)
        for name, by_value in right.totals.items():
            assert found.totals[name].keys() == by_value.keys()
            assert all(found.totals[name][value] >= total for value, total in by_value.items())


def least_of(answer: Least) -> int:
    return min(total for by_value in answer.totals.values() for total in by_value.values())


@LAWS
@given(st.data())
def test_any_model_is_traced_to_a_circuit_of_its_solutions(data: st.DataObject):
    model = data.draw(test_engines.models())
    selection = data.draw(test_engines.selections(model))
    coupled, reference = CoupledEngine(model), ReferenceEngine(model)
    assert coupled.status(selection) == reference.status(selection)
    assert coupled.count(selection) == reference.count(selection)
    assert coupled.solve(selection) == reference.solve(selection)


def unneeded(model: Model) -> ReferenceEngine:
    """An engine for the whole that must not be asked."""
    raise AssertionError(model)


@LAWS
@given(models(), SELECTIONS)
def test_one_sum_is_decided_without_an_engine_for_the_whole(model: Model, selection: Selection):
    one = Model(model.variables, tuple(each for each in model.constraints if each.rule != "sum1"))
    assert split(one) is not None
    coupled = CoupledEngine(one, asked, unneeded)
    assert coupled.status(selection) == ReferenceEngine(one).status(selection)


def test_equal_parts_are_made_once():
    kind = Model((Variable("a", DOMAIN), Variable("b", DOMAIN)), (Table("t", ("a", "b"), ((0, 1), (1, 2))),))
    parts = [f"p{number}/" for number in range(4)]
    variables = tuple(each for prefix in parts for each in prefixed_variables(kind, prefix))
    constraints = tuple(each for prefix in parts for each in prefixed_constraints(kind, prefix))
    limit = Linear("sum", tuple(Term.times(each, 1) for each in variables), "<=", 9)
    made: list[Model] = []

    def make(model: Model) -> AskedComponent:
        made.append(model)
        return asked(model)

    engine = CoupledEngine(Model(variables, (*constraints, limit)), make)
    assert len(made) == 1
    assert engine.status({}).values["p0/a"] == (0, 1)
    assert engine.status({"p0/a": 1, "p1/a": 1}).values["p2/a"] == (0,)


def test_a_part_of_any_size_that_contradicts_itself_leaves_the_others_as_they_are():
    model = rising(limit=9)
    selection = {"p0/0": 1, "p0/1": 0, "p1/6": 1}
    with CoupledEngine(model, compiled_or_asked, ReferenceEngine) as coupled, SatEngine(model) as other:
        assert not coupled.status(selection).possible
        assert coupled.alternatives(selection) == one_by_one(other, selection)


def test_what_a_part_rules_out_it_explains_without_an_engine_for_the_whole():
    with CoupledEngine(rising(limit=20), compiled_or_asked, unneeded) as coupled:
        against = coupled.conflict({"p1/6": 1, "p0/0": 1, "p0/5": 1, "p0/1": 0})
        assert against == Conflict(("p0/0", "p0/1"), ("rising p0",))
        assert coupled.why_not({"p1/6": 1, "p2/2": 1}, Is("p2/3", 0)) == Conflict(("p2/2",), ("rising p2",))


def test_where_sums_need_fewer_of_the_later_choices_the_part_does_not_explain():
    with CoupledEngine(rising(limit=9), compiled_or_asked, SatEngine) as coupled:
        against = coupled.why_not({"p1/0": 1, "p0/1": 0}, Is("p0/0", 1))
        assert against == Conflict(("p1/0",), ("rising p0", "rising p1", "limit"))


def rising(limit: int) -> Model:
    """Three parts of eight, in each of which what one has, the next has, too; so many may be had in all."""
    parts = {f"p{part}": [f"p{part}/{number}" for number in range(8)] for part in range(3)}
    variables = tuple(Variable(name, (0, 1)) for names in parts.values() for name in names)
    rules = [
        Clause(f"rising {part}", (Is(low, 0), Is(high, 1)))
        for part, names in parts.items()
        for low, high in pairwise(names)
    ]
    most = Linear("limit", tuple(Term(each.name, ((1, 1),)) for each in variables), "<=", limit)
    return Model(variables, (*rules, most))
