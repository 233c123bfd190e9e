"""Rules that never apply are told when a rulebook is loaded; those that may apply are not."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.rulebook.expressions import Bool, Number, Scope, compile_expression, contradiction
from cpq.rulebook.text import Text
from tests.pricing.books import loaded

NEVER = {
    "quantity > 10 and quantity < 5": 19,
    "1 > 2": 1,
    "false": 1,
    'customer.segment == "business" and channel == "direct" and customer.segment == "education"': 60,
    "quantity in [1, 2] and (quantity > 3 and quantity < 3 or 1 == 2)": 25,
    "quantity == 3 and quantity > 3": 19,
    'date >= date("2026-02-01") and date < date("2026-02-01")': 32,
    "9 < quantity < 7": 1,
}
SOMETIMES = [
    "quantity >= 5 and quantity <= 5",
    'customer.segment == "business" or customer.segment == "education"',
    '"heavy" in product.tags and "sale" in product.tags',
    "quantity in [1, 2] and quantity in [2, 3] and quantity >= 2",
    "quantity > 5 and order.net < CNY(5)",
    "2 > 1",
]


@pytest.mark.parametrize("rule", ["price_rules", "promotions"])
@pytest.mark.parametrize("condition", [*NEVER, *SOMETIMES])
def test_what_is_plainly_never_true_is_a_warning_at_the_term(condition: str, rule: str, tmp_path: Path) -> None:
    does = "adjust: {percent: 1%}" if rule == "price_rules" else "benefit: {kind: percent, value: 1%}"
    findings = loaded(tmp_path, f"{rule}:\n  r:\n    name: R\n    {does}\n    lines: >-\n      {condition}\n").findings
    expected = ["rules.yaml:6 never-applies warning"] if condition in NEVER else []
    assert [f"{each.place.file}:{each.place.line} {each.code} {each.severity.value}" for each in findings] == expected
    assert [each.place.column for each in findings] == [6 + NEVER.get(condition, 0)] * len(expected)


def test_the_condition_of_the_quote_is_looked_at_too(tmp_path: Path) -> None:
    findings = loaded(tmp_path, "price_rules: {r: {name: R, when: 1 > 2, adjust: {percent: 1%}}}").findings
    assert [f"{each.place} {each.code}" for each in findings] == ["rules.yaml:1:34 never-applies"]


FIRST = "  first: {name: F, priority: 5, stack: false, target: {products: [W1]}, lines: quantity > 3, adjust: {percent: 1%}}\n"


@pytest.mark.parametrize(
    ("rule", "reached"),
    [
        ("target: {products: [W1]}, lines: quantity > 3, adjust: {percent: 2%}", False),
        (
            'target: {products: [W1]}, lines: quantity > 3 and unit == "", when: channel == "direct", adjust: {price: {CNY: 1}}',
            False,
        ),
        ("target: {products: [W1]}, lines: quantity > 3, valid: {from: 2026-01-01}, adjust: {percent: 2%}", False),
        ("target: {products: [W1]}, lines: quantity > 2, adjust: {percent: 2%}", True),
        ("target: {products: [W1, W2]}, lines: quantity > 3, adjust: {percent: 2%}", True),
        ("target: {products: [W1]}, lines: quantity > 3, priority: 6, adjust: {percent: 2%}", True),
        ('target: {products: [W1]}, when: channel == "direct", adjust: {percent: 2%}', True),
    ],
)
def test_a_rule_after_one_that_always_ends_it_is_not_reached(rule: str, *, reached: bool, tmp_path: Path) -> None:
    findings = loaded(tmp_path, f"price_rules:\n{FIRST}  second: {{name: S, {rule}}}\n").findings
    assert [each.code for each in findings] == ([] if reached else ["never-applies"])


@pytest.mark.parametrize(
    ("first", "reached"),
    [
        ("adjust: {percent: 1%}", False),
        ("adjust: {percent: 1%}, valid: {to: 2026-12-31}", True),
        ("adjust: {price: {USD: 1}}", True),
        # an amount per unit leaves the options alone
        ("adjust: {price: {CNY: 1, USD: 1, JPY: 1}}", True),
        ("adjust: {price: {CNY: 1, USD: 1, JPY: 1}}, target: {options_too: true}", True),
        ("adjust: {percent: 1%}, stack: true", True),
    ],
)
def test_a_rule_about_everything_ends_every_other_where_it_applies(
    first: str, *, reached: bool, tmp_path: Path
) -> None:
    stack = "" if "stack" in first else "stack: false, "
    rules = f"price_rules:\n  a: {{name: A, {stack}{first}}}\n  b: {{name: B, target: {{tags: [heavy]}}, adjust: {{percent: 2%}}}}\n"
    assert [each.code for each in loaded(tmp_path, rules).findings] == ([] if reached else ["never-applies"])


NUMBERS = [Decimal(number) / 2 for number in range(9)]
TERMS = st.one_of(
    st.builds("x {} {}".format, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.sampled_from(NUMBERS)),
    st.builds("{} < x <= {}".format, st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)),
    st.builds("(x < {} or x == {})".format, st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)),
    st.builds("x in [{}, {}]".format, st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)),
)


@given(st.lists(TERMS, min_size=1, max_size=4))
def test_what_is_called_never_true_is_true_for_no_value(terms: list[str]) -> None:
    condition = compile_expression(" and ".join(terms), Scope({"x": Number()}, Text.same("numbers")), Bool())
    if contradiction(condition):
        quarters = [Decimal(number) / 4 for number in range(-4, 24)]
        assert not any(condition.evaluate({"x": value}) for value in quarters)
