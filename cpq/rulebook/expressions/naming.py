"""Names in an expression: dotted paths, lists, and what to say when there is no such name."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator

from cpq.money import CURRENCIES
from cpq.rulebook.expressions.error import ExpressionError, Span
from cpq.rulebook.expressions.functions import FUNCTIONS_BY_NAME, LIST_FUNCTIONS_BY_NAME
from cpq.rulebook.expressions.tree import Literal, Name, Node
from cpq.rulebook.expressions.types import Bag, Scope, TextSet, TextType, asked_name, type_name
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed

_CALLABLE = frozenset(FUNCTIONS_BY_NAME) | frozenset(LIST_FUNCTIONS_BY_NAME)


def dotted_path(tree: ast.expr) -> str | None:
    """`a.b.c` as one word; None for anything else."""
    parts: list[str] = []
    while isinstance(tree, ast.Attribute):
        parts.append(tree.attr)
        tree = tree.value
    if not isinstance(tree, ast.Name):
        return None
    return ".".join([tree.id, *reversed(parts)])


def is_list_call(name: str, argument_count: int) -> bool:
    """`min(x)` goes over a list, `min(a, b)` takes single values."""
    return name in LIST_FUNCTIONS_BY_NAME and (argument_count == 1 or name not in FUNCTIONS_BY_NAME)


def list_under(tree: ast.expr, scope: Scope) -> str | None:
    """The list that a function over `tree` goes over; None if there is none, or no telling which.

    A `single` list is meant only when nothing else is: elsewhere it stands for its element. Of two other lists the
    first is given, and the second is refused where it stands.
    """
    found = {name: bag for name in _paths(tree) if isinstance(bag := scope.names.get(name), Bag)}
    many = [name for name, bag in found.items() if not bag.single]
    if many:
        return many[0]
    return next(iter(found)) if len(found) == 1 else None


def _paths(tree: ast.AST) -> Iterator[str]:
    """The names under a tree, but for those under another list function. Not recursive: depth is checked later."""
    waiting = deque([tree])
    while waiting:
        current = waiting.popleft()
        if isinstance(current, ast.Name | ast.Attribute) and (path := dotted_path(current)) is not None:
            yield path
        elif not (isinstance(current, ast.Call) and is_list_call(dotted_path(current.func) or "", len(current.args))):
            waiting.extend(ast.iter_child_nodes(current))


def unknown_name(path: str, scope: Scope, span: Span) -> ExpressionError:
    """No such name: a function without brackets, a text without quotes, or a name mistyped."""
    what = scope.what
    if path in _CALLABLE or path in scope.asked:
        hint = Text(f"——这是函数，请写 {path}(…)", f"; it is a function: write {path}(…)")
    elif any(path in (kind.values or ()) for kind in scope.names.values() if isinstance(kind, TextType | TextSet)):
        hint = Text(f'——如果是文字，请加引号："{path}"', f'; if it is a text, put it in quotes: "{path}"')
    else:
        hint = did_you_mean(path, scope.names)
    return ExpressionError(
        "unknown-name",
        Text(
            f"{what.zh}里没有“{path}”{hint.zh or _known(scope).zh}",
            f'{what.en} has no "{path}"{hint.en or _known(scope).en}',
        ),
        span,
    )


def _known(scope: Scope, most: int = 8) -> Text:
    names = sorted(scope.names)
    if not names:
        return Text("；这里不能用任何名称", "; no names can be used here")
    few = listed(names, most)
    return Text(f"；可用：{few.zh}", f"; known here: {few.en}")


def unknown_function(name: str, scope: Scope, span: Span) -> ExpressionError:
    if name in scope.names:
        message = Text(
            f"“{name}”是一个值，不是函数，请去掉后面的括号", f'"{name}" is a value, not a function; remove the brackets'
        )
    else:
        callable_here = sorted(_CALLABLE | scope.asked.keys())
        near = did_you_mean(name, [*callable_here, *CURRENCIES])
        every = listed(callable_here, 40)
        message = Text(
            f"没有函数“{name}”{near.zh or f'；可用：{every.zh}'}",
            f'there is no function "{name}"{near.en or f"; known: {every.en}"}',
        )
    return ExpressionError("unknown-function", message, span)


def asked(function: str, arguments: tuple[Node, ...], scope: Scope, span: Span) -> Node:
    """`c139("4C")`: the value of a word, which is written. Raises `ExpressionError`."""
    known = scope.asked[function]
    match arguments:
        case (Literal(str() as word),) if word in known:
            return Name(asked_name(function, word), known[word], span)
        case (Literal(str() as word),):
            near, every = did_you_mean(word, known), listed(known, 20)
            message = Text(
                f"{function} 没有“{word}”{near.zh}（可用：{every.zh}）",
                f'{function} knows no "{word}"{near.en} (known: {every.en})',
            )
            raise ExpressionError("unknown-word", message, arguments[0].span)
        case _:
            example = asked_name(function, next(iter(known)))
            message = Text(
                f"{function}(…) 里须直接写一个词，例如 {example}",
                f"{function}(…) holds one written word, like {example}",
            )
            raise ExpressionError("argument", message, span)


def unknown_currency(name: str, known: frozenset[str], span: Span) -> ExpressionError:
    """An amount in a currency that no quote can have."""
    near, few = did_you_mean(name, known), listed(sorted(known), 8)
    message = Text(
        f"“{name}”不是报价币种{near.zh}（可用：{few.zh}）",
        f'"{name}" is no currency that quotes are made in{near.en} (known: {few.en})',
    )
    return ExpressionError("unknown-currency", message, span)


def list_alone(path: str, inside: str | None, span: Span) -> ExpressionError:
    """A list where a single value is needed."""
    if inside is None:
        message = Text(
            f"“{path}”是一组值，请写 sum({path})、count({path}) 之类",
            f'"{path}" is a list of values; write sum({path}), count({path}) or the like',
        )
    else:
        message = Text(
            f"一次只能遍历一个列表，这里已在遍历“{inside}”，请分开写",
            f'one list at a time: this already goes over "{inside}"; write two functions',
        )
    return ExpressionError("list", message, span)


def set_alone(path: str, span: Span) -> ExpressionError:
    """A set where a single value is needed."""
    message = Text(f'“{path}”是一组文字，请写 "a" in {path}', f'"{path}" is a set of texts; write "a" in {path}')
    return ExpressionError("set", message, span)


def not_a_set(node: Node) -> ExpressionError:
    """Something else right of `in`."""
    kind = type_name(node.type)
    message = Text(
        f"in 右边须是列表 [..] 或一组文字，这里是{kind.zh}", f'right of "in" stands a list [..] or a set, not {kind.en}'
    )
    return ExpressionError("in", message, node.span)
