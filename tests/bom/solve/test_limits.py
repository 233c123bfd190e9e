"""No question and no model runs away: what is beyond a limit is said, and said in the same way every time."""

from __future__ import annotations

from itertools import combinations
from unittest.mock import patch

import pytest

from cpq.bom.solve import (
    Clause,
    Conflict,
    Count,
    Is,
    Linear,
    Model,
    OutOfBudget,
    Predicate,
    Table,
    Term,
    TooLarge,
    Variable,
)
from cpq.bom.solve.effort import Limits
from cpq.bom.solve.normal_form import ANY
from cpq.bom.solve.sat import SatEngine


@pytest.fixture(autouse=True)
def tight_limits():
    quick = Limits(conflicts_a_search=200, conflicts=1_000, propagations=10**6, seconds=60)
    patient = Limits(conflicts_a_search=10_000, conflicts=30_000, propagations=10**7, seconds=60, patient=True)
    with patch("cpq.bom.solve.sat.QUICK", quick), patch("cpq.bom.solve.sat.PATIENT", patient):
        yield


def pigeons(holes: int) -> Model:
    """One pigeon more than holes: impossible while `on`, which no solver of clauses sees for many holes."""
    names = [f"pigeon{place}" for place in range(holes + 1)]
    alone = [
        Clause("alone", (Is("on", 0), Is(one, hole, positive=False), Is(other, hole, positive=False)))
        for one, other in combinations(names, 2)
        for hole in range(holes)
    ]
    pigeons = (Variable(name, tuple(range(holes))) for name in names)
    return Model((Variable("on", (0, 1)), Variable("seen", (0, 1)), *pigeons), tuple(alone))


def test_a_value_that_a_limit_leaves_open_is_shown_as_possible_and_named():
    with SatEngine(pigeons(11)) as engine:
        status = engine.status({}, only=["seen", "on"])
        assert (status.possible, status.values) == (True, {"seen": (0, 1), "on": (0, 1)})
        assert status.undecided == {"on": (1,)}


def test_what_is_open_depends_on_the_question_and_not_on_the_ones_before():
    with SatEngine(pigeons(11)) as fresh, SatEngine(pigeons(11)) as used:
        for selection in ({"on": 0}, {"seen": 1}, {}, {"pigeon3": 4}):
            used.status(selection)
        assert used.status({}) == fresh.status({}) == used.status({})


def test_a_smaller_one_is_decided():
    with SatEngine(pigeons(5)) as engine:
        assert engine.status({}, only=["on"]).values == {"on": (0,)}
        assert engine.why_not({"seen": 1}, Is("on", 1)) == Conflict((), ("alone",))
        assert engine.count({"on": 1}) == Count(0)


def test_when_not_even_possibility_is_known_both_languages_say_so():
    with SatEngine(pigeons(11)) as engine:
        for question in (
            engine.status,
            engine.solve,
            engine.conflict,
            engine.count,
            lambda each: engine.best(each, ()),
        ):
            with pytest.raises(OutOfBudget) as refused:
                question({"on": 1})
            assert "上限" in refused.value.text.zh
            assert "limits of one question" in refused.value.text.en


def test_a_cheapest_completion_that_was_not_proven_says_so():
    terms = (Term.when("on", 0, 5), Term.when("on", 1, 1))
    with SatEngine(pigeons(11)) as engine:
        best, least = engine.best({}, terms), engine.least({}, terms, only=["on"])
    assert best is not None
    assert (best.total, best.solution["on"], best.proven) == (5, 0, False)
    assert (least.totals, least.proven) == ({"on": {0: 5}}, False)


WIDE = tuple(Variable(f"q{place}", tuple(range(60))) for place in range(12))
SCATTERED = [Term(each.name, tuple((value, value * 7919 % 6007) for value in each.domain)) for each in WIDE]


@pytest.mark.parametrize(
    "explosive",
    [
        [Table("all", tuple(each.name for each in WIDE), ((ANY,) * 12,) * 100)],
        [Linear("sum", tuple(SCATTERED), "<=", 12_345 + place) for place in range(5)],
        [Predicate("odd", (one.name, other.name), any) for one, other in combinations(WIDE, 2)],
        [Clause("long", tuple(Is(each.name, value) for each in WIDE for value in range(60)))] * 90,
    ],
    ids=["table", "sums", "predicates", "clauses"],
)
def test_a_model_that_explodes_is_refused_with_the_rule_at_which_it_does(explosive: list):
    with patch("cpq.bom.solve.cnf.MOST_WORK", 60_000), pytest.raises(TooLarge, match="too many clauses") as refused:
        SatEngine(Model(WIDE, tuple(explosive)))
    assert refused.value.rule == explosive[0].rule
    assert "子句过多" in refused.value.text.zh


def test_an_optimum_is_given_up_long_before_a_question_for_what_is_possible():
    terms = (Term.when("on", 0, 5), Term.when("on", 1, 1))
    short = Limits(conflicts_a_search=5, conflicts=5, propagations=10**6, seconds=60, patient=True)
    with SatEngine(pigeons(6)) as engine:
        best = engine.best({}, terms)
        assert best is not None
        assert best.proven
        with patch("cpq.bom.solve.sat.OPTIMA", short):
            best = engine.best({}, terms)
            assert best is not None
            assert (best.total, best.proven) == (5, False)
            assert engine.status({}, only=["on"]).values == {"on": (0,)}
