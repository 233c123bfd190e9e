"""The life of a quote: what leads where, who may do it, and that nothing leads anywhere else."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.platform.problems import Problem
from cpq.quotes.life import ACTIONS, PARTIES, SETTLED, STATES, Action, Facts, Party, State, moved, possible

TODAY = date(2026, 11, 27)
VALID = Facts(TODAY, TODAY)
OVER = Facts(TODAY, TODAY - timedelta(days=1))
ASKING = Facts(TODAY, TODAY, waiting=2)

facts = st.builds(Facts, st.just(TODAY), st.dates(TODAY - timedelta(2), TODAY + timedelta(2)), st.integers(0, 3))


@pytest.mark.parametrize(
    ("start", "action", "party", "facts", "end"),
    [
        ("draft", "submit", "seller", ASKING, "in_approval"),
        ("draft", "submit", "seller", VALID, "approved"),
        ("in_approval", "approve", "approver", ASKING, "in_approval"),
        ("in_approval", "approve", "approver", VALID, "approved"),
        ("in_approval", "refuse", "approver", ASKING, "draft"),
        ("approved", "send", "seller", VALID, "sent"),
        ("sent", "accept", "customer", VALID, "accepted"),
        ("sent", "reject", "customer", VALID, "rejected"),
        ("sent", "expire", "calendar", OVER, "expired"),
        ("sent", "withdraw", "seller", VALID, "withdrawn"),
        ("sent", "revise", "seller", VALID, "superseded"),
        ("expired", "revise", "seller", OVER, "superseded"),
    ],
)
def test_the_way_of_a_quote(start: str, action: str, party: str, facts: Facts, end: str) -> None:
    assert moved(State(start), Action(action), Party(party), facts) is State(end)


@pytest.mark.parametrize(
    ("start", "action", "party", "facts", "status", "says"),
    [
        ("draft", "send", "seller", VALID, 409, "the quote is a draft: it is not possible to send"),
        ("sent", "edit", "seller", VALID, 409, "possible now: reject, withdraw, begin a new version"),
        ("sent", "accept", "customer", OVER, 409, "set a new date"),
        ("sent", "accept", "seller", VALID, 403, "this is for the customer to do"),
        ("in_approval", "approve", "seller", VALID, 403, "this is for an approver to do"),
        ("approved", "send", "seller", OVER, 409, "set a new date"),
        ("sent", "expire", "calendar", VALID, 409, "still valid"),
        ("accepted", "revise", "seller", VALID, 409, "possible now: nothing"),
        ("superseded", "send", "seller", VALID, 409, "superseded by a newer version"),
    ],
)
def test_what_is_refused_says_what_to_do_instead(
    start: str, action: str, party: str, facts: Facts, status: int, says: str
) -> None:
    with pytest.raises(Problem) as refused:
        moved(State(start), Action(action), Party(party), facts)
    assert refused.value.kind.status == status
    assert says in refused.value.detail.en
    assert refused.value.detail.zh != refused.value.detail.en


@given(st.sampled_from(State), st.sampled_from(Party), facts)
def test_what_is_said_to_be_possible_is_and_nothing_else(state: State, party: Party, facts: Facts) -> None:
    said = possible(state, party, facts)
    for action in Action:
        try:
            moved(state, action, party, facts)
        except Problem:
            assert action not in said
        else:
            assert action in said


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(Party), facts), max_size=20))
def test_nothing_is_accepted_that_was_not_sent_and_nothing_leaves_the_end(steps: list) -> None:
    state, sent = State.DRAFT, False
    for action, party, known in steps:
        try:
            after = moved(state, action, party, known)
        except Problem:
            continue
        assert state not in SETTLED
        sent = sent or after is State.SENT
        assert after is not State.ACCEPTED or (sent and party is Party.CUSTOMER and not known.over)
        state = after


def test_every_state_action_and_party_has_its_words() -> None:
    assert set(STATES) == set(State)
    assert set(ACTIONS) == set(Action)
    assert set(PARTIES) == set(Party)
    reachable = {State.DRAFT}
    for _ in State:
        for state, action, party, known in product(tuple(reachable), Action, Party, (VALID, OVER, ASKING)):
            try:
                reachable.add(moved(state, action, party, known))
            except Problem:
                continue
    assert reachable == set(State)
