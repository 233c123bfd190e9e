"""Answers that were given before: the same choices of the same product in the same situation have the same answer.

A click asks for the completion to show it, and the price of it asks again; many reps begin with the same choices.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from cpq.bom.configuration.state import Configuration, ConfigurationState, Explanation
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
        self._most = most
        self._answers: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def answer(self, question: Hashable, ask: Callable[[], A]) -> A:
        """What was answered before, or is now. What is not proven is not kept: it may be better known the next time."""
        with self._lock:
            known = self._answers.get(question)
            if known is not None:
                self._answers.move_to_end(question)
                return cast("A", known[0])
        answer = ask()
        if _is_proven(answer):
            self._keep(question, answer)
        return answer

    def _keep(self, question: Hashable, answer: Answer) -> None:
        size = QUESTION + size_of(answer)
        with self._lock:
            if size > self._most or question in self._answers:
                return
            self._answers[question] = answer, size
            self._size += size
            while self._size > self._most:
                self._size -= self._answers.popitem(last=False)[1][1]


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
