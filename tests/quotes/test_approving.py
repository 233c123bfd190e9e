"""Approvals: levels in sequence, one level side by side, delegation, and what an earlier approval still covers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.platform.problems import Problem
from cpq.quotes.approving import ApprovalRequest, Decision, Earlier, approved, refused, requests_of, waiting
from cpq.quotes.delegation import Delegation, Desk
from tests.quotes.shop import asked, line, priced, shop

AT = datetime(2026, 4, 10, 9, tzinfo=UTC)
TODAY = date(2026, 4, 10)
IDS = {"1": "a", "2": "b"}


def requests(*lines: dict[str, object], earlier: tuple[Earlier, ...] = ()) -> tuple[ApprovalRequest, ...]:
    return requests_of(priced(asked(*lines)).route, IDS, earlier)


def said(reason: str | None = None) -> Decision:
    return Decision("u1", "Li", AT, reason)


def standings(made: tuple[ApprovalRequest, ...]) -> dict[str, str]:
    return {each.approver: each.standing.value for each in made}


def all_given(made: tuple[ApprovalRequest, ...]) -> tuple[ApprovalRequest, ...]:
    while waiting(made):
        made = approved(made, next(each.number for each in made if each.standing == "open"), said())
    return made


def test_a_quote_that_touches_nothing_asks_nobody() -> None:
    assert requests(line("W1", 2)) == ()


def test_one_level_is_asked_side_by_side_and_the_next_only_after_it() -> None:
    made = requests(line("W1", 1, 35))
    assert standings(made) == {"lead": "open", "pricing": "open", "boss": "waiting"}
    made = approved(made, 2, said())
    assert standings(made) == {"lead": "open", "pricing": "approved", "boss": "waiting"}
    made = approved(made, 1, said())
    assert standings(made) == {"lead": "approved", "pricing": "approved", "boss": "open"}
    assert waiting(made) == 1
    made = approved(made, 3, said("fine"))
    assert waiting(made) == 0
    assert made[2].decision == said("fine")


def test_a_refusal_ends_it_and_has_a_reason() -> None:
    made = requests(line("W1", 1, 35))
    with pytest.raises(Problem) as unexplained:
        refused(made, 1, said("  "))
    assert "reason" in unexplained.value.detail.en
    assert standings(refused(made, 1, said("too deep"))) == {"lead": "refused", "pricing": "void", "boss": "void"}


@pytest.mark.parametrize(("number", "says"), [(3, "it is not the turn of the Boss yet"), (9, "no approval of this")])
def test_nobody_decides_out_of_turn(number: int, says: str) -> None:
    with pytest.raises(Problem) as problem:
        approved(requests(line("W1", 1, 35)), number, said())
    assert says in problem.value.detail.en


def test_twice_is_refused() -> None:
    made = approved(requests(line("W1", 1, 35)), 1, said())
    with pytest.raises(Problem):
        approved(made, 1, said())


@pytest.mark.parametrize(
    ("before", "now", "standing"),
    [
        ([line("W1", 1, 15)], [line("W1", 1, 15)], "carried"),
        ([line("W1", 1, 15)], [line("W1", 7, 12)], "carried"),
        ([line("W1", 1, 15)], [line("W1", 1, 16)], "open"),
        ([line("W1", 1, 15)], [line("D1", 1, 15)], "open"),
        ([line("W1", 1, 15), line("W3")], [line("W3"), line("W1", 1, 15)], "open"),
    ],
    ids=["the same", "less, more units", "more", "another product", "another line"],
)
def test_what_was_approved_holds_for_an_equal_or_better_case(before: list, now: list, standing: str) -> None:
    earlier = Earlier(1, all_given(requests(*before)))
    made = requests(*now, earlier=(earlier,))
    deep = next(each for each in made if each.approver == "lead")
    assert deep.standing == standing
    assert deep.cases[0].covered_by == (1 if standing == "carried" else None)


def test_below_the_floor_is_worse_the_further_below() -> None:
    earlier = Earlier(1, all_given(requests(line("W1", 1, 35))))
    assert standings(requests(line("W1", 1, 34), earlier=(earlier,))) == dict.fromkeys(
        ("lead", "pricing", "boss"), "carried"
    )
    assert standings(requests(line("W1", 1, 36), earlier=(earlier,))) == {
        "lead": "open", "pricing": "open", "boss": "waiting",
    }  # fmt: skip


def test_a_margin_that_is_not_known_is_asked_for_again() -> None:
    earlier = Earlier(1, all_given(requests(line("W3", 1))))
    assert standings(requests(line("W3", 1), earlier=(earlier,))) == {"boss": "open"}


def test_what_is_carried_over_counts_for_the_version_in_which_it_was_approved() -> None:
    first = Earlier(1, all_given(requests(line("W1", 1, 15))))
    second = Earlier(2, requests(line("W1", 1, 14), earlier=(first,)))
    assert requests(line("W1", 1, 13), earlier=(first, second))[0].cases[0].covered_by == 1


def test_a_later_refusal_takes_an_approval_back() -> None:
    first = Earlier(1, all_given(requests(line("W1", 1, 15))))
    second = Earlier(2, refused(requests(line("W1", 1, 20)), 1, said("no")))
    assert standings(requests(line("W1", 1, 15), earlier=(first, second)))["lead"] == "open"


percents = st.integers(0, 60)


@settings(max_examples=30)
@given(percents, percents)
def test_no_approval_is_spared_for_a_worse_price_and_none_asked_for_a_better_one(before: int, now: int) -> None:
    made = requests(line("W1", 3, now), earlier=(Earlier(1, all_given(requests(line("W1", 3, before)))),))
    assert all(each.given for each in made) == (now <= before or not requests(line("W1", 3, now)))


@settings(max_examples=30)
@given(percents, st.lists(st.integers(1, 4), max_size=12))
def test_a_step_opens_only_when_all_before_it_are_given(percent: int, numbers: list[int]) -> None:
    made = requests(line("W1", 1, percent))
    for number in numbers:
        try:
            made = approved(made, number, said())
        except Problem:
            continue
        turn = min((each.step for each in made if not each.given), default=None)
        assert {each.step for each in made if each.standing == "open"} == ({turn} if turn else set())


HOLDERS = frozenset({"lead-1", "seller"})


def desk(*delegations: Delegation) -> Desk:
    return Desk(frozenset({"seller"}), TODAY, delegations)


def until(day: date, giver: str = "lead-1", role: str = "lead") -> Delegation:
    return Delegation(giver, "deputy", role, TODAY, day)


def test_who_holds_the_role_decides_and_who_has_it_delegated_does_until_the_day() -> None:
    request = requests(line("W1", 1, 15))[0]
    assert desk().instead_of("lead-1", HOLDERS, request) is None
    assert desk(until(TODAY)).instead_of("deputy", HOLDERS, request) == "lead-1"


@pytest.mark.parametrize(
    ("person", "delegations"),
    [
        ("deputy", ()),
        ("deputy", (until(date(2026, 4, 9)),)),
        ("deputy", (until(TODAY, role="boss"),)),
        ("deputy", (until(TODAY, giver="somebody"),)),
        ("deputy", (until(TODAY, giver="seller"),)),
        ("seller", ()),
        ("seller", (Delegation("lead-1", "seller", "lead", TODAY, TODAY),)),
    ],
    ids=[
        "nobody",
        "over",
        "another role",
        "not theirs to give",
        "the seller's",
        "own quote",
        "own quote by delegation",
    ],
)
def test_nobody_else_decides(person: str, delegations: tuple[Delegation, ...]) -> None:
    with pytest.raises(Problem) as problem:
        desk(*delegations).instead_of(person, HOLDERS, requests(line("W1", 1, 15))[0])
    assert problem.value.kind.status == 403


MATRIX = """
  field:
    scope: quote
    text: Matrix
    matrix: {measure: discount, above: [5%], rows: [{net_up_to: 1000, approvers: [lead]}, {approvers: [lead]}]}
"""


def test_a_matrix_with_bands_of_amounts_counts_a_higher_amount_as_worse() -> None:
    rulebook = shop(MATRIX)

    def made(quantity: int, earlier: tuple[Earlier, ...] = ()) -> tuple[ApprovalRequest, ...]:
        return requests_of(priced(asked(line("W1", quantity, 6)), rulebook).route, IDS, earlier)

    earlier = (Earlier(1, all_given(made(4))),)
    assert standings(made(3, earlier)) == {"lead": "carried"}
    assert standings(made(5, earlier)) == {"lead": "open"}
