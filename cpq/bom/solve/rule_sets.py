"""Which of a model's rules can hold together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from cpq.bom.solve.engine import Engine
from cpq.bom.solve.errors import OutOfBudget
from cpq.bom.solve.explain import preferred_conflict
from cpq.bom.solve.model import Model
from cpq.bom.solve.normal_form import Clause, Constraint, Is, Variable
from cpq.bom.solve.sat import SatEngine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class RuleSets:
    """Asks of sets of rules whether some solution keeps them all, whatever becomes of the others.

    Every rule has a switch, and one solver answers all questions: a solution that was met before shows of most rules that they
    can be broken while the others hold. What it does not answer quickly is put to CP-SAT: mostly one sum follows from
    another then. Raises `TooLarge`, and `OutOfBudget` for a question beyond the limits. Use as a context manager.
    """

    def __init__(self, model: Model) -> None:
        self._engine = SatEngine(_switched(model), patient=False)
        self._second: Engine | None = None

    def possible(self, rules: Iterable[str]) -> bool:
        """Whether they can all hold."""
        names = tuple(rules)
        try:
            return _hold(self._engine, names)
        except OutOfBudget:
            return _hold(self._second_opinion(), names)

    def against(self, rule: str, others: Sequence[str]) -> tuple[str, ...] | None:
        """The fewest of the other rules that contradict this one; None where all of them go with it."""
        every = (rule, *others)
        try:
            if _hold(self._engine, every):
                return None
            conflict = self._engine.conflict(dict.fromkeys(map(_switch, every), 1))
            needed = [each for each in every if conflict and _switch(each) in conflict.entries]
        except OutOfBudget:
            second = self._second_opinion()
            found = preferred_conflict(every, lambda some: not _hold(second, some))
            if found is None:
                return None
            needed = list(found)
        return tuple(each for each in needed if each != rule)

    def _second_opinion(self) -> Engine:
        from cpq.bom.solve.cp_sat import CpSatEngine  # noqa: PLC0415 - it loads slowly and is seldom needed

        self._second = self._second or CpSatEngine(self._engine.model)
        return self._second

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()
        if self._second is not None:
            self._second.close()


def _hold(engine: Engine, rules: Iterable[str]) -> bool:
    return engine.status(dict.fromkeys(map(_switch, rules), 1), ()).possible


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
