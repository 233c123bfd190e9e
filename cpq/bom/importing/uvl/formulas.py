"""Constraints of UVL, from tokens to trees.

From the loosest to the tightest: `<=>`, `=>`, `|`, `&`, `!`, comparisons, `+` and `-`, `*` and `/`; equal ones from left
to right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NoReturn

from cpq.bom.importing.uvl.tokens import Token
from cpq.bom.importing.uvl.tree import Constant, Node, Operation, Reference
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short

FUNCTIONS = ("sum", "avg", "len", "floor", "ceil")
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
DEEPEST = 50
MOST_PARTS = 5_000
"""Of one `&` or `|`."""
LONGEST_CHAIN = 150
"""Other signs of one kind after each other."""
LONGEST_NUMBER = 30
"""Characters of a number."""

_LEVELS = (("<=>",), ("=>",), ("|",), ("&",))
_ARITHMETIC = (("+", "-"), ("*", "/"))


class Unreadable(Exception):
    """A line that cannot be read on at `place`."""

    def __init__(self, place: Place, text: Text) -> None:
        super().__init__(text.en)
        self.place = place
        self.text = text


class Tokens:
    """The tokens of a line, taken one after the other."""

    def __init__(self, tokens: Sequence[Token], place: Place) -> None:
        self._tokens = tokens
        self._next = 0
        last = tokens[-1] if tokens else None
        after = Place(place.file, last.place.line, last.place.column + len(last.text)) if last else place
        self._end = Token("line", "", after)

    @property
    def here(self) -> Token:
        return self._tokens[self._next] if self._next < len(self._tokens) else self._end

    @property
    def following(self) -> Token:
        """The token after the next."""
        return self._tokens[self._next + 1] if self._next + 1 < len(self._tokens) else self._end

    def take(self) -> Token:
        token = self.here
        self._next += 1
        return token

    def taken(self, *signs: str) -> Token | None:
        """The next token if it is one of these signs."""
        return self.take() if self.here.is_sign(*signs) else None

    def need(self, sign: str) -> None:
        if not self.taken(sign):
            self.stop(Text(zh=f"应为“{sign}”", en=f"`{sign}` is wanted"))

    def name(self) -> str:
        """A plain or quoted name."""
        if self.here.kind not in {"word", "quoted"}:
            self.stop(Text(zh="应为名称", en="a name is wanted"))
        return self.take().text

    def reference(self) -> Reference:
        place = self.here.place
        parts = [self.name()]
        while self.taken("."):
            parts.append(self.name())
        return Reference(tuple(parts), place)

    def finish(self) -> None:
        """Nothing may be left."""
        if self.here is not self._end:
            self.stop(Text(zh="本行到此应已结束", en="the line should have ended here"))

    def end_of(self, signs: tuple[str, ...], most: int) -> None:
        """No more of these signs may follow, of which there were as many as may be."""
        if self.here.is_sign(*signs):
            zh = f"“{self.here.text}”连用超过 {most:,} 次；请拆成几条约束，或加括号分组"
            en = f"`{self.here.text}` more than {most:,} times after each other; split the constraint, or put parts in brackets"
            raise Unreadable(self.here.place, Text(zh=zh, en=en))

    def stop(self, wanted: Text) -> NoReturn:
        """Raises `Unreadable` with what is wanted and what stands there."""
        found = short(self.here.text)
        zh, en = (f"，而这里是“{found}”", f', and "{found}" stands here') if found else ("，而这里什么也没有", "")
        raise Unreadable(self.here.place, Text(zh=wanted.zh + zh, en=wanted.en + en))


def constraint(tokens: Tokens, depth: int = 0) -> Node:
    """The constraint at the front of the tokens. Raises `Unreadable`."""
    return _level(tokens, 0, depth)


def _level(tokens: Tokens, level: int, depth: int) -> Node:
    if level == len(_LEVELS):
        return _negation(tokens, depth)
    signs = _LEVELS[level]
    first = _level(tokens, level + 1, depth)
    if tokens.here.is_sign("&", "|") and tokens.here.is_sign(*signs):
        place, parts = tokens.here.place, [first]
        while len(parts) <= MOST_PARTS and tokens.taken(*signs):
            parts.append(_level(tokens, level + 1, depth))
        tokens.end_of(signs, MOST_PARTS)
        return Operation(signs[0], tuple(parts), place)
    return _chain(tokens, signs, first, lambda: _level(tokens, level + 1, depth))


def _chain(tokens: Tokens, signs: tuple[str, ...], node: Node, operand: Callable[[], Node]) -> Node:
    """Operations from left to right."""
    for _ in range(LONGEST_CHAIN):
        sign = tokens.taken(*signs)
        if sign is None:
            return node
        node = Operation(sign.text, (node, operand()), sign.place)
    tokens.end_of(signs, LONGEST_CHAIN)
    return node


def _negation(tokens: Tokens, depth: int) -> Node:
    if depth > DEEPEST:
        raise Unreadable(tokens.here.place, Text(zh=f"嵌套超过 {DEEPEST} 层", en=f"nested more than {DEEPEST} deep"))
    sign = tokens.taken("!")
    if sign is not None:
        return Operation("!", (_negation(tokens, depth + 1),), sign.place)
    left = _sum(tokens, 0, depth)
    sign = tokens.taken(*COMPARISONS)
    return left if sign is None else Operation(sign.text, (left, _sum(tokens, 0, depth)), sign.place)


def _sum(tokens: Tokens, level: int, depth: int) -> Node:
    if level == len(_ARITHMETIC):
        return _primary(tokens, depth)
    first = _sum(tokens, level + 1, depth)
    return _chain(tokens, _ARITHMETIC[level], first, lambda: _sum(tokens, level + 1, depth))


def _primary(tokens: Tokens, depth: int) -> Node:
    token = tokens.here
    if tokens.taken("("):
        inner = constraint(tokens, depth + 1)
        tokens.need(")")
        return inner
    if token.is_word(*FUNCTIONS) and tokens.following.is_sign("("):
        return _function(tokens)
    if tokens.here.is_word("true", "false"):
        return Constant(tokens.take().text == "true", token.place)
    if token.kind in {"word", "quoted"}:
        return tokens.reference()
    return literal(tokens)


def literal(tokens: Tokens) -> Constant:
    """A number, with a sign where it has one, or a text. Raises `Unreadable`."""
    token = tokens.here
    negative = tokens.taken("-")
    if tokens.here.kind == "number":
        _check_length(tokens.here)
        return Constant(Fraction(tokens.take().text) * (-1 if negative else 1), token.place)
    if token.kind == "text":
        return Constant(tokens.take().text, token.place)
    return tokens.stop(Text(zh="应为名称、数字或括号", en="a name, a number or a bracket is wanted"))


def _check_length(number: Token) -> None:
    """Raises `Unreadable`."""
    if len(number.text) > LONGEST_NUMBER:
        zh = f"数字“{short(number.text)}”太长，最多 {LONGEST_NUMBER} 个字符；请换用更大的计量单位"
        en = f'the number "{short(number.text)}" is too long, {LONGEST_NUMBER} characters at most; use a larger unit'
        raise Unreadable(number.place, Text(zh=zh, en=en))


def _function(tokens: Tokens) -> Node:
    token = tokens.take()
    tokens.need("(")
    arguments: list[Node] = [tokens.reference()]
    if tokens.taken(","):
        arguments.append(tokens.reference())
    tokens.need(")")
    return Operation(token.text, tuple(arguments), token.place)
