"""Trees of accounts, whatever they are: each is counted once, and a cycle is told before there is one."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cpq.accounts.tree import above, below, rolled_up, would_be_a_cycle


@st.composite
def forests(draw: st.DrawFn) -> dict[str, str | None]:
    """Every account is below an earlier one, or below none; in any order."""
    names = [str(each) for each in range(draw(st.integers(1, 12)))]
    parents = {name: draw(st.sampled_from([None, *names[:index]])) for index, name in enumerate(names)}
    return {name: parents[name] for name in draw(st.permutations(names))}


@given(forests(), st.data())
def test_a_sum_over_a_group_counts_each_account_once(parents: dict[str, str | None], data: st.DataObject) -> None:
    amounts = {each: Decimal(data.draw(st.integers(0, 9))) for each in parents}
    totals = rolled_up(parents, amounts)
    for each in parents:
        assert len(set(below(parents, each))) == len(below(parents, each))
        assert totals[each] == sum(amounts[one] for one in below(parents, each))
    roots = [each for each, parent in parents.items() if parent is None]
    assert sum(totals[each] for each in roots) == sum(amounts.values())


@given(forests(), st.data())
def test_a_cycle_is_what_putting_it_there_would_make(parents: dict[str, str | None], data: st.DataObject) -> None:
    account, parent = (data.draw(st.sampled_from(sorted(parents))) for _ in range(2))
    assert would_be_a_cycle(parents, account, parent) == (parent in below(parents, account))
    assert not would_be_a_cycle(parents, account, None)


@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from("abcde"), min_size=1))
def test_even_a_cycle_that_is_there_ends(parents: dict[str, str]) -> None:
    for each in parents:
        up = list(above(parents, each))
        assert len(up) == len(set(up))
        assert each not in up
        assert len(set(below(parents, each))) == len(below(parents, each))
    rolled_up(parents, dict.fromkeys(parents, Decimal(1)))
