"""What the engines refuse, each with a sentence in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cpq.rulebook.text import Text


class SolveError(Exception):
    """Base of everything this package raises; `text` is for the person who wrote the rules or made the choice."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class TooLarge(SolveError):
    """A rule or a model is beyond what the engine can hold; `rule` is the one to simplify, when it is one."""

    def __init__(self, text: Text, rule: str | None = None) -> None:
        self.rule = rule
        super().__init__(text)


class MalformedModel(SolveError):
    """The model mentions a variable it does not have, names one twice, or holds an impossible number."""


class UnknownVariable(SolveError):
    """A selection, a preference or a question names a variable that the model does not have."""


class OutOfBudget(SolveError):
    """The question would take more work than one question may: the answer is not known."""
