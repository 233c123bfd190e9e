"""Typed tree → Python function: straight code over Decimals, with nothing left to decide at run time.

The line number of each generated instruction is the number of its node, so that an error that Python raises leads back
to the place in the text, at no cost while all goes well.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import CodeType, FunctionType
from typing import TypedDict, assert_never, cast

from cpq.rulebook.expressions.failing import FAILURES, FILE_NAME, clash, failure
from cpq.rulebook.expressions.functions import FUNCTIONS_BY_NAME, LIST_FUNCTIONS_BY_NAME
from cpq.rulebook.expressions.running import OPERATIONS, quantized
from cpq.rulebook.expressions.tree import (
    Aggregate,
    Among,
    Arithmetic,
    Call,
    Comparison,
    ComparisonOperator,
    Conditional,
    Contains,
    Element,
    InQuoteCurrency,
    Junction,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Only,
    Value,
)

Function = Callable[[Mapping[str, object]], Value]

_OPERATORS: Mapping[str, ast.operator] = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult()}
_COMPARISONS: Mapping[ComparisonOperator, ast.cmpop] = {
    "==": ast.Eq(),
    "!=": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
}


_TEMPLATE = """
def evaluate(values):
    try:
        return
    except FAILURES as error:
        raise failure(error, NODES) from None
"""
_LOAD, _STORE = ast.Load(), ast.Store()


class _At(TypedDict):
    lineno: int
    end_lineno: int
    col_offset: int
    end_col_offset: int


def generated(node: Node) -> Function:
    """The function that works out the tree, given a mapping from each name read to its value."""
    generator = _Generator()
    body = generator.code(node)
    around: dict[str, object] = {
        "FAILURES": FAILURES,
        "failure": failure,
        "NODES": tuple(generator.nodes),
        "__builtins__": {},
    }
    return cast("Function", FunctionType(_compiled(body), generator.globals | around))


def _compiled(body: ast.expr) -> CodeType:
    module = ast.parse(_TEMPLATE)
    next(each for each in ast.walk(module) if isinstance(each, ast.Return)).value = body
    constants = compile(module, FILE_NAME, "exec").co_consts
    return next(each for each in constants if isinstance(each, CodeType))


def _at(line: int) -> _At:
    return {"lineno": line, "end_lineno": line, "col_offset": 0, "end_col_offset": 0}


class _Generator:
    """One pass over one tree; collects the nodes in the order of their lines, and the constants."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.globals: dict[str, object] = {}

    def code(self, node: Node) -> ast.expr:  # noqa: C901, PLR0911, PLR0912  # one arm a kind of node
        self.nodes.append(node)
        at = _at(len(self.nodes))
        match node:
            case Literal(value):
                return self.constant(value, at)
            case Name(name):
                return _read(name, at)
            case Comparison(operands, operators):
                first, *others = map(self.code, operands)
                return ast.Compare(first, [_COMPARISONS[each] for each in operators], others, **at)
            case Junction(operator, operands):
                joined = ast.And() if operator == "and" else ast.Or()
                return ast.BoolOp(joined, [self.code(each) for each in operands], **at)
            case Arithmetic():
                return self.arithmetic(node, at)
            case Negative(operand):
                return ast.UnaryOp(ast.USub(), self.code(operand), **at)
            case Not(operand):
                return ast.UnaryOp(ast.Not(), self.code(operand), **at)
            case Among(item, choices, negated):
                values = frozenset(choice.value for choice in choices)
                return _membership(self.code(item), self.constant(values, at), at, negated=negated)
            case Contains(name, item, negated):
                return _membership(self.code(item), _read(name, at), at, negated=negated)
            case Conditional(condition, chosen, otherwise):
                return ast.IfExp(self.code(condition), self.code(chosen), self.code(otherwise), **at)
            case Call():
                return self.function_call(node, at)
            case Only(name):
                return ast.Subscript(_read(name, at), ast.Constant(0, **at), _LOAD, **at)
            case Element():
                return ast.Name("each", _LOAD, **at)
            case Aggregate():
                return self.aggregate(node, at)
            case InQuoteCurrency(operand, currency):
                return self.in_quote_currency(self.code(operand), currency, at)
            case _:
                assert_never(node)

    def constant(self, value: object, at: _At) -> ast.expr:
        if isinstance(value, str | bool):
            return ast.Constant(value, **at)
        name = f"k{len(self.globals)}"
        self.globals[name] = value
        return ast.Name(name, _LOAD, **at)

    def call(self, name: str, function: Callable[..., object], arguments: list[ast.expr], at: _At) -> ast.expr:
        self.globals[name] = function
        return ast.Call(ast.Name(name, _LOAD, **at), arguments, [], **at)

    def arithmetic(self, node: Arithmetic, at: _At) -> ast.expr:
        left, right = self.code(node.left), self.code(node.right)
        if node.operator in _OPERATORS:
            return ast.BinOp(left, _OPERATORS[node.operator], right, **at)
        return self.call(*OPERATIONS[node.operator], [left, right], at)

    def function_call(self, node: Call, at: _At) -> ast.expr:
        match node:
            case Call("round", (number, Literal(Decimal() as digits))) if digits >= 0:
                unit = self.constant(Decimal(1).scaleb(-int(digits)), at)
                return self.call("quantized", quantized, [self.code(number), unit], at)
            case Call(name, arguments):
                return self.call(name, FUNCTIONS_BY_NAME[name].run, [self.code(each) for each in arguments], at)

    def aggregate(self, node: Aggregate, at: _At) -> ast.expr:
        elements = _read(node.name, at)
        if not isinstance(node.body, Element):
            each = ast.comprehension(ast.Name("each", _STORE, **at), elements, [], 0)
            elements = ast.ListComp(self.code(node.body), [each], **at)
        return self.call(f"{node.function}_of_list", LIST_FUNCTIONS_BY_NAME[node.function].run, [elements], at)

    def in_quote_currency(self, amount: ast.expr, currency: str, at: _At) -> ast.expr:
        same = ast.Compare(_read("currency", at), [ast.Eq()], [ast.Constant(currency, **at)], **at)
        return ast.IfExp(same, amount, self.call("clash", clash, [_read("currency", at)], at), **at)


def _read(name: str, at: _At) -> ast.expr:
    return ast.Subscript(ast.Name("values", _LOAD, **at), ast.Constant(name, **at), _LOAD, **at)


def _membership(item: ast.expr, values: ast.expr, at: _At, *, negated: bool) -> ast.expr:
    return ast.Compare(item, [ast.NotIn() if negated else ast.In()], [values], **at)
