"""Answers that were given before: the same choices of the same product in the same situation have the same answer.

A click asks for the completion to show it, and the price of it asks again; many reps begin with the same choices.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from cpq.bom.configuration.state import Configuration, ConfigurationState, Explanation
from cpq.bom.solve.account import one_answer
from cpq.rulebook.latest import Latest
from cpq.rulebook.rulebook import Rulebook

Answer = ConfigurationState | Configuration | Explanation
A = TypeVar("A", bound=Answer)

MOST_KEPT = 200_000
"""Options and inputs that the answers of one rulebook speak of, all together: about 30 MB."""
QUESTION = 20
"""What a question itself takes, in options."""


class Memory:
    """The latest answers of a rulebook: `rulebook.derived(Memory)`. Safe to share between threads; nobody changes an answer."""

    def __init__(self, _: Rulebook, most: int = MOST_KEPT) -> None:
        self._answers = Latest[Hashable, Answer](most)

    def answer(self, question: Hashable, ask: Callable[[], A]) -> A:
        """What was answered before, or is now, all that is asked for it out of one account. What is not proven is not kept: it may be
        better known the next time.
        """
        known = self._answers.get(question)
        if known is not None:
            return cast("A", known)
        with one_answer():
            answer = ask()
        if _is_proven(answer):
            self._answers.keep(question, answer, QUESTION + size_of(answer))
        return answer


def _is_proven(answer: Answer) -> bool:
    return answer.complete if isinstance(answer, Explanation) else answer.proven


def size_of(answer: Answer) -> int:
    """Of how many options and inputs an answer speaks."""
    match answer:
        case Explanation():
            return len(answer.rules) + len(answer.choices) + len(answer.defaults)
        case ConfigurationState():
            own = sum(map(len, answer.groups.values())) + sum(len(each.values) for each in answer.inputs.values())
            return own + sum(size_of(part) for parts in answer.nested.values() for part in parts)
        case Configuration():
            own = sum(map(len, answer.options.values())) + len(answer.inputs) + len(answer.given_up)
            return own + sum(size_of(part.configuration) for parts in answer.nested.values() for part in parts)
