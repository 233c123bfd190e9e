"""The types of the expression language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import assert_never

from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Number:
    """A Decimal; `unit` is a word like `W`, or a product like `kg*m/s`. None: a plain number, which goes with any unit.

    `fraction`: a share of a whole, never above 1: a discount of 18 % is 0.18. What is computed with it need not be one.
    """

    unit: str | None = None
    fraction: bool = False


@dataclass(frozen=True, slots=True)
class MoneyType:
    """A Decimal amount; `currency` None means the currency of the quote."""

    currency: str | None = None


@dataclass(frozen=True, slots=True)
class TextType:
    """A str; `values` is the closed set of words it can be, None when it can be any."""

    values: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Bool:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day (`datetime.date`)."""


@dataclass(frozen=True, slots=True)
class TextSet:
    """A frozenset of str, asked with `in`; `values` is the closed set of words it can hold, None when any.

    Where its words have one spelling, `spelling` gives that of a written text, and None for a text that can never be among them.
    """

    values: frozenset[str] | None = None
    spelling: Callable[[str], str | None] | None = None


Scalar = Number | MoneyType | TextType | Bool | Day


@dataclass(frozen=True, slots=True)
class Bag:
    """The values of one attribute over the chosen options: a tuple.

    A `single` bag (from a group of which at most one option is chosen) may be used like its element. Any other stands
    only inside sum, min, max, count, any and all.
    """

    of: Scalar
    single: bool = False


Type = Scalar | TextSet | Bag


@dataclass(frozen=True, slots=True)
class Scope:
    """The dotted names that an expression may read, and `what` they belong to ("a line rule"), for messages.

    A name that is no `is_name` cannot be written, so nothing can read it. `currency` is the quote's, if declared.
    `asked` are values that are asked for by a word that is no name, as in `c139("4C")`: function → word → type. Such a value is given
    under its `asked_name`.
    """

    names: Mapping[str, Type]
    what: Text
    asked: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict[str, Mapping[str, Scalar]])


def asked_name(function: str, word: str) -> str:
    """The name of a value that is asked for by a word, as it is written."""
    return f'{function}("{word}")'


def is_name(word: str) -> bool:
    """Whether a dotted word can be written in an expression: `disk.size` can, `hot-swap`, `2x` and `rack.class` cannot."""
    return all(part.isidentifier() and not iskeyword(part) for part in word.split("."))


def type_name(kind: Type) -> Text:
    """The type in words, for messages."""
    match kind:
        case Number(None):
            return Text("数字", "a number")
        case Number(unit):
            return Text(f"以 {unit} 为单位的数", f"a number in {unit}")
        case MoneyType(None):
            return Text("金额", "an amount of money")
        case MoneyType(currency):
            return Text(f"{currency} 金额", f"an amount in {currency}")
        case TextType():
            return Text("文字", "a text")
        case Bool():
            return Text("真假值", "true or false")
        case Day():
            return Text("日期", "a date")
        case TextSet():
            return Text("一组文字", "a set of texts")
        case Bag():
            return Text("一组值", "a list of values")
        case _:
            assert_never(kind)
