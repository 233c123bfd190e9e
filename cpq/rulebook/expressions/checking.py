"""Python syntax tree → typed tree: only what is listed here is part of the language."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal

from cpq.money import InvalidAmount, is_currency, parse_decimal
from cpq.rulebook.expressions.agreement import agreed, wanted_type
from cpq.rulebook.expressions.error import ExpressionError, Span
from cpq.rulebook.expressions.functions import FUNCTIONS_BY_NAME, LIST_FUNCTIONS_BY_NAME, ListFunction
from cpq.rulebook.expressions.naming import (
    asked,
    dotted_path,
    is_list_call,
    list_alone,
    list_under,
    not_a_set,
    set_alone,
    unknown_currency,
    unknown_function,
    unknown_name,
)
from cpq.rulebook.expressions.operators import among, arithmetic_node, comparison, contains, negative
from cpq.rulebook.expressions.reading import Source, read
from cpq.rulebook.expressions.tree import (
    Aggregate,
    ArithmeticOperator,
    ComparisonOperator,
    Conditional,
    Element,
    Junction,
    Literal,
    Name,
    Node,
    Not,
    Only,
)
from cpq.rulebook.expressions.types import Bag, Bool, MoneyType, Number, Scalar, Scope, TextSet, TextType, type_name
from cpq.rulebook.text import Text

MAX_DEPTH = 50
MAX_NODES = 500

_ARITHMETIC: Mapping[type[ast.operator], ArithmeticOperator] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
_COMPARISON: Mapping[type[ast.cmpop], ComparisonOperator] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_BOOLEANS = {"true": True, "false": False, "True": True, "False": False}


def checked(text: str, scope: Scope, wanted: Scalar) -> Node:
    """The typed tree of a text that gives the wanted type. Raises `ExpressionError`."""
    tree, source = read(text)
    return wanted_type(_Checker(source, scope).node(tree, 1), wanted)


class _Checker:
    """One pass over one text; remembers how much it has seen and which list it is inside of."""

    def __init__(self, source: Source, scope: Scope) -> None:
        self.source = source
        self.scope = scope
        self.count = 0
        self.list_name: str | None = None

    def node(self, tree: ast.expr, depth: int) -> Node:
        self.count += 1
        span = self.source.span(tree)
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            raise _too_complex(span)
        match tree:
            case ast.Name() | ast.Attribute():
                return self.name(tree, span)
            case ast.Constant():
                return self.literal(tree, span)
            case ast.BoolOp():
                return self.junction(tree, span, depth)
            case ast.Compare():
                return self.compare(tree, span, depth)
            case ast.BinOp():
                return self.arithmetic(tree, span, depth)
            case ast.UnaryOp():
                return self.unary(tree, span, depth)
            case ast.Call():
                return self.call(tree, span, depth)
            case ast.IfExp():
                return self.conditional(tree, span, depth)
            case _:
                raise _not_in_language(tree, span)

    def name(self, tree: ast.expr, span: Span) -> Node:
        path = dotted_path(tree)
        if path is None:
            raise _not_in_language(tree, span)
        kind = self.scope.names.get(path)
        if kind is None:
            if path in _BOOLEANS:
                return Literal(_BOOLEANS[path], Bool(), span)
            raise unknown_name(path, self.scope, span)
        if isinstance(kind, TextSet):
            raise set_alone(path, span)
        if not isinstance(kind, Bag):
            return Name(path, kind, span)
        if path == self.list_name:
            return Element(kind.of, span)
        if not kind.single:
            raise list_alone(path, self.list_name, span)
        return Only(path, kind.of, span)

    def literal(self, tree: ast.Constant, span: Span) -> Node:
        written = self.source.written(tree)
        match tree.value:
            case bool(value):
                return Literal(value, Bool(), span)
            case int() | float():
                return Literal(_number(written, span), Number(), span)
            case str(value) if written[1:-1] == value:
                return Literal(value, TextType(frozenset((value,))), span)
            case str():
                message = Text("两段文字之间缺逗号或运算符", "a comma or an operator is missing between two texts")
                raise ExpressionError("text", message, span)
            case _:
                raise _not_in_language(tree, span)

    def junction(self, tree: ast.BoolOp, span: Span, depth: int) -> Node:
        operands = tuple(self.truth(each, depth + 1) for each in tree.values)
        return Junction("and" if isinstance(tree.op, ast.And) else "or", operands, span)

    def truth(self, tree: ast.expr, depth: int) -> Node:
        node = self.node(tree, depth)
        if not isinstance(node.type, Bool):
            kind = type_name(node.type)
            message = Text(
                f"and、or、not、if 需要真或假，这里是{kind.zh}；请写成比较，例如 x > 0",
                f'"and", "or", "not" and "if" need true or false; this is {kind.en}; write a comparison, like x > 0',
            )
            raise ExpressionError("not-a-condition", message, node.span)
        return node

    def compare(self, tree: ast.Compare, span: Span, depth: int) -> Node:
        first = self.node(tree.left, depth + 1)
        if len(tree.ops) == 1 and isinstance(tree.ops[0], ast.In | ast.NotIn):
            return self.membership(first, tree, span, depth)
        operators: list[ComparisonOperator] = []
        for each in tree.ops:
            if type(each) not in _COMPARISON:
                raise _not_comparable(tree, span)
            operators.append(_COMPARISON[type(each)])
        others = (self.node(each, depth + 1) for each in tree.comparators)
        return comparison((first, *others), tuple(operators), span)

    def membership(self, item: Node, tree: ast.Compare, span: Span, depth: int) -> Node:
        (right,) = tree.comparators
        negated = isinstance(tree.ops[0], ast.NotIn)
        if not isinstance(right, ast.List | ast.Tuple):
            name = dotted_path(right) or ""
            words = self.scope.names.get(name)
            if not isinstance(words, TextSet):
                raise not_a_set(self.node(right, depth + 1))
            return contains(item, name, words, negated=negated, span=span)
        if not right.elts:
            message = Text("列表是空的，请写出至少一个值", "the list is empty; write at least one value")
            raise ExpressionError("list-of-literals", message, self.source.span(right))
        return among(item, tuple(self.node(each, depth + 1) for each in right.elts), negated=negated, span=span)

    def arithmetic(self, tree: ast.BinOp, span: Span, depth: int) -> Node:
        operator = _ARITHMETIC.get(type(tree.op))
        if operator is None:
            raise _not_in_language(tree, span)
        return arithmetic_node(operator, self.node(tree.left, depth + 1), self.node(tree.right, depth + 1), span)

    def unary(self, tree: ast.UnaryOp, span: Span, depth: int) -> Node:
        if isinstance(tree.op, ast.Not):
            return Not(self.truth(tree.operand, depth + 1), span)
        if not isinstance(tree.op, ast.USub):
            raise _not_in_language(tree, span)
        return negative(self.node(tree.operand, depth + 1), span)

    def conditional(self, tree: ast.IfExp, span: Span, depth: int) -> Node:
        condition = self.truth(tree.test, depth + 1)
        sides = (self.node(tree.body, depth + 1), self.node(tree.orelse, depth + 1))
        (chosen, otherwise), kind = agreed(sides)
        return Conditional(condition, chosen, otherwise, kind, span)

    def call(self, tree: ast.Call, span: Span, depth: int) -> Node:
        name = dotted_path(tree.func)
        if name is None or tree.keywords or any(isinstance(each, ast.Starred) for each in tree.args):
            raise _not_in_language(tree, span)
        if is_list_call(name, len(tree.args)):
            return self.aggregate(LIST_FUNCTIONS_BY_NAME[name], tree, span, depth)
        arguments = tuple(self.node(each, depth + 1) for each in tree.args)
        if name in self.scope.asked:
            return asked(name, arguments, self.scope, span)
        if name in FUNCTIONS_BY_NAME:
            return FUNCTIONS_BY_NAME[name].build(arguments, span)
        if is_currency(name):
            return self.amount(name, arguments, tree, span)
        raise unknown_function(name, self.scope, self.source.span(tree.func))

    def amount(self, currency: str, arguments: tuple[Node, ...], tree: ast.Call, span: Span) -> Node:
        known = self.scope.names.get("currency")
        if isinstance(known, TextType) and known.values and currency not in known.values:
            raise unknown_currency(currency, known.values, self.source.span(tree.func))
        return _amount(currency, arguments, span)

    def aggregate(self, function: ListFunction, tree: ast.Call, span: Span, depth: int) -> Node:
        name = list_under(tree.args[0], self.scope) if len(tree.args) == 1 else None
        bag = self.scope.names.get(name) if name else None
        if name is None or not isinstance(bag, Bag):
            for each in tree.args:
                self.node(each, depth + 1)  # a name that is unknown is told first
            raise _needs_list(function, span)
        outer, self.list_name = self.list_name, name
        body = self.node(tree.args[0], depth + 1)
        self.list_name = outer
        return Aggregate(function.name, name, bag, body, function.result(body), span)


def _number(written: str, span: Span) -> Decimal:
    try:
        return parse_decimal(written)
    except InvalidAmount as error:
        raise ExpressionError("number", Text(error.zh, error.en), span) from None


def _amount(currency: str, arguments: tuple[Node, ...], span: Span) -> Node:
    match arguments:
        case (Literal(Decimal() as value, Number()),):
            return Literal(value, MoneyType(currency), span)
        case _:
            message = Text(
                f"{currency}(…) 里须直接写一个数字，例如 {currency}(100)，再乘以别的",
                f"{currency}(…) holds one written number, like {currency}(100); multiply it by the rest",
            )
            raise ExpressionError("amount", message, span)


def _needs_list(function: ListFunction, span: Span) -> ExpressionError:
    name = function.name
    if name in FUNCTIONS_BY_NAME:
        hint = Text(f"，或至少两个值：{name}(a, b)", f", or two values or more: {name}(a, b)")
    elif name == "sum":
        hint = Text("；单值相加请用 +", "; use + to add single values")
    else:
        hint = Text("", "")
    message = Text(f"{name} 要一个列表{hint.zh}", f"{name} goes over one list{hint.en}")
    return ExpressionError("needs-list", message, span)


def _too_complex(span: Span) -> ExpressionError:
    message = Text(
        f"表达式太复杂（最多嵌套 {MAX_DEPTH} 层、{MAX_NODES} 项），请拆成几条规则",
        f"the expression is too complex (at most {MAX_DEPTH} levels and {MAX_NODES} parts); split it into several rules",
    )
    return ExpressionError("too-complex", message, span)


def _not_comparable(tree: ast.Compare, span: Span) -> ExpressionError:
    if any(isinstance(each, ast.Is | ast.IsNot) for each in tree.ops):
        message = Text("这里不用 is，请写 == 或 !=", '"is" is not used here; write == or !=')
    else:
        message = Text(
            "in 不能和别的比较连写，请用 and 连接", '"in" stands alone; join it to other comparisons with "and"'
        )
    return ExpressionError("operator", message, span)


_NOT_IN_LANGUAGE: Mapping[type[ast.expr], Text] = {
    ast.Subscript: Text("不能用 [..] 取值，请直接写出名称", "no values by [..]; write the name itself"),
    ast.BinOp: Text("没有这个运算符，可用：+ - * / // % **", "there is no such operator; use + - * / // % **"),
    ast.UnaryOp: Text("前面不用写正号，请删去", "no + in front of a value; remove it"),
    ast.ListComp: Text("不能写循环，请写 sum(名称) 之类", "no loops; write sum(name) or the like"),
    ast.GeneratorExp: Text("不能写循环，请写 sum(名称) 之类", "no loops; write sum(name) or the like"),
    ast.List: Text("列表 [..] 只能放在 in 右边", 'a list [..] stands only right of "in"'),
    ast.Tuple: Text(
        "这里多了逗号；列表只能放在 in 右边，小数点请写“.”", 'no comma here; a list stands only right of "in"'
    ),
    ast.Call: Text("函数只能写成 名称(值, 值)", "a function is called as name(value, value)"),
    ast.Constant: Text(
        "这里不能写这样的值，只能写数字、文字、true、false", "only numbers, texts, true and false can be written"
    ),
    ast.Attribute: Text(
        "点号只能用在名称里，例如 customer.segment", "a dot is only part of a name, as in customer.segment"
    ),
}


def _not_in_language(tree: ast.expr, span: Span) -> ExpressionError:
    message = _NOT_IN_LANGUAGE.get(type(tree)) or Text(
        "表达式里不能这样写，请只用比较、计算、and、or、not 和列出的函数",
        "this is not part of the expression language; use comparisons, arithmetic, and, or, not and the listed functions",
    )
    return ExpressionError("not-in-language", message, span)
