"""Which types go together, and what makes them agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from cpq.rulebook.expressions.error import ExpressionError, Span
from cpq.rulebook.expressions.tree import InQuoteCurrency, Literal, Node, walk
from cpq.rulebook.expressions.types import Bool, Day, MoneyType, Number, Scalar, TextType, type_name
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed

_NO_HINT = Text("", "")


def agreed(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], Scalar]:
    """The nodes made to agree on one type, and that type. Raises `ExpressionError` when they cannot."""
    money = any(isinstance(node.type, MoneyType) for node in nodes)
    first, *others = (node for node in nodes if not (money and is_zero(node)))
    kind = reduce(_joined, others, first.type)
    return tuple(as_type(node, kind) for node in nodes), kind


def as_type(node: Node, kind: Scalar) -> Node:
    """A node of an agreeing type, as one of exactly `kind` where that changes what is worked out."""
    if not isinstance(kind, MoneyType) or node.type == kind:
        return node
    if isinstance(node, Literal) and isinstance(node.type, Number):
        return Literal(node.value, kind, node.span)
    currency = kind.currency or (node.type.currency if isinstance(node.type, MoneyType) else None)
    return InQuoteCurrency(node, currency, node.span, kind) if currency else node


def wanted_type(node: Node, wanted: Scalar) -> Node:
    """The whole expression as what the rule needs. Raises `ExpressionError` when it is something else."""
    match node.type, wanted:
        case MoneyType(str(have)), MoneyType(str(want)) if have != want:
            raise _needed("currencies", node, wanted)
        case Number(str(have)), Number(str(want)) if have != want:
            raise _needed("units", node, wanted)
        case Number(), MoneyType() if is_zero(node):
            pass
        case Number(), MoneyType():
            hint = Text("；请写明币种，例如 CNY(1) * x", "; say which currency, as in CNY(1) * x")
            raise _needed("money-and-number", node, wanted, hint)
        case TextType(values), TextType(known) if known is not None:
            _check_words(node, values, known)
        case have, want if type(have) is not type(want):
            raise _needed("wanted", node, wanted)
        case _:
            pass
    return as_type(node, wanted)


def _needed(code: str, node: Node, wanted: Scalar, hint: Text = _NO_HINT) -> ExpressionError:
    have, want = type_name(node.type), type_name(wanted)
    return ExpressionError(
        code,
        Text(
            f"这里需要{want.zh}，表达式得出的却是{have.zh}{hint.zh}",
            f"{want.en} is needed here; the expression gives {have.en}{hint.en}",
        ),
        node.span,
    )


def _check_words(node: Node, words: frozenset[str] | None, known: frozenset[str]) -> None:
    if words is None:
        few = listed_words(known)
        message = Text(
            f"这里只能是 {few.zh}，表达式可能得出别的文字；请直接写出其中的值",
            f"only {few.en} can stand here, and the expression may give another text; write one of these values",
        )
        raise ExpressionError("open-text", message, node.span)
    for word in sorted(words - known):
        written = (each for each in walk(node) if isinstance(each, Literal) and each.value == word)
        raise unknown_word(next(written, node).span, word, known)


def unknown_word(span: Span, word: str, known: frozenset[str]) -> ExpressionError:
    near, few = did_you_mean(word, sorted(known)), listed_words(known)
    return ExpressionError(
        "unknown-word",
        Text(
            f"“{word}”不在可用的值里{near.zh}（可用：{few.zh}）",
            f'"{word}" is not a known value{near.en} (known: {few.en})',
        ),
        span,
    )


def listed_words(words: Iterable[str]) -> Text:
    """The first few of them, in alphabetical order."""
    return listed(sorted(word or '""' for word in words), 8)


def is_zero(node: Node) -> bool:
    """A written 0, which is no amount in every currency."""
    return isinstance(node, Literal) and isinstance(node.type, Number) and node.value == 0


def _joined(kind: Scalar, node: Node) -> Scalar:
    match kind, node.type:
        case Number(left), Number(right):
            if left and right and left != right:
                raise _units(node.span, right, left)
            return Number(left or right)
        case MoneyType(left), MoneyType(right):
            if left and right and left != right:
                raise _currencies(node.span, right, left)
            return MoneyType(left if left == right else None)
        case TextType(left), TextType(right):
            return TextType(None if left is None or right is None else left | right)
        case (Bool(), Bool()) | (Day(), Day()):
            return kind
        case _:
            raise _disagreement(kind, node)


def _units(span: Span, have: str, other: str) -> ExpressionError:
    return ExpressionError(
        "units",
        Text(
            f"单位不同：这里是 {have}，另一边是 {other}，请先换算",
            f"this is in {have}, the other side in {other}; convert one",
        ),
        span,
    )


def _currencies(span: Span, have: str, other: str) -> ExpressionError:
    return ExpressionError(
        "currencies",
        Text(
            f"币种不同：这里是 {have}，另一边是 {other}，请用同一币种",
            f"this is in {have}, the other side in {other}; use one currency",
        ),
        span,
    )


def _disagreement(kind: Scalar, node: Node) -> ExpressionError:
    match kind, node.type:
        case (MoneyType(), Number()) | (Number(), MoneyType()):
            return money_and_number(node)
        case (Day(), TextType() | Number()) | (TextType() | Number(), Day()):
            hint = Text('；日期请写成 date("2026-01-31")', '; write a day as date("2026-01-31")')
        case _:
            hint = Text("；请检查名称和引号", "; check the names and the quotes")
    have, other = type_name(node.type), type_name(kind)
    return ExpressionError(
        "types",
        Text(
            f"这里是{have.zh}，另一边是{other.zh}，两者不能放在一起{hint.zh}",
            f"this is {have.en}, the other side is {other.en}; they do not go together{hint.en}",
        ),
        node.span,
    )


def money_and_number(node: Node) -> ExpressionError:
    """An amount meets a plain number, at `node`: the number, or an amount beside what is a number by nature."""
    match node:
        case Literal(value, MoneyType()):
            text = Text(
                f"这里是金额，另一边是普通数字，不能放在一起；另一边不分币种，请去掉币种，只写 {value}",
                f"this is an amount of money, the other side a plain number; leave the currency out: {value}",
            )
        case Literal(value, Number()):
            text = _say_the_currency(f"CNY({value})")
        case _:
            text = _say_the_currency("CNY(10000)")
    return ExpressionError("money-and-number", text, node.span)


def _say_the_currency(example: str) -> Text:
    return Text(
        f"金额不能和普通数字放在一起，请写明币种，例如 {example}",
        f"an amount of money does not go with a plain number; say which currency: {example}",
    )
