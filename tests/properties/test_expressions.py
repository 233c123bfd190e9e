"""Laws of the expression language: compiled code agrees with a plain evaluator, and no text gets out of it."""

from __future__ import annotations

import dis
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, DecimalException, localcontext
from types import CodeType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.rulebook.expressions import (
    Bag,
    Bool,
    Day,
    EvaluationError,
    Expression,
    ExpressionError,
    MoneyType,
    Number,
    Scalar,
    Scope,
    TextSet,
    TextType,
    arithmetic,
    compile_expression,
)
from cpq.rulebook.text import Text

SCOPE = Scope(
    {
        "a": Number(),
        "b.c": Number(),
        "word": TextType(frozenset(("red", "green"))),
        "flag": Bool(),
        "list": Bag(Number()),
        "one": Bag(Number(), single=True),
        "total": MoneyType(),
        "day": Day(),
        "tags": TextSet(),
    },
    Text("规则", "a rule"),
)
SMALL = st.decimals(min_value=-50, max_value=50, places=2)
VALUES = st.fixed_dictionaries(
    {
        "a": SMALL,
        "b.c": SMALL,
        "word": st.sampled_from(("red", "green")),
        "flag": st.booleans(),
        "list": st.lists(SMALL, max_size=4).map(tuple),
        "one": SMALL.map(lambda number: (number,)),
        "total": SMALL,
        "day": st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        "tags": st.frozensets(st.sampled_from(("x", "y"))),
        "currency": st.just("CNY"),
    }
)


@dataclass(frozen=True)
class Plain:
    """A text together with what it means, written down independently of the engine."""

    text: str
    meaning: Callable[[Mapping[str, Any]], Any]


def _divided(left: Decimal, right: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 28
        return left / right


def _floored(left: Decimal, right: Decimal) -> Decimal:
    return Decimal(left / right).to_integral_value("ROUND_FLOOR")


NUMBER_OPERATIONS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divided,
    "//": _floored,
    "%": lambda left, right: left - right * _floored(left, right),
}
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _number_leaf() -> st.SearchStrategy[Plain]:
    names = st.sampled_from(("a", "b.c")).map(lambda name: Plain(name, lambda values: values[name]))
    literals = st.decimals(min_value=0, max_value=20, places=1).map(lambda value: Plain(str(value), lambda _: value))
    lists = st.sampled_from(
        (
            Plain("sum(list)", lambda values: sum(values["list"], Decimal(0))),
            Plain("count(list > a)", lambda values: Decimal(sum(each > values["a"] for each in values["list"]))),
            Plain("max(list)", lambda values: max(values["list"])),
            Plain("one", lambda values: values["one"][0]),
            Plain("total / CNY(7)", lambda values: _divided(values["total"], Decimal(7))),
            Plain("year(day)", lambda values: Decimal(values["day"].year)),
        )
    )
    return st.one_of(names, literals, lists)


def _bool_leaf() -> st.SearchStrategy[Plain]:
    return st.sampled_from(
        (
            Plain("flag", lambda values: values["flag"]),
            Plain("true", lambda _: True),
            Plain('word == "red"', lambda values: values["word"] == "red"),
            Plain('word not in ["green"]', lambda values: values["word"] != "green"),
            Plain('"x" in tags', lambda values: "x" in values["tags"]),
            Plain('day < date("2050-01-01")', lambda values: values["day"] < date(2050, 1, 1)),
            Plain("any(list * 2 > 10)", lambda values: any(each * 2 > 10 for each in values["list"])),
        )
    )


def _arithmetic(operator: str, left: Plain, right: Plain) -> Plain:
    compute = NUMBER_OPERATIONS[operator]
    once = "" if operator in ("+", "-", "*") else "1 * "  # a written 0 as a divisor is refused
    return Plain(
        f"({left.text}) {operator}\n({once}({right.text}))", lambda v: compute(left.meaning(v), right.meaning(v))
    )


def _comparison(operator: str, left: Plain, right: Plain) -> Plain:
    compare = COMPARISONS[operator]
    return Plain(f"({left.text}) {operator} ({right.text})", lambda v: compare(left.meaning(v), right.meaning(v)))


def _chain(low: Plain, middle: Plain, high: Plain) -> Plain:
    return Plain(
        f"({low.text}) < ({middle.text}) <= ({high.text})",
        lambda v: low.meaning(v) < middle.meaning(v) and middle.meaning(v) <= high.meaning(v),
    )


