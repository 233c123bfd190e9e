"""Which of a model's rules can hold together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from cpq.bom.solve.model import Model
from cpq.bom.solve.normal_form import Clause, Constraint, Is, Variable
from cpq.bom.solve.sat import SatEngine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class RuleSets:
    """Asks of sets of rules whether some solution keeps them all, whatever becomes of the others.

    Every rule has a switch, and one solver answers all questions: a solution that was met before shows of most rules that they
    can be broken while the others hold. Raises `TooLarge`, and `OutOfBudget` for a question beyond the limits. Use as a
    context manager.
    """

    def __init__(self, model: Model) -> None:
        self._engine = SatEngine(_switched(model))

    def possible(self, rules: Iterable[str]) -> bool:
        """Whether they can all hold."""
        return self._engine.status(dict.fromkeys(map(_switch, rules), 1), ()).possible

    def against(self, rule: str, others: Sequence[str]) -> tuple[str, ...] | None:
        """The fewest of the other rules that contradict this one; None where all of them go with it."""
        if self.possible((rule, *others)):
            return None
        switches = {_switch(each): each for each in (rule, *others)}
        conflict = self._engine.conflict(dict.fromkeys(switches, 1))
        return conflict and tuple(switches[name] for name in conflict.entries if switches[name] != rule)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()


def _switch(rule: str) -> str:
    return f"on:{rule}"


def _switched(model: Model) -> Model:
    """The model with a variable for each rule: 1 where the rule holds."""
    switches = tuple(Variable(_switch(rule), (0, 1)) for rule in model.rules)
    return Model((*model.variables, *switches), tuple(_guarded(each) for each in model.constraints))


def _guarded(constraint: Constraint) -> Constraint:
    on = Is(_switch(constraint.rule), 1)
    if isinstance(constraint, Clause):
        return replace(constraint, literals=(on.negated(), *constraint.literals))
    return replace(constraint, when=(*constraint.when, on))
