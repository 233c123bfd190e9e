"""Functions of numbers and amounts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from cpq.money import MAX_FRACTION_DIGITS, Rounding, round_to
from cpq.rulebook.expressions.agreement import agreed
from cpq.rulebook.expressions.error import ExpressionError, Span
from cpq.rulebook.expressions.functions.signature import Arguments, Function, argument_error, check_count, of_type
from cpq.rulebook.expressions.tree import Arithmetic, Call, Literal, Node
from cpq.rulebook.expressions.types import Day, MoneyType, Number
from cpq.rulebook.text import Text

_PERCENT = Decimal("0.01")
_CEILING = Context(prec=200, rounding=ROUND_CEILING)
_FLOOR = Context(prec=200, rounding=ROUND_FLOOR)


def _extreme(name: str) -> Callable[[Arguments, Span], Node]:
    def build(arguments: Arguments, span: Span) -> Node:
        if not arguments:
            message = Text(f"{name} 至少要两个值，或一个列表", f"{name} takes two values or more, or one list")
            raise ExpressionError("arguments", message, span)
        for node in arguments:
            of_type(node, Number, MoneyType, Day)
        nodes, kind = agreed(arguments)
        return Call(name, nodes, kind, span)

    return build


def _like_argument(name: str) -> Callable[[Arguments, Span], Node]:
    def build(arguments: Arguments, span: Span) -> Node:
        check_count(name, 1, arguments, span)
        return Call(name, arguments, of_type(arguments[0], Number, MoneyType), span)

    return build


def _build_round(arguments: Arguments, span: Span) -> Node:
    if len(arguments) == 1:
        arguments = (*arguments, Literal(Decimal(0), Number(), span))
    check_count("round", 2, arguments, span)
    number, digits = arguments
    most = MAX_FRACTION_DIGITS
    if not (isinstance(digits, Literal) and digits.value in range(-most, most + 1)):
        raise argument_error(
            digits,
            f"位数须直接写成 {-most} 到 {most} 的整数",
            f"digits are a written whole number from {-most} to {most}",
        )
    return Call("round", arguments, of_type(number, Number, MoneyType), span)


def _round(number: Decimal, digits: Decimal) -> Decimal:
    return round_to(number, int(digits), Rounding.HALF_UP)


def _build_percent(arguments: Arguments, span: Span) -> Node:
    check_count("percent", 1, arguments, span)
    (node,) = arguments
    kind = of_type(node, Number)
    if isinstance(node, Literal) and isinstance(node.value, Decimal):
        return Literal(node.value * _PERCENT, kind, span)
    return Arithmetic("*", node, Literal(_PERCENT, Number(), span), kind, span)


def _percent(number: Decimal) -> Decimal:
    return number * _PERCENT


def _build_tier(arguments: Arguments, span: Span) -> Node:
    if len(arguments) < 4 or len(arguments) % 2:
        message = Text(
            "tier 要写成 tier(数, 起始值, 门槛1, 值1, 门槛2, 值2, …)",
            "write tier(x, base, from1, value1, from2, value2, …)",
        )
        raise ExpressionError("arguments", message, span)
    of_type(arguments[0], Number, MoneyType, Day)
    _check_rising(arguments[2::2])
    keys, _ = agreed((arguments[0], *arguments[2::2]))
    values, kind = agreed((arguments[1], *arguments[3::2]))
    return Call("tier", keys + values, kind, span)


def _check_rising(thresholds: Arguments) -> None:
    previous: Literal | None = None
    for node in thresholds:
        if not isinstance(node, Literal):
            raise argument_error(node, "门槛须直接写出数值", "a threshold is a written number, amount or date")
        if previous is not None:
            agreed((previous, node))
            if not previous.value < node.value:  # pyright: ignore[reportOperatorIssue]  # of one type by now
                raise argument_error(node, "门槛须从小到大排列", "thresholds rise from left to right")
        previous = node


def _tier(key: Decimal, *steps: Decimal) -> object:
    """`steps`: n thresholds, then the base value and the n values."""
    count = len(steps) // 2
    return steps[count + bisect_right(steps, key, 0, count)]


NUMBER_FUNCTIONS = (
    Function("min", "min(a, b, …)", Text("最小的一个", "the smallest of the values"), _extreme("min"), min),
    Function("max", "max(a, b, …)", Text("最大的一个", "the largest of the values"), _extreme("max"), max),
    Function(
        "round",
        "round(x, digits)",
        Text(
            "四舍五入到小数点后 digits 位；不写即取整",
            "x rounded half up to so many digits after the point; to a whole number if left out",
        ),
        _build_round,
        _round,
    ),
    Function(
        "ceil",
        "ceil(x)",
        Text("向上取整", "the nearest whole number not below x"),
        _like_argument("ceil"),
        _CEILING.to_integral_value,
    ),
    Function(
        "floor",
        "floor(x)",
        Text("向下取整", "the nearest whole number not above x"),
        _like_argument("floor"),
        _FLOOR.to_integral_value,
    ),
    Function("abs", "abs(x)", Text("绝对值", "x without its sign"), _like_argument("abs"), abs),
    Function(
        "percent",
        "percent(x)",
        Text("百分之 x：percent(15) 就是 0.15", "x percent: percent(15) is 0.15"),
        _build_percent,
        _percent,
    ),
    Function(
        "tier",
        "tier(x, base, from1, value1, from2, value2, …)",
        Text(
            "x 达到的最高门槛所对应的值；未达第一个门槛时为 base",
            "the value of the highest threshold that x reaches; base below the first",
        ),
        _build_tier,
        _tier,
    ),
)
