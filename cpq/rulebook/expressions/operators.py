"""The typing rules of + - * / // % ** and of the comparisons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from cpq.rulebook.expressions.agreement import (
    agreed,
    is_zero,
    listed_words,
    money_and_number,
    unknown_word,
)
from cpq.rulebook.expressions.error import ExpressionError, Span
from cpq.rulebook.expressions.tree import (
    Among,
    Arithmetic,
    ArithmeticOperator,
    Comparison,
    ComparisonOperator,
    Contains,
    Literal,
    Name,
    Negative,
    Node,
)
from cpq.rulebook.expressions.types import Bool, Day, MoneyType, Number, Scalar, TextSet, TextType, type_name
from cpq.rulebook.expressions.units import divided, multiplied, raised
from cpq.rulebook.text import Text

MAX_EXPONENT = 8


def arithmetic_node(operator: ArithmeticOperator, left: Node, right: Node, span: Span) -> Node:
    """`left operator right`, checked. Raises `ExpressionError`."""
    for node in (left, right):
        _check_computable(node)
    if operator in ("/", "//", "%") and is_zero(right):
        message = Text("不能除以 0，请改写", "nothing can be divided by 0; write another divisor")
        raise ExpressionError("division-by-zero", message, right.span)
    if operator == "**":
        return Arithmetic("**", left, right, _power(left, right), span)
    if operator in ("*", "/") or (operator == "//" and isinstance(left.type, Number)):
        return Arithmetic(operator, *_scaled(operator, left, right, span), span)
    (left, right), kind = agreed((left, right))
    return Arithmetic(operator, left, right, Number() if operator == "//" else kind, span)


def negative(operand: Node, span: Span) -> Node:
    """`-operand`, checked; of a written number, the number. Raises `ExpressionError`."""
    _check_computable(operand)
    match operand:
        case Literal(Decimal() as value, kind):
            return Literal(-value, kind, span)
        case _:
            _, kind = agreed((operand, operand))
            return Negative(operand, kind, span)


def _scaled(operator: ArithmeticOperator, left: Node, right: Node, span: Span) -> tuple[Node, Node, Scalar]:
    match left.type, right.type:
        case Number(of), Number(by):
            return left, right, Number(multiplied(of, by) if operator == "*" else divided(of, by))
        case MoneyType() as money, Number():
            return left, right, money
        case Number(), MoneyType() as money if operator == "*":
            return left, right, money
        case MoneyType(), MoneyType() if operator == "/":
            (left, right), _ = agreed((left, right))
            return left, right, Number()
        case _:
            raise _senseless(operator, span)


def _senseless(operator: ArithmeticOperator, span: Span) -> ExpressionError:
    if operator == "*":
        message = Text(
            "金额不能乘以金额，请让其中一个是普通数字", "money times money means nothing; one side must be a number"
        )
    else:
        message = Text(
            "数字不能除以金额，请检查两边是否写反", "a number divided by money means nothing; are the sides swapped?"
        )
    return ExpressionError("money-times-money" if operator == "*" else "number-by-money", message, span)


def _power(left: Node, right: Node) -> Scalar:
    if not isinstance(left.type, Number):
        raise ExpressionError("power", Text("金额不能求幂", "an amount of money has no powers"), left.span)
    exponent = right.value if isinstance(right, Literal) and isinstance(right.type, Number) else None
    if not isinstance(exponent, Decimal) or exponent not in range(MAX_EXPONENT + 1):
        message = Text(
            f"指数须直接写成 0 到 {MAX_EXPONENT} 的整数", f"an exponent is a written whole number, 0 to {MAX_EXPONENT}"
        )
        raise ExpressionError("exponent", message, right.span)
    return Number(raised(left.type.unit, int(exponent)))


def _check_computable(node: Node) -> None:
    match node.type:
        case Number() | MoneyType():
            return
        case Day():
            hint = Text("；两个日期相隔几天请用 days_between(a, b)", "; for days apart, use days_between(a, b)")
        case _:
            hint = Text("", "")
    kind = type_name(node.type)
    message = Text(f"这里是{kind.zh}，不能计算{hint.zh}", f"this is {kind.en}; it cannot be computed with{hint.en}")
    raise ExpressionError("not-computable", message, node.span)


def comparison(operands: tuple[Node, ...], operators: tuple[ComparisonOperator, ...], span: Span) -> Node:
    """A comparison or a chain of them, checked. Raises `ExpressionError`."""
    nodes, kind = agreed(operands)
    ordered = next((operator for operator in operators if operator not in ("==", "!=")), None)
    if ordered and isinstance(kind, TextType | Bool):
        name = type_name(kind)
        message = Text(
            f"{name.zh}没有大小之分，只能用 == 或 !=",
            f'{name.en} has no order; "{ordered}" does not apply, only == and !=',
        )
        raise ExpressionError("no-order", message, span)
    for left, right in pairwise(nodes):
        _check_can_meet(left, right)
    return Comparison(nodes, operators, span)


def _check_can_meet(left: Node, right: Node) -> None:
    """Two closed sets of words with nothing in common never compare equal: a word or a name is mistyped."""
    match left.type, right.type:
        case TextType(frozenset() as here), TextType(frozenset() as there) if not here & there:
            for node, known in ((left, there), (right, here)):
                if isinstance(node, Literal):
                    raise unknown_word(node.span, str(node.value), known)
            raise _strangers(right.span, here, there)
        case (Number(fraction=True) as fraction, Number()) | (Number(), Number(fraction=True) as fraction):
            whole, share = (right, left) if left.type == fraction else (left, right)
            _check_fraction(share, whole)
        case _:
            return


def _check_fraction(share: Node, other: Node) -> None:
    """A share of a whole is never above 1: who writes 18 means 18 %."""
    value = other.value if isinstance(other, Literal) else None
    if isinstance(value, Decimal) and value > 1:
        name = share.name if isinstance(share, Name) else "it"
        written = f"{(value / 100).normalize():f}"
        message = Text(
            f"{name} 是小数，{value} % 请写 {written} 或 percent({value})",
            f"{name} is a fraction: for {value} % write {written}, or percent({value})",
        )
        raise ExpressionError("fraction", message, other.span)


def _strangers(span: Span, here: frozenset[str], there: frozenset[str]) -> ExpressionError:
    left, right = listed_words(here), listed_words(there)
    message = Text(
        f"两边的值永远不会相同（{left.zh}；{right.zh}），请检查名称",
        f"the two sides have no value in common ({left.en}; {right.en}); check the names",
    )
    return ExpressionError("unknown-word", message, span)


def among(item: Node, choices: tuple[Node, ...], *, negated: bool, span: Span) -> Node:
    """`item in [literals]`, checked. Raises `ExpressionError`."""
    literals: list[Literal] = []
    for choice in choices:
        if not isinstance(choice, Literal):
            message = Text("列表里只能直接写值", "a list holds written values only")
            raise ExpressionError("list-of-literals", message, choice.span)
        if isinstance(choice.type, MoneyType):
            message = Text("金额不能列举，请用 == 或 >= 比较", "amounts cannot be listed; compare with == or >=")
            raise ExpressionError("list-of-literals", message, choice.span)
        if isinstance(item.type, MoneyType):
            raise money_and_number(choice)
        agreed((item, choice))
        _check_can_meet(choice, item)
        literals.append(choice)
    return Among(item, tuple(literals), negated, span)


def contains(item: Node, name: str, words: TextSet, *, negated: bool, span: Span) -> Node:
    """`item in name`, a declared set, checked. Raises `ExpressionError`."""
    match item.type, words.values:
        case TextType(frozenset() as written), frozenset() as known if (
            isinstance(item, Literal) and not written & known
        ):
            raise unknown_word(item.span, str(item.value), known)
        case TextType(), _:
            return Contains(name, _spelled(item, name, words), negated, span)
        case other, _:
            kind = type_name(other)
            message = Text(f"in 左边须是文字，这里是{kind.zh}", f'left of "in" stands a text, not {kind.en}')
            raise ExpressionError("in", message, item.span)


def _spelled(item: Node, name: str, words: TextSet) -> Node:
    """The text as the set's words are spelled; one that could never be among them is refused."""
    if words.spelling is None:
        return item
    if not isinstance(item, Literal):
        message = Text(
            f'in {name} 左边须直接写出一个码，例如 "SPRING-26" in {name}',
            f'left of "in {name}" stands a written code, like "SPRING-26" in {name}',
        )
        raise ExpressionError("coupon-code", message, item.span)
    spelled = words.spelling(str(item.value))
    if spelled is None:
        message = Text(
            f"“{item.value}”永远不会在 {name} 里：码由字母、数字、点、下划线和连字符组成，以字母或数字开头；请改正",
            f'"{item.value}" can never be in {name}: a code has letters, digits, dots, underscores and hyphens, and begins with a '
            "letter or digit; correct it",
        )
        raise ExpressionError("coupon-code", message, item.span)
    return replace(item, value=spelled, type=TextType(frozenset((spelled,))))
