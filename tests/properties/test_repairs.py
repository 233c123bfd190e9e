"""The ways out of a contradiction are all the smallest sets of choices, and nothing else."""

from __future__ import annotations

from itertools import combinations
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.solve import Model, Selection
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.repairs import together, ways_out
from cpq.bom.solve.sat import SatEngine
from tests.properties.small_models import demands
from tests.properties.test_engines import LAWS, models, selections

FEW = settings(LAWS, max_examples=40)


@LAWS
@given(st.data())
def test_the_ways_out_are_the_smallest_sets_of_choices_to_give_up(data: st.DataObject):
    model = data.draw(models())
    asked = data.draw(selections(model))
    entries = {name: entry for name, entry in data.draw(selections(model)).items() if name not in asked}
    with SatEngine(model) as sat:
        assert list(ways_out(sat, asked, demands(entries), 99).found) == smallest(model, asked, entries)


@FEW
@given(st.data())
def test_choices_about_one_variable_are_given_up_one_by_one(data: st.DataObject):
    model = data.draw(models())
    entries = {
        f"{name}#{number}": each for number in range(2) for name, each in demands(data.draw(selections(model))).items()
    }
    right: list[tuple[str, ...]] = []
    for way in (way for size in range(len(entries) + 1) for way in combinations(entries, size)):
        kept = together(entry for name, entry in entries.items() if name not in way)
        if not any(set(known) <= set(way) for known in right) and ReferenceEngine(model).status(kept).possible:
            right.append(way)
    with SatEngine(model) as sat:
        assert list(ways_out(sat, {}, entries, 99).found) == right


@FEW
@given(st.data())
def test_of_ways_as_short_as_the_last_that_was_asked_for_none_is_missing(data: st.DataObject):
    model = data.draw(models())
    entries = data.draw(selections(model))
    right = smallest(model, {}, entries)
    with SatEngine(model) as sat:
        found = list(ways_out(sat, {}, demands(entries), 1).found)
    assert found == [way for way in right if [len(way)] == [len(each) for each in right[:1]]]


@LAWS
@given(st.data(), st.integers(0, 12))
def test_where_a_limit_is_reached_a_way_is_still_as_small_as_can_be_and_said_not_to_be_proven(
    data: st.DataObject, questions: int
):
    model = data.draw(models())
    asked = data.draw(selections(model))
    entries = {name: entry for name, entry in data.draw(selections(model)).items() if name not in asked}
    with SatEngine(model) as sat, patch("cpq.bom.solve.repairs.MOST_QUESTIONS", questions):
        ways = ways_out(sat, asked, demands(entries), 99)
    right = smallest(model, asked, entries)
    assert set(ways.found) <= set(right)
    assert bool(ways.found) is bool(right)
    assert list(ways.found) == right or not ways.proven
    assert questions or not ways.proven


def smallest(model: Model, asked: Selection, entries: Selection) -> list[tuple[str, ...]]:
    """By trying every set, the small ones first."""
    found: list[tuple[str, ...]] = []
    for size in range(len(entries) + 1):
        for way in combinations(entries, size):
            if not any(set(known) <= set(way) for known in found) and possible(model, asked, entries, way):
                found.append(way)
    return found


def possible(model: Model, asked: Selection, entries: Selection, without: tuple[str, ...]) -> bool:
    kept = {name: entry for name, entry in entries.items() if name not in without}
    return ReferenceEngine(model).status({**asked, **kept}).possible
