"""Of several equally good solutions, the one that `Engine.solve` promises: the same one that every other engine finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.meaning import true_of
from cpq.bom.solve.normal_form import Term
from cpq.bom.solve.sums import merged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cpq.bom.solve.cp_sat.problem import Question
    from cpq.bom.solve.cp_sat.spending import Spending
    from cpq.bom.solve.engine import Solution
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is

MOST_RANKS = 2**40
"""Variables are settled together while their ranks, read as the digits of one number, stay below this; wishes while their places do."""


class Earliest:
    """`asked` makes a question that has the `solution`. Settles wish by wish and variable by variable, many at a time.

    Whether that came to an end is `proven`.
    """

    def __init__(self, model: Model, asked: Callable[[], Question], solution: Solution, spending: Spending) -> None:
        self.solution = solution
        self._model = model
        self.proven = True
        self._asked = asked
        self._spending = spending
        self._settled: list[tuple[str, frozenset[int]]] = []

    def wish(self, prefer: Sequence[Is]) -> None:
        """Each wish where that is possible together with those before it."""
        most = MOST_RANKS.bit_length() - 1
        for first in range(0, len(prefer), most):
            wishes = prefer[first : first + most]
            self._settle(_places(self._model, wishes))
            for wish in wishes:
                domain = self._model.domains[wish.variable]
                granted = true_of(wish, self.solution)
                left = frozenset(each for each in domain if ((each == wish.value) is wish.positive) is granted)
                self._settled.append((wish.variable, left))

    def order(self) -> None:
        """The earliest value of each variable, in the model's order."""
        for names in _digits(self._model):
            self._settle(_ranks(self._model, names))
            self._settled += ((name, frozenset((self.solution[name],))) for name in names)

    def _settle(self, terms: Sequence[Term]) -> None:
        """The solution with the least sum among those that have what is settled."""
        if not self.proven:
            return
        question = self._asked()
        for name, values in self._settled:
            question.allow(name, values)
        question.hint(self.solution)
        question.minimise(merged(terms, self._model.domains))
        answer = question.solve(self._spending, simplified=False)
        self.solution = answer.solution or self.solution
        self.proven = answer.proven


def _places(model: Model, wishes: Sequence[Is]) -> tuple[Term, ...]:
    """What it costs not to have each wish: more than not to have all that come after it."""
    return tuple(
        Term(
            wish.variable,
            tuple(
                (each, 1 << place) for each in model.domains[wish.variable] if (each == wish.value) is not wish.positive
            ),
        )
        for place, wish in enumerate(reversed(wishes))
    )


def _digits(model: Model) -> Iterator[Sequence[str]]:
    names, size = list[str](), 1
    for name, domain in model.domains.items():
        if names and size * len(domain) > MOST_RANKS:
            yield names
            names, size = [], 1
        names.append(name)
        size *= len(domain)
    if names:
        yield names


def _ranks(model: Model, names: Sequence[str]) -> tuple[Term, ...]:
    terms, digit = list[Term](), 1
    for name in reversed(names):
        domain = model.domains[name]
        terms.append(Term(name, tuple((value, place * digit) for place, value in enumerate(domain))))
        digit *= len(domain)
    return tuple(terms)
