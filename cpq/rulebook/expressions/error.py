"""What goes wrong in an expression: at load (`ExpressionError`) or while it is worked out (`EvaluationError`)."""

from __future__ import annotations

from dataclasses import dataclass

from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to `end` (not included) of an expression's text."""

    start: int
    end: int


class ExpressionError(Exception):
    """A text is not an expression of the wanted type in its scope.

    `code` is stable, for scripts; `offset` and `length` are characters of the text as it was given, newlines included.
    """

    def __init__(self, code: str, message: Text, span: Span) -> None:
        super().__init__(code, message, span)
        self.code = code
        self.message = message
        self.offset = span.start
        self.length = span.end - span.start

    def __str__(self) -> str:
        return self.message.en


class EvaluationError(Exception):
    """An expression has no value for these values: division by zero, a number past every bound.

    `offset` and `length` are characters of the whole text that was compiled.
    """

    def __init__(self, message: Text, span: Span) -> None:
        super().__init__(message, span)
        self.message = message
        self.offset = span.start
        self.length = span.end - span.start

    def __str__(self) -> str:
        return self.message.en


class CurrencyMismatch(EvaluationError):
    """An amount is written in another currency than the quote's."""


class NothingChosen(EvaluationError):
    """An attribute of a group was read, and no option of that group is chosen."""


class MissingValue(EvaluationError):
    """A name has no value in what was given to `evaluate`."""
