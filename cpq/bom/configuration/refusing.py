"""What an engine cannot answer becomes a finding at the product, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from cpq.bom.products import Configurable
from cpq.bom.solve import OutOfBudget, SolveError
from cpq.bom.solve.account import one_answer
from cpq.rulebook.finding import Finding, Refused


class _OfProduct(Protocol):
    product: Configurable


Of = TypeVar("Of", bound=_OfProduct)
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def refusing(question: Callable[Concatenate[Of, Given], Answer]) -> Callable[Concatenate[Of, Given], Answer]:
    """The question, raising `Refused` where the engine is beyond its limits."""

    @wraps(question)
    def asked(self: Of, *args: Given.args, **options: Given.kwargs) -> Answer:
        try:
            return question(self, *args, **options)
        except OutOfBudget as error:
            raise Refused([Finding("undecided", self.product.place, error.text)]) from None
        except SolveError as error:
            raise Refused([Finding("configuration-too-large", self.product.place, error.text)]) from None

    return asked


def within_one_answer(question: Callable[Concatenate[Of, Given], Answer]) -> Callable[Concatenate[Of, Given], Answer]:
    """The same, for who waits at a screen: all that is asked for the answer draws on one account."""
    refused = refusing(question)

    @wraps(question)
    def asked(self: Of, *args: Given.args, **options: Given.kwargs) -> Answer:
        with one_answer():
            return refused(self, *args, **options)

    return asked
