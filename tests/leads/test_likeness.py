"""Which records may be one: by cases, as laws, and on planted leads of which it is known."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.leads.measure import places, shares, subject
from benchmarks.leads.planted import Lead, planted
from cpq.leads.likeness.pairing import Index, pairs_of
from cpq.leads.likeness.subject import Subject, profile
from cpq.leads.likeness.weighing import REVIEW, SAME, weighed

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "likeness" / "people.yaml").read_text("utf-8"))
BLANK = dict.fromkeys(("person", "company", "phone", "email", "code"), "")


def made(number: int, said: dict[str, str]) -> Subject:
    return subject(number, Lead(**{**BLANK, **said}))


@pytest.mark.parametrize("case", [pytest.param(each, id=each["name"]) for each in CASES])
def test_pairs(case: dict[str, Any]) -> None:
    one, other = made(1, case["one"]), made(2, case["other"])
    found = weighed(profile(one), profile(other))
    assert (found.verdict if found else "none") == case["verdict"]
    assert pairs_of([one, other]) == ((found,) if found else ())  # whoever is alike is compared
    if found:
        assert [each.code for each in found.reasons] == case["reasons"]
        assert all(each.text.zh and each.text.en for each in found.reasons)


def test_reasons_tell_no_telephone_number() -> None:
    one = made(1, {"person": "李雷", "company": "云杉", "phone": "13800138000"})
    (found,) = pairs_of([one, made(2, {"person": "李雷", "company": "云杉", "phone": "13800138000"})])
    told = " ".join(each.text.zh + each.text.en for each in found.reasons)
    assert "+86138****8000" in told
    assert "13800138000" not in told


NAMES = st.lists(st.sampled_from(["martin", "m", "Mr.", "王", "伟", "欧阳", "smith", "s", " "]), max_size=5).map(
    " ".join
)


@given(NAMES, NAMES, NAMES)
def test_any_two_names_are_weighed_and_in_either_order_alike(one: str, other: str, company: str) -> None:
    subjects = [profile(made(number, {"person": name, "company": company})) for number, name in enumerate((one, other))]
    assert weighed(subjects[0], subjects[1]) is None or weighed(subjects[1], subjects[0]) is not None


FEW = planted(300, 5)


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(source: random.Random) -> None:
    subjects = [subject(number, lead) for number, lead in enumerate(FEW.leads[:120])]
    shuffled = source.sample(subjects, len(subjects))
    assert {(each.first, each.second, each.points) for each in pairs_of(shuffled)} == {
        (each.first, each.second, each.points) for each in pairs_of(subjects)
    }


def test_a_record_that_comes_meets_the_same_others_as_all_together() -> None:
    subjects = [subject(number, lead) for number, lead in enumerate(FEW.leads)]
    index, every = Index(subjects), pairs_of(subjects)
    assert every
    for each in subjects[:60]:
        mine = {frozenset((pair.first, pair.second)) for pair in every if each.id in (pair.first, pair.second)}
        assert {frozenset((pair.first, pair.second)) for pair in index.like(each)} == mine


def test_planted_duplicates_are_found_and_second_contacts_and_subsidiaries_are_left_alone() -> None:
    leads = planted(3_000, 11)
    assert {"second contacts of a company", "subsidiaries in other cities, by the same name"} <= set(leads.done)
    pairs = pairs_of(subject(number, lead) for number, lead in enumerate(leads.leads))
    assert all((pair.points >= SAME) == (pair.verdict == "same") and pair.points >= REVIEW for pair in pairs)
    _, precision = shares({places(each) for each in pairs if each.verdict == "same"}, leads.same)
    recall, _ = shares({places(each) for each in pairs}, leads.same)
    assert (recall >= 0.95, precision >= 0.98) == (True, True), (recall, precision)
