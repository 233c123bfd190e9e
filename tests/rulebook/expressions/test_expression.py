"""What an expression is as a value: its names, its equality, its limits, its failures across processes."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from decimal import Decimal

import pytest

from cpq.rulebook.expressions import (
    Bool,
    EvaluationError,
    Expression,
    ExpressionError,
    MissingValue,
    MoneyType,
    Number,
    Scope,
    arithmetic,
    compile_expression,
    is_name,
)
from cpq.rulebook.expressions.checking import MAX_DEPTH, MAX_NODES
from cpq.rulebook.expressions.reading import MAX_LENGTH
from cpq.rulebook.text import Text
from tests.rulebook.expressions.cases import SCOPE, VALUES


def condition(text: str) -> Expression:
    return compile_expression(text, SCOPE, Bool())


def refusal(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        condition(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("quantity > 1 and quantity < 3", {"quantity"}),
        ("any(power > quantity)", {"power", "quantity"}),
        ('"a" in customer.tags', {"customer.tags"}),
        ("total > fee", {"total", "fee", "currency"}),
        ("cost > USD(3)", {"cost"}),
        ("psu.capacity > 1 if customer.vip else true", {"psu.capacity", "customer.vip"}),
        ("1 > 2", set[str]()),
    ],
)
def test_an_expression_names_exactly_the_values_it_needs(text: str, names: set[str]) -> None:
    assert condition(text).names == names


def test_a_name_without_a_value_is_said_with_its_place() -> None:
    with pytest.raises(MissingValue, match=r'no value was given for "customer\.vip"') as caught:
        condition("quantity > 1 and customer.vip").evaluate({"quantity": Decimal(2)})
    assert (caught.value.offset, caught.value.length) == (17, 12)


def test_a_term_fails_at_its_place_in_the_whole_text() -> None:
    text = "customer.vip and 1 / (quantity - 12) > 1"
    _, term = condition(text).terms
    with arithmetic(), pytest.raises(EvaluationError) as caught:
        term.evaluate(VALUES)
    assert text[caught.value.offset :].startswith("quantity - 12)")
    assert term.text == text[term.start :]


def test_values_may_come_from_any_mapping_and_more_than_needed() -> None:
    class Values(dict[str, object]):
        def __missing__(self, name: str) -> object:
            return Decimal(len(name))

    values: Mapping[str, object] = Values()
    assert condition("quantity == 8").evaluate(values) is True


def test_equal_texts_in_equal_scopes_are_equal_expressions() -> None:
    one, same, other = condition("quantity > 1"), condition("quantity > 1"), condition("quantity > 2")
    in_litres = compile_expression("quantity > 1", Scope({"quantity": Number("l")}, Text("规则", "a rule")), Bool())
    assert one == same
    assert hash(one) == hash(same)
    assert one not in (other, in_litres)


def test_errors_survive_the_way_from_another_process() -> None:
    error = refusal("quantty > 1")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.message, copy.offset, copy.length) == (error.code, error.message, 0, 7)
    assert str(copy) == error.message.en


@pytest.mark.parametrize("unit", [None, "USD"])
def test_the_wanted_money_decides_which_currency_is_checked(unit: str | None) -> None:
    expression = compile_expression("cost", SCOPE, MoneyType(unit))
    assert expression.type == MoneyType(unit)
    assert ("currency" in expression.names) == (unit is None)


def test_a_text_is_limited_in_length() -> None:
    longest = "quantity > 1".ljust(MAX_LENGTH)
    assert condition(longest).names == {"quantity"}
    assert refusal(longest + " ").code == "too-long"


def test_an_expression_is_limited_in_depth() -> None:
    deepest = "not " * (MAX_DEPTH - 1) + "customer.vip"
    assert condition(deepest).type == Bool()
    error = refusal("not " + deepest)
    assert (error.code, error.length) == ("too-complex", len("customer.vip"))


def test_an_expression_is_limited_in_parts() -> None:
    most = "1 in [" + "1," * (MAX_NODES - 2) + "]"
    assert condition(most).names == frozenset()
    assert refusal(most.replace("[", "[1,")).code == "too-complex"


@pytest.mark.parametrize("text", ["(" * 300 + "1" + ")" * 300, "-" * 1900 + "1", "sum(" + "-" * 1900 + "power)"])
def test_nesting_that_no_reader_bears_is_refused_like_any_other(text: str) -> None:
    assert refusal(text).code == "too-complex"


@pytest.mark.parametrize(
    ("word", "readable"),
    [
        ("disk.size", True),
        ("产品.等级", True),
        ("hot-swap", False),
        ("2x", False),
        ("rack.class", False),
        ("a..b", False),
        ("", False),
    ],
)
def test_a_name_is_what_an_expression_can_read(word: str, readable: bool) -> None:
    assert is_name(word) is readable
    if readable:
        assert compile_expression(word, Scope({word: Bool()}, Text("规则", "a rule")), Bool()).names == {word}
    else:
        with pytest.raises(ExpressionError):
            compile_expression(word, Scope({word: Bool()}, Text("规则", "a rule")), Bool())
