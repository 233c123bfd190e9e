"""What a circuit is made from: constraints as automata over one order of the variables, and the sums that it leaves out.

A sum that has to remember too much multiplies the circuit; whether it is kept is found out by passes instead.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeGuard

from cpq.bom.solve.circuit.automata import Automaton, TooManyStates, automaton_of
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.meaning import scope
from cpq.bom.solve.normal_form import Linear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Constraint

MOST_OF_A_SUM = 600
"""States of a sum's automaton."""


def order_of(model: Model) -> tuple[str, ...]:
    """What most constraints ask about comes first, but variables by which alike constraints ask stay together.

    Those of the group that fewest constraints ask about are read last, after all that is asked about as seldom: nothing
    of it has to be remembered while the others are read. Sums over most variables do not count: they will be left out.
    """
    asked: dict[str, list[int]] = {name: [] for name in model.domains}
    for number, constraint in enumerate(model.constraints):
        names = scope(constraint)
        for name in names if 2 * len(names) <= len(asked) else ():
            asked[name].append(number)
    size = Counter(tuple(each) for each in asked.values())
    alike = {name for name, each in asked.items() if size[tuple(each)] > 2 < len(each)}
    least = min((len(asked[name]) for name in alike), default=0)

    def turn(name: str) -> tuple[int, int]:
        often = len(asked[name])
        return (1 if often > least else 3) if name in alike else (0 if often > least else 2), -often

    return tuple(sorted(model.domains, key=turn))


def automaton_or_left_out(constraint: Constraint, place: Mapping[str, int], model: Model) -> Automaton | bool | None:
    """None for a sum that is left out. Raises `DidNotCompile`."""
    try:
        automaton = automaton_of(constraint, place, model.domains)
    except TooManyStates:
        if is_left_to_passes(constraint):
            return None
        raise DidNotCompile(constraint.rule) from None
    large = isinstance(automaton, Automaton) and automaton.size > MOST_OF_A_SUM
    return None if large and is_left_to_passes(constraint) else automaton


def is_left_to_passes(constraint: Constraint) -> TypeGuard[Linear]:
    """Whether passes can decide a constraint."""
    return isinstance(constraint, Linear) and constraint.relation != "!="
