"""Laws of promotions that hold for every request."""

from collections import Counter
from decimal import Decimal
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.quote_json import as_json
from tests.properties.shops import PROMOTIONS, Line, priced, requests, shop, shop_of

ZERO = Decimal(0)


@settings(max_examples=60)
@given(requests)
def test_what_a_promotion_is_said_to_take_off_is_the_sum_of_its_steps(lines: list[Line]) -> None:
    quote = priced(lines, shop())
    taken = Counter[str]()
    for line in quote.lines:
        for step in line.trace:
            taken[step.rule] -= step.amount  # pyright: ignore[reportArgumentType]
    for outcome in quote.promotions:
        assert outcome.amount == taken.get(outcome.promotion, 0)
        assert (outcome.status == "applied") == (outcome.amount > 0)
    assert len(quote.promotions) == PROMOTIONS.count("benefit:")


@settings(max_examples=60)
@given(requests)
def test_no_more_units_are_reduced_than_the_deals_allow(lines: list[Line]) -> None:
    """Buy three, get one: of n units at most n ÷ 4 are free, in all lines together."""
    quote = priced(lines, shop())
    units = sum(line.quantity for line in quote.lines if line.product in ("W1", "W2", "W3", "V1"))
    got = Counter[str]()
    for line in quote.lines:
        by_line = [step for step in line.trace if step.rule in ("three-one", "two-one")]
        for step in by_line:
            got[step.rule] += int(step.quantity or 0)
        assert sum(int(step.quantity or 0) for step in by_line) <= line.quantity
    assert 4 * got["three-one"] + 3 * got["two-one"] <= units


@settings(max_examples=40)
@given(requests)
def test_the_best_of_a_group_saves_at_least_as_much_as_each_of_them_alone(lines: list[Line]) -> None:
    """Alone: the same rulebook without the other one."""
    best = _saved_by_group(lines, PROMOTIONS)
    for other in ("each", "widgets"):
        without = "\n".join(row for row in PROMOTIONS.splitlines() if not row.startswith(f"  {other}:"))
        assert best >= _saved_by_group(lines, without)


def _saved_by_group(lines: list[Line], promotions: str) -> Decimal:
    quote = priced(lines, shop_of(promotions))
    return sum((each.amount for each in quote.promotions if each.promotion in ("widgets", "each")), ZERO)


@settings(max_examples=30)
@given(requests, st.permutations(PROMOTIONS.strip().splitlines()[2:]))
def test_the_order_of_the_file_changes_nothing(lines: list[Line], rows: list[str]) -> None:
    """Only the places differ: the same rules stand in other lines of the file."""
    head = PROMOTIONS.strip().splitlines()[:2]
    before, after = priced(lines, shop()), priced(lines, shop_of("\n".join([*head, *rows])))
    assert _without_places(as_json(before)) == _without_places(as_json(after))


def _without_places(value: object) -> object:
    """A quote as JSON without the places and the version of the rulebook."""
    if isinstance(value, dict):
        kept = cast("dict[str, object]", value)
        return {key: _without_places(each) for key, each in kept.items() if key not in PLACES}
    if isinstance(value, list):
        return [_without_places(each) for each in cast("list[object]", value)]
    return value


PLACES = {"place", "price_list_place", "rulebook_version"}


@settings(max_examples=30)
@given(requests, st.integers(0, 30))
def test_promotions_for_other_products_change_nothing_and_say_that_no_line_fits(lines: list[Line], count: int) -> None:
    added = "".join(
        f"  other-{n}: {{name: O, priority: {n}, target: {{products: [D1]}}, benefit: {{kind: percent, value: 5%}}}}\n"
        for n in range(count)
    )
    before, after = priced(lines, shop()), priced(lines, shop(added))
    assert [line.net for line in after.lines] == [line.net for line in before.lines]
    others = [each for each in after.promotions if each.promotion.startswith("other-")]
    assert [each.reason.en for each in others] == ["no line fits"] * count
    assert [each for each in after.promotions if each not in others] == list(before.promotions)
