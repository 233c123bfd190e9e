"""A Python error raised by generated code → an `EvaluationError` with its place in the text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import InvalidOperation

from cpq.rulebook.expressions.error import CurrencyMismatch, EvaluationError, MissingValue, NothingChosen
from cpq.rulebook.expressions.tree import Aggregate, Arithmetic, InQuoteCurrency, Node, Only
from cpq.rulebook.text import Text

FILE_NAME = "<expression>"


class Clash(Exception):
    """The quote is in this currency, not in the one an amount is written in."""


FAILURES = (ArithmeticError, LookupError, ValueError, Clash)


def clash(currency: object) -> object:
    """Called by generated code in place of a value."""
    raise Clash(currency)


def failure(error: Exception, nodes: Sequence[Node]) -> EvaluationError:
    """What to raise for `error`; line n of the generated code belongs to the n-th node."""
    node = nodes[_line(error) - 1]
    match error, node:
        case Clash(), InQuoteCurrency():
            return _mismatch(node, str(error))
        case KeyError(), _:
            return _missing(node, error.args[0])
        case ((IndexError() | ValueError()), Only(name) | Aggregate(name=name)):
            message = Text(f"“{name}”还没有选项被选中", f'no option is chosen yet for "{name}"')
            return NothingChosen(message, node.span)
        case ZeroDivisionError(), Arithmetic():
            return _division_by_zero(node)
        case InvalidOperation(), Arithmetic("/"):
            return _division_by_zero(node)
        case _:
            message = Text(
                "结果太大或位数太多，无法精确计算", "the result is too large or has too many digits to compute"
            )
            return EvaluationError(message, node.span)


def _line(error: Exception) -> int:
    """The line in the innermost generated frame: a list has a frame of its own."""
    line = 1
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == FILE_NAME:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _mismatch(node: InQuoteCurrency, currency: str) -> EvaluationError:
    return CurrencyMismatch(
        Text(
            f"这里的金额是 {node.currency}，报价单是 {currency}；请为 {currency} 另写一条规则",
            f"this amount is in {node.currency}, the quote in {currency}; write a rule of its own for {currency}",
        ),
        node.span,
    )


def _missing(node: Node, name: object) -> EvaluationError:
    return MissingValue(Text(f"没有给出“{name}”的值", f'no value was given for "{name}"'), node.span)


def _division_by_zero(node: Arithmetic) -> EvaluationError:
    return EvaluationError(
        Text("除数为零；请先用 if 排除这种情况", 'division by zero; rule this case out with "if" before'),
        node.right.span,
    )
