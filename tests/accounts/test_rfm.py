"""Fifths of customers: the code of one does not depend on the order of rows, equals are equal, and better is never lower."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.accounts.rfm import Purchase, rfm
from cpq.accounts.store.segments import segment_of
from cpq.selling.customer_value import RfmModel
from tests.selling.ruled import rules

AS_OF = date(2026, 6, 30)
PURCHASES = st.builds(
    Purchase,
    st.integers(0, 40).map(lambda days: AS_OF - timedelta(days=days)),
    st.sampled_from(["1", "2", "2.00", "100"]).map(Decimal),
)
CUSTOMERS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.lists(PURCHASES, max_size=5), max_size=12)


def bought(days: int, *amounts: str) -> list[Purchase]:
    return [Purchase(AS_OF - timedelta(days=days), Decimal(each)) for each in amounts]


def test_ten_customers_by_hand() -> None:
    orders = {f"C{each}": bought(each * 10, *["10"] * (10 - each)) for each in range(10)}
    found = rfm(orders, AS_OF)
    assert [found[f"C{each}"].code for each in range(10)] == [
        "555", "555", "444", "444", "333", "333", "222", "222", "111", "111"
    ]  # fmt: skip
    assert (found["C0"].segment, found["C9"].segment) == ("champion", "general_rescue")
    assert (found["C0"].orders, found["C0"].amount, found["C0"].last) == (10, Decimal(100), AS_OF)


def test_equal_customers_are_in_one_fifth_where_ntile_would_part_them() -> None:
    found = rfm({"A": bought(1, "5"), "B": bought(1, "5"), "C": bought(1, "5"), "D": bought(90, "1")}, AS_OF)
    assert {found[each].code for each in "ABC"} == {"212"}
    assert found["D"].code == "111"


def test_orders_after_the_day_are_not_known_and_who_bought_nothing_is_in_no_fifth() -> None:
    later = [Purchase(AS_OF + timedelta(days=1), Decimal(9))]
    assert rfm({"A": later, "B": []}, AS_OF) == {}
    assert rfm({"A": [*later, *bought(3, "1")]}, AS_OF)["A"].orders == 1


@settings(max_examples=40, deadline=None)
@given(CUSTOMERS, st.randoms())
def test_the_order_of_rows_changes_nothing(customers: dict[str, list[Purchase]], random: object) -> None:
    names = list(customers)
    random.shuffle(names)  # pyright: ignore[reportAttributeAccessIssue]
    shuffled = {name: list(reversed(customers[name])) for name in names}
    assert rfm(shuffled, AS_OF) == rfm(customers, AS_OF)


@settings(max_examples=40, deadline=None)
@given(CUSTOMERS)
def test_who_is_as_good_is_in_as_high_a_fifth(customers: dict[str, list[Purchase]]) -> None:
    found = rfm(customers, AS_OF)
    for one in found.values():
        for other in found.values():
            if one.last >= other.last:
                assert one.recency >= other.recency
            if one.orders >= other.orders:
                assert one.frequency >= other.frequency
            if one.amount >= other.amount:
                assert one.monetary >= other.monetary
        assert {one.recency, one.frequency, one.monetary} <= {1, 2, 3, 4, 5}


def test_boundaries_window_and_segments_of_the_rulebook_replace_fifths_and_the_usual_eight() -> None:
    model = rules().all(RfmModel)["all"]
    orders = {
        "often": bought(10, "5", "5", "5", "5", "5"),
        "once": bought(200, "90"),
        "asleep": bought(201, "90"),
        "before": bought(365, "1000"),
    }
    found = rfm(orders, AS_OF, model)
    assert {customer: (each.recency, each.frequency) for customer, each in found.items()} == {
        "often": (4, 3),
        "once": (1, 1),
        "asleep": (1, 1),
    }
    assert [segment_of(found[each], AS_OF, model)[0] for each in found] == ["best", "rest", "asleep"]
    assert segment_of(found["often"], AS_OF, model)[1].zh == "重要"
    assert segment_of(rfm(orders, AS_OF)["before"], AS_OF, None)[0] == "rescue"