def _junction(operator: str, left: Plain, right: Plain) -> Plain:
    if operator == "and":
        return Plain(f"({left.text}) and ({right.text})", lambda v: left.meaning(v) and right.meaning(v))
    return Plain(f"({left.text}) or ({right.text})", lambda v: left.meaning(v) or right.meaning(v))


def _negated(operand: Plain) -> Plain:
    return Plain(f"not ({operand.text})", lambda v: not operand.meaning(v))


def _conditional(chosen: Plain, condition: Plain, otherwise: Plain) -> Plain:
    return Plain(
        f"({chosen.text}) if ({condition.text}) else ({otherwise.text})",
        lambda v: chosen.meaning(v) if condition.meaning(v) else otherwise.meaning(v),
    )


def _largest(left: Plain, right: Plain) -> Plain:
    return Plain(f"max({left.text}, {right.text})", lambda v: max(left.meaning(v), right.meaning(v)))


def _numbers(depth: int) -> st.SearchStrategy[Plain]:
    if depth == 0:
        return _number_leaf()
    below = _numbers(depth - 1)
    return st.one_of(
        _number_leaf(),
        st.builds(_arithmetic, st.sampled_from(sorted(NUMBER_OPERATIONS)), below, below),
        st.builds(_conditional, below, _bools(depth - 1), below),
        st.builds(_largest, below, below),
    )


def _bools(depth: int) -> st.SearchStrategy[Plain]:
    if depth == 0:
        return _bool_leaf()
    numbers, below = _numbers(depth - 1), _bools(depth - 1)
    return st.one_of(
        st.builds(_comparison, st.sampled_from(sorted(COMPARISONS)), numbers, numbers),
        st.builds(_chain, numbers, numbers, numbers),
        st.builds(_junction, st.sampled_from(("and", "or")), below, below),
        st.builds(_negated, below),
    )


