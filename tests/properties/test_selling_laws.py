"""Laws of scores, of assignment and of working time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.selling.assigning import Person, assign, capacity_of
from cpq.selling.assignment import AssignmentPolicy
from cpq.selling.behaviour import Event, decayed, score_behaviour
from cpq.selling.facts import lead_facts
from cpq.selling.scores import AttributeScores, BehaviourScores, LeadScores
from cpq.selling.scoring import score_attributes
from cpq.selling.work_time import due, open_hours, working_time
from cpq.selling.working_hours import WorkingHours
from tests.selling.ruled import RULES, loaded, rules

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
FIT = rules().all(LeadScores)["fit"]
INTEREST = rules().all(LeadScores)["interest"]
POLICY = rules().all(AssignmentPolicy)["leads"]
HOURS = rules().all(WorkingHours)

LEADS = st.fixed_dictionaries(
    {},
    optional={
        "staff": st.integers(0, 5000),
        "industry": st.sampled_from(["bank", "shop"]),
        "exporter": st.booleans(),
        "source": st.sampled_from(["fair", "web"]),
        "has_phone": st.booleans(),
    },
)
EVENTS = st.lists(
    st.builds(
        Event,
        id=st.sampled_from([f"e{number}" for number in range(30)]),
        kind=st.sampled_from(["look", "ask", "leave", "other"]),
        at=st.integers(-60 * 24 * 60, 10).map(lambda minutes: NOW + timedelta(minutes=minutes)),
        agent=st.sampled_from([None, "robot", "Mozilla"]),
    ),
    max_size=25,
    unique_by=lambda event: event.id,
)
MOMENTS = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def interest() -> BehaviourScores:
    assert isinstance(INTEREST, BehaviourScores)
    return INTEREST


def fit() -> AttributeScores:
    assert isinstance(FIT, AttributeScores)
    return FIT


@settings(max_examples=40)
@given(LEADS)
def test_attribute_scores_stay_within_bounds_and_do_not_depend_on_the_order_of_fields(
    lead: Mapping[str, object],
) -> None:
    score = score_attributes(fit(), lead_facts(rules(), lead, date(2026, 9, 1)))
    assert score.value is None or 0 <= score.value <= 100
    assert 0 <= score.completeness <= 1
    turned = dict(reversed(list(lead.items())))
    assert score_attributes(fit(), lead_facts(rules(), turned, date(2026, 9, 1))) == score


@settings(max_examples=40)
@given(LEADS)
def test_attribute_scores_do_not_depend_on_the_order_of_rules(lead: Mapping[str, object]) -> None:
    groups = {
        id: group.model_copy(update={"rules": dict(reversed(list(group.rules.items())))})
        for id, group in reversed(list(fit().groups.items()))
    }
    one = score_attributes(fit(), lead_facts(rules(), lead, date(2026, 9, 1)))
    other = score_attributes(fit().model_copy(update={"groups": groups}), lead_facts(rules(), lead, date(2026, 9, 1)))
    assert (one.value, one.completeness, one.grade, one.asks) == (
        other.value,
        other.completeness,
        other.grade,
        other.asks,
    )


@settings(max_examples=40)
@given(LEADS, LEADS)
def test_the_more_is_known_the_more_complete(lead: dict[str, object], more: dict[str, object]) -> None:
    few = score_attributes(fit(), lead_facts(rules(), lead, date(2026, 9, 1)))
    many = score_attributes(fit(), lead_facts(rules(), more | lead, date(2026, 9, 1)))
    assert many.completeness >= few.completeness
    assert set(many.asks) <= set(few.asks)


@settings(max_examples=40)
@given(EVENTS, st.randoms())
def test_behaviour_scores_stay_within_bounds_and_do_not_depend_on_the_order_of_events(
    events: list[Event], random: Random
) -> None:
    score = score_behaviour(interest(), events, NOW, UTC)
    assert 0 <= score.value <= 100
    assert len(score.counted) + len(score.ignored) == len(events)
    assert score.points == sum((each.points for each in score.counted), Decimal(0))
    shuffled = list(events)
    random.shuffle(shuffled)
    assert score_behaviour(interest(), shuffled, NOW, UTC) == score


@settings(max_examples=40)
@given(EVENTS, st.integers(0, 100 * 24))
def test_points_fade_and_never_grow(events: list[Event], hours: int) -> None:
    past = [replace(each, kind="ask") for each in events if each.at <= NOW and each.agent != "robot"]
    later = score_behaviour(interest(), past, NOW + timedelta(hours=hours), UTC)
    assert later.points <= score_behaviour(interest(), past, NOW, UTC).points


@settings(max_examples=40)
@given(st.sampled_from(["look", "ask"]), st.integers(0, 10**7), st.integers(0, 10**7))
def test_decay_is_monotone_and_halves(kind: str, one: int, other: int) -> None:
    young, old = sorted((timedelta(seconds=one), timedelta(seconds=other)))
    assert decayed(interest(), kind, young) >= decayed(interest(), kind, old) >= 0
    half_life = interest().events[kind].half_life or interest().half_life
    after = decayed(interest(), kind, young + timedelta(days=int(half_life)))
    assert abs(decayed(interest(), kind, young) - 2 * after) <= Decimal("0.000002")


@settings(max_examples=40)
@given(EVENTS, st.booleans())
def test_one_more_good_event_never_lowers_the_score(events: list[Event], asked: bool) -> None:
    more = Event("new", "ask" if asked else "look", NOW - timedelta(hours=5))
    before = score_behaviour(interest(), events, NOW, UTC).value
    assert score_behaviour(interest(), [*events, more], NOW, UTC).value >= before


AGAIN = loaded(RULES)


@settings(max_examples=20)
@given(LEADS, EVENTS)
def test_scores_are_had_again_as_they_were_from_the_same_rules_and_facts(
    lead: Mapping[str, object], events: list[Event]
) -> None:
    again, once = AGAIN.all(LeadScores)["fit"], AGAIN.all(LeadScores)["interest"]
    assert isinstance(again, AttributeScores)
    assert isinstance(once, BehaviourScores)
    then = score_attributes(fit(), lead_facts(rules(), lead, date(2026, 9, 1)))
    assert score_attributes(again, lead_facts(AGAIN, lead, date(2026, 9, 1))) == then
    assert score_behaviour(once, events, NOW, UTC) == score_behaviour(interest(), events, NOW, UTC)


PEOPLE = st.lists(
    st.builds(
        Person,
        id=st.sampled_from(["an", "bo", "chen", "ding", "emma", "fang"]),
        teams=st.sampled_from([frozenset[str](), frozenset({"field"})]),
        open=st.integers(0, 3),
        last=st.none() | st.integers(1, 50).map(lambda hours: NOW - timedelta(hours=hours)),
        away=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda person: person.id,
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "score.fit": st.integers(0, 100).map(Decimal),
        "lead.sources": st.sampled_from([frozenset({"event", "fair"}), frozenset({"web"})]),
        "lead.industry": st.sampled_from(["bank", "shop"]),
    },
)


@settings(max_examples=40)
@given(PEOPLE, st.lists(FACTS, min_size=1, max_size=12), st.randoms())
def test_nobody_gets_more_than_the_capacity_and_the_order_of_people_is_nothing(
    people: list[Person], leads: list[Mapping[str, object]], random: Random
) -> None:
    known = {each.id: each for each in people}
    for number, facts in enumerate(leads):
        at = NOW + timedelta(minutes=number)
        found = assign(rules(), POLICY, facts, known.values(), at)
        shuffled = list(known.values())
        random.shuffle(shuffled)
        assert assign(rules(), POLICY, facts, shuffled, at) == found
        assert (found.person is None) != (found.pool is None)
        if found.person is not None:
            chosen = known[found.person]
            assert not chosen.away
            assert chosen.open < capacity_of(POLICY, chosen.id)
            known[chosen.id] = replace(chosen, open=chosen.open + 1, last=at)


@settings(max_examples=40)
@given(st.integers(1, 7), st.integers(0, 40))
def test_in_turn_everybody_gets_as_many_but_for_one(count: int, leads: int) -> None:
    policy = POLICY.model_copy(update={"capacity": 100, "capacities": {}})
    policy.written_with(POLICY)
    people = {f"p{number}": Person(f"p{number}", frozenset({"field"})) for number in range(count)}
    given_: Counter[str] = Counter(dict.fromkeys(people, 0))
    for number in range(leads):
        at = NOW + timedelta(minutes=number)
        found = assign(rules(), policy, {"lead.sources": frozenset({"event"})}, people.values(), at)
        assert found.person is not None
        given_[found.person] += 1
        people[found.person] = replace(people[found.person], open=given_[found.person], last=at)
    assert max(given_.values()) - min(given_.values()) <= 1


@settings(max_examples=40)
@given(st.sampled_from(sorted(HOURS)), MOMENTS, st.integers(0, 60 * 60))
def test_a_deadline_and_the_working_time_up_to_it_are_inverse(name: str, start: datetime, minutes: int) -> None:
    hours = HOURS[name]
    wanted = timedelta(minutes=minutes)
    found = due(hours, start, Decimal(minutes) / 60)
    assert working_time(hours, start, found.at).time == wanted
    if minutes:
        assert working_time(hours, start, found.at - timedelta(seconds=1)).time < wanted


@settings(max_examples=40)
@given(st.sampled_from(sorted(HOURS)), MOMENTS, st.integers(0, 40 * 24 * 60), st.integers(0, 40 * 24 * 60))
def test_working_time_adds_up(name: str, start: datetime, one: int, other: int) -> None:
    hours = HOURS[name]
    between, end = start + timedelta(minutes=one), start + timedelta(minutes=one + other)
    parts = working_time(hours, start, between).time + working_time(hours, between, end).time
    assert working_time(hours, start, end).time == parts
    assert parts <= end - start


@settings(max_examples=40)
@given(st.sampled_from(sorted(HOURS)), MOMENTS)
def test_the_hours_of_a_day_are_in_order_and_apart(name: str, moment: datetime) -> None:
    spans = open_hours(HOURS[name], moment.date())
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert len(set(edges)) == len(edges)
