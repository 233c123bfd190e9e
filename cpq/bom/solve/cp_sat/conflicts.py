"""What contradicts what in a model that clauses do not hold.

A search that was given up counts as if everything could hold together: what is named still contradicts, but something of it
might be left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.cp_sat.problem import Problem
from cpq.bom.solve.engine import Conflict
from cpq.bom.solve.explain import preferred_conflict
from cpq.bom.solve.model import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cpq.bom.solve.cp_sat.problem import Question
    from cpq.bom.solve.cp_sat.spending import Spending

Left = dict[str, tuple[int, ...]]


class Contradictions:
    """For one question. `asked` makes a question to the whole model with what a selection leaves."""

    def __init__(self, model: Model, spending: Spending, asked: Callable[[Left], Question]) -> None:
        self._model = model
        self._spending = spending
        self._asked = asked

    def between(self, entries: Left, given: Left) -> Conflict | None:
        """The conflict between the entries, what is `given` and the rules. Raises `OutOfBudget` where none is known."""
        if not all(given.values()):
            return Conflict((), ())
        if self._asked({**entries, **given}).any_solution(self._spending) is not None:
            return None

        def contradict(names: Iterable[str]) -> bool:
            return self._contradict(lambda: self._asked({**{name: entries[name] for name in names}, **given}))

        names = _fewest(tuple(entries), contradict)
        needed = {**{name: entries[name] for name in names}, **given}

        def without_others(rules: Iterable[str]) -> bool:
            return self._contradict(lambda: self._under(rules, needed))

        return Conflict(names, _fewest(self._model.rules, without_others))

    def _contradict(self, asked: Callable[[], Question]) -> bool:
        """Where nothing is left to be spent, the question is not even made."""
        if self._spending.spent:
            return False
        answer = asked().solve(self._spending, simplified=False)
        return answer.solution is None and answer.proven

    def _under(self, rules: Iterable[str], left: Left) -> Question:
        """A question to a model with these rules alone."""
        kept = frozenset(rules)
        constraints = tuple(each for each in self._model.constraints if each.rule in kept)
        question = Problem(Model(self._model.variables, constraints)).question()
        for name, values in left.items():
            question.allow(name, values)
        return question


def _fewest(items: tuple[str, ...], contradict: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """Of items that contradict each other; all of them where that was not found out again."""
    found = preferred_conflict(items, contradict)
    return items if found is None else found