def _outcome(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except (EvaluationError, DecimalException, ValueError):
        return "no value"


TYPED = st.one_of(_numbers(3).map(lambda it: (it, Number())), _bools(3).map(lambda it: (it, Bool())))


@settings(max_examples=250, deadline=None)
@given(TYPED, st.lists(VALUES, min_size=4, max_size=4))
def test_compiled_code_agrees_with_a_plain_evaluator(
    plain: tuple[Plain, Scalar], many_values: list[Mapping[str, Any]]
) -> None:
    written, wanted = plain
    expression = compile_expression(written.text, SCOPE, wanted)
    with arithmetic():
        for values in many_values:
            assert _outcome(lambda v=values: expression.evaluate(v)) == _outcome(lambda v=values: written.meaning(v))


QUOTIENT, REST = (compile_expression(text, SCOPE, Number()) for text in ("a // b.c", "a % b.c"))


@settings(max_examples=200)
@given(SMALL, SMALL.filter(bool))
def test_the_whole_quotient_and_the_rest_belong_together(a: Decimal, b: Decimal) -> None:
    with arithmetic():
        quotient, rest = (part.evaluate({"a": a, "b.c": b}) for part in (QUOTIENT, REST))
        assert isinstance(quotient, Decimal)
        assert isinstance(rest, Decimal)
        assert quotient == quotient.to_integral_value()
        assert quotient * b + rest == a
        assert 0 <= rest / b < 1


@settings(max_examples=60, deadline=None)
@given(st.lists(_bools(2), min_size=1, max_size=4), VALUES)
def test_a_condition_is_true_exactly_if_all_its_terms_are(parts: list[Plain], values: Mapping[str, Any]) -> None:
    whole = compile_expression(" and ".join(f"({part.text})" for part in parts), SCOPE, Bool())
    with arithmetic():
        truths = [_value(term, values) for term in whole.terms]
        if "no value" not in truths:
            assert whole.evaluate(values) == all(truths)


@settings(max_examples=60, deadline=None)
@given(_bools(2), VALUES)
def test_a_term_cut_out_compiles_to_the_same_tree_again(plain: Plain, values: Mapping[str, Any]) -> None:
    for term in compile_expression(plain.text, SCOPE, Bool()).terms:
        again = compile_expression(term.text, SCOPE, Bool())
        assert again.names == term.names
        with arithmetic():
            assert _value(again, values) == _value(term, values)


@settings(max_examples=40, deadline=None)
@given(_bools(2), VALUES)
def test_an_expression_survives_pickling(plain: Plain, values: Mapping[str, Any]) -> None:
    expression = compile_expression(plain.text, SCOPE, Bool())
    with arithmetic():
        before = _outcome(lambda: expression.evaluate(values))
        copy: Expression = pickle.loads(pickle.dumps(expression))
        assert (copy, hash(copy)) == (expression, hash(expression))
        assert _outcome(lambda: copy.evaluate(values)) == before


def _value(expression: Expression, values: Mapping[str, Any]) -> Any:
    return _outcome(lambda: expression.evaluate(values))


WORDS = """a b.c word flag list one total day tags and or not in if else ( ) [ ] , . + - * / // % ** == != < <= > >= = "red"
    'x' "un 1 2.5 1e400 0x1 1_0 15% True None lambda for is sum( max( round( date( CNY( __import__( __class__ .real
    f"" b'' : ; @ ~ ^ & | ! # \\ { } ` $ ? （ ） “ ” ＝ １ é ª ² ٣ 数量 \x00 \ud800 \u2028 \n \t"""  # noqa: RUF001
TOKENS = st.sampled_from(WORDS.split(" "))
MESS = st.one_of(
    st.text(max_size=40), st.lists(TOKENS, max_size=25).map(" ".join), st.lists(TOKENS, max_size=25).map("".join)
)
PYTHON_TYPES = {Bool: bool, Number: Decimal, MoneyType: Decimal, TextType: str, Day: date}
WANTED = st.sampled_from((Bool(), Number(), MoneyType(), MoneyType("USD"), TextType(), Day()))


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    text = draw(_bools(2)).text
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(MESS) + text[at + draw(st.integers(0, 5)) :]


@settings(max_examples=600, deadline=None)
@given(st.one_of(MESS, _mutated()), WANTED, VALUES)
def test_any_text_is_refused_with_a_place_or_worth_something(
    text: str, wanted: Scalar, values: Mapping[str, Any]
) -> None:
    expression = _compiled(text, wanted)
    if isinstance(expression, ExpressionError):
        assert 0 <= expression.offset <= expression.offset + expression.length <= len(text)
        assert expression.message.zh
        assert expression.message.en
        return
    assert _touches_nothing_else(expression)
    with arithmetic():
        value = _outcome(lambda: expression.evaluate(values))
    assert value == "no value" or type(value) is PYTHON_TYPES[type(wanted)]


def _compiled(text: str, wanted: Scalar) -> Expression | ExpressionError:
    try:
        return compile_expression(text, SCOPE, wanted)
    except ExpressionError as error:
        return error


def _touches_nothing_else(expression: Expression) -> bool:
    """The generated code looks up no attribute, imports nothing, and has no builtins to reach for."""
    function: Any = expression.evaluate
    return function.__globals__["__builtins__"] == {} and all(_is_closed(code) for code in _codes(function.__code__))


def _codes(code: CodeType) -> list[CodeType]:
    return [code, *(inner for each in code.co_consts if isinstance(each, CodeType) for inner in _codes(each))]


def _is_closed(code: CodeType) -> bool:
    forbidden = ("ATTR", "METHOD", "IMPORT", "STORE_GLOBAL", "STORE_NAME")
    return not any(word in step.opname for step in dis.get_instructions(code) for word in forbidden)


@given(
    st.sampled_from(
        (
            "(" * 900 + "1" + ")" * 900, "-" * 1900 + "a", "not " * 490 + "flag", "[" * 1000, "sum(" * 150 + "list" + ")" * 150,
            "a" + ".a" * 900, "1 < " * 490 + "1", "a+" * 990 + "a", "9" * 1999, "a**8**8**8", "(a,)" * 400, "max(" + "a," * 900 + "a)",
            "flag and " * 220 + "flag", "1 if flag else " * 120 + "1", "((a**8)**8)**8", '"' + "x" * 1990 + '"', "sum(" + "-" * 1900 + "list)",
            "x" * 2001, " " * 3000,
        )
    ),
    WANTED,
    VALUES,
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_a_monstrous_text_is_refused_or_worked_out(text: str, wanted: Scalar, values: Mapping[str, Any]) -> None:
    expression = _compiled(text, wanted)
    if isinstance(expression, Expression):
        with arithmetic():
            _value(expression, {**values, "a": Decimal("1e17")})
