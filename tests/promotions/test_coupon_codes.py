"""A coupon code is the same in any case and with spaces."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from cpq.rulebook.fields import CouponCode
from cpq.rulebook.finding import Refused
from tests.pricing.books import PRICES, book, loaded, quote

CODE = TypeAdapter(CouponCode)
RULES = PRICES + (
    "promotions: {ten: {name: Ten, coupons: [Spring-26], limits: {per_coupon: 1}, benefit: {kind: percent, value: 10%}}}\n"
)


def net(folder: Path, request: str) -> int:
    return int(quote(book(folder, RULES), request + ", lines: [{product: W1, quantity: 1}]").totals.net)


@pytest.mark.parametrize("typed", ["SPRING-26", "spring-26", "' Spring - 26 '"])
def test_a_code_works_as_people_type_it(tmp_path: Path, typed: str) -> None:
    assert net(tmp_path, f"coupons: [{typed}]") == 90


def test_another_code_does_not_work(tmp_path: Path) -> None:
    assert net(tmp_path, "coupons: [SPRING-27]") == 100


def test_a_counter_counts_for_the_code_however_either_is_typed(tmp_path: Path) -> None:
    assert net(tmp_path, "coupons: [SPRING-26], counters: {coupons: {spring-26: {uses: 1}}}") == 100


def test_two_counters_for_one_code_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        net(tmp_path, "counters: {coupons: {spring-26: {uses: 1}, SPRING-26: {uses: 0}}}")
    assert [(each.code, str(each.place)) for each in refused.value.findings] == [
        ("coupon-counted-twice", "request.yaml:1:87")
    ]


SPELLINGS = PRICES + (
    "promotions:\n"
    "  ten: {name: Ten, coupons: [Spring-26, SPRING - 26], benefit: {kind: percent, value: 10%}}\n"
    "  five: {name: Five, coupons: [spring-26], benefit: {kind: percent, value: 5%}}\n"
    "  one: {name: One, when: '\"%s\" in coupons', benefit: {kind: percent, value: 1%%}}\n"
)


@pytest.mark.parametrize("written", ["SPRING-26", "spring-26", "Spring - 26"])
def test_a_condition_and_every_promotion_know_a_code_in_any_spelling(tmp_path: Path, written: str) -> None:
    made = quote(
        book(tmp_path, SPELLINGS.replace("%s", written).replace("%%", "%")),
        "coupons: [sprinG-26], lines: [{product: W1, quantity: 1}]",
    )
    assert {each.promotion for each in made.promotions if each.status == "applied"} == {"ten", "five", "one"}
    assert made.remarks == ()


def test_two_spellings_on_one_request_are_one_coupon(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "coupons: [SPRING-26, spring-26], lines: [{product: W1, quantity: 1}]")
    assert (made.totals.net, [each.code for each in made.remarks]) == (90, ["repeated-coupon"])


@pytest.mark.parametrize("condition", ['"Frühling" in coupons', '"-" not in coupons', "channel in coupons"])
def test_a_condition_that_no_code_can_meet_is_refused(tmp_path: Path, condition: str) -> None:
    rules = PRICES + f"promotions: {{p: {{name: P, when: '{condition}', benefit: {{kind: percent, value: 1%}}}}}}\n"
    assert [(each.code, each.place.line) for each in loaded(tmp_path, rules).findings] == [
        ("expression-coupon-code", 4)
    ]


@given(
    st.from_regex(r"\A[A-Z0-9]{1,8}-[A-Z0-9]{1,8}\Z"),
    st.lists(st.booleans(), min_size=17, max_size=17),
    st.lists(st.sampled_from(["", " ", "\t"]), min_size=17, max_size=17),
)
def test_case_and_spaces_change_nothing(code: str, lower: list[bool], spaces: list[str]) -> None:
    typed = "".join(
        (sign.lower() if low else sign) + space for sign, low, space in zip(code, lower, spaces, strict=False)
    )
    assert CODE.validate_python(typed) == CODE.validate_python(code) == code
