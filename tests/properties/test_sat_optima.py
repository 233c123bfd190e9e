"""Counts, cheapest completions and what each value costs at least: the SAT engine against enumeration."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from cpq.bom.solve import Count, Model, Objective, Term
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.sat import SatEngine
from tests.properties.test_engines import LAWS, VALUES, models, selections


def objectives(model: Model) -> st.SearchStrategy[Objective]:
    names = st.sampled_from([each.name for each in model.variables])
    weights = st.dictionaries(VALUES, st.integers(-7, 12) | st.integers(-(10**15), 10**15), max_size=5)
    return st.lists(st.builds(Term, names, weights.map(lambda each: tuple(each.items()))), max_size=6).map(tuple)


@LAWS
@given(st.data())
def test_the_cheapest_completion_is_the_one_that_enumeration_finds(data: st.DataObject):
    model = data.draw(models())
    selection, objective = data.draw(selections(model)), data.draw(objectives(model))
    with SatEngine(model) as sat:
        assert sat.best(selection, objective) == ReferenceEngine(model).best(selection, objective)


@LAWS
@given(st.data())
def test_every_value_costs_at_least_what_enumeration_finds(data: st.DataObject):
    model = data.draw(models())
    selection, objective = data.draw(selections(model)), data.draw(objectives(model))
    only = data.draw(st.none() | st.sets(st.sampled_from([each.name for each in model.variables])))
    with SatEngine(model) as sat:
        assert sat.least(selection, objective, only) == ReferenceEngine(model).least(selection, objective, only)


@LAWS
@given(st.data())
def test_a_count_is_exact_or_a_lower_bound(data: st.DataObject):
    model = data.draw(models())
    selection = data.draw(selections(model))
    most = data.draw(st.integers(1, 40))
    right = ReferenceEngine(model).count(selection).number
    with patch("cpq.bom.solve.counting.MOST_COUNTED", most), SatEngine(model) as sat:
        assert sat.count(selection) == (Count(right) if right < most else Count(most, exact=False))
