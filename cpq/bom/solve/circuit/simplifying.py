"""Clauses without what is decided already: constants removed, equal literals replaced by one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.clauses import Clauses, formula_of, trail_of, watches_of
from cpq.bom.solve.circuit.probing import probe

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ROUNDS = 4
"""Times that the clauses are probed anew after they became simpler."""

TRUE, FALSE = -1, -2


@dataclass(frozen=True, slots=True)
class Simplified:
    """Simpler clauses over fewer variables; `image` says by original literal which one it is now, or `TRUE` or `FALSE`."""

    clauses: Clauses
    image: tuple[int, ...]


def simplified(clauses: Clauses) -> Simplified | None:
    """Equivalent clauses, or None when they contradict each other."""
    image = tuple(range(2 * clauses.variables))
    for _ in range(MOST_ROUNDS):
        step = _round(clauses)
        if step is None:
            return None
        image = tuple(step.image[literal] if literal >= 0 else literal for literal in image)
        done = step.clauses.variables == clauses.variables
        clauses = step.clauses
        if done:
            break
    return Simplified(clauses, image)


def _round(clauses: Clauses) -> Simplified | None:
    if any(not clause for clause in clauses.clauses):
        return None
    formula = formula_of(clauses)
    trail = trail_of(formula)
    same = np.arange(2 * clauses.variables, dtype=np.int32)
    units = [clause[0] for clause in clauses.clauses if len(clause) == 1]
    if not probe(formula, watches_of(formula), trail, same, np.array(units, np.int32)):
        return None
    image = _image(trail.value.tolist(), same.tolist())
    return Simplified(_rewritten(clauses, image), image)


def _image(value: list[int], same: list[int]) -> tuple[int, ...]:
    """Numbers the variables that are left one after the other."""
    image = [FALSE] * len(value)
    roots = [literal for literal in range(len(value)) if not value[literal] and same[literal] == literal]
    for place, literal in enumerate(roots):
        image[literal] = place
    for literal, truth in enumerate(value):
        if truth:
            image[literal] = TRUE if truth > 0 else FALSE
        else:
            image[literal] = image[_root(same, literal)]
    return tuple(image)


def _root(same: list[int], literal: int) -> int:
    while same[literal] != literal:
        literal = same[literal]
    return literal


def _rewritten(clauses: Clauses, image: tuple[int, ...]) -> Clauses:
    left = [_group(image[literal] for literal in group) for group in clauses.groups]
    pairs = [clause for group in left if len(group) == 2 for clause in (group, _opposites(group))]
    given = [*(tuple(image[literal] for literal in clause) for clause in clauses.clauses), *pairs]
    kept = {each for clause in given if (each := _clause(clause))}
    groups = {group for group in left if len(group) > 2}
    variables = 1 + max((literal for literal in image if literal >= 0), default=-1) // 2
    return Clauses(variables, sorted(_without_subsumed(kept)), sorted(groups))


def _clause(literals: Iterable[int]) -> tuple[int, ...] | None:
    """None when it always holds."""
    left = set(literals) - {FALSE}
    if TRUE in left or any(literal ^ 1 in left for literal in left):
        return None
    return tuple(sorted(left))


def _group(literals: Iterable[int]) -> tuple[int, ...]:
    """What is left of a group: nothing where a member holds, which leaves none of the others."""
    left = set(literals) - {FALSE}
    return () if TRUE in left else tuple(sorted(left))


def _opposites(pair: tuple[int, ...]) -> tuple[int, ...]:
    """That not both hold: a group of two is two clauses."""
    return tuple(literal ^ 1 for literal in pair)


def _without_subsumed(clauses: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Without the clauses that a clause of two literals implies."""
    pairs = {clause for clause in clauses if len(clause) == 2}
    return [clause for clause in clauses if len(clause) <= 2 or not _contains_pair(clause, pairs)]


def _contains_pair(clause: tuple[int, ...], pairs: set[tuple[int, ...]]) -> bool:
    return any((left, right) in pairs for place, left in enumerate(clause) for right in clause[place + 1 :])
