"""What the engines refuse, each with a sentence in both languages."""

from __future__ import annotations

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


def out_of_budget() -> OutOfBudget:
    """That a question was given up."""
    return OutOfBudget(
        Text(
            zh="这个问题在计算上限内没有得出答案；请先固定更多选项，或简化相互牵制的规则",
            en="no answer was found within the limits of one question; settle more options first, or simplify the rules that "
            "depend on one another",
        )
    )
