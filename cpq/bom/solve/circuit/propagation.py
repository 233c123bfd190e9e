"""Unit propagation over clauses, implications and at-most-one groups.

Literals are numbers: variable v is 2v when true and 2v + 1 when false, so `literal ^ 1` is the opposite. Each clause of
three or more literals is watched at two of them. M. Moskewicz and others, Chaff, DAC 2001; the lists of watches are
linked through the clauses.
"""

from __future__ import annotations

from typing import NamedTuple

from cpq.bom.solve.circuit.kernels import Ints, Longs, Signs, step

HEAD, TAIL = 0, 1
"""Places in `Trail.ends`: what is propagated, what is assigned."""


class Formula(NamedTuple):
    """Clauses as flat arrays; `x_start[i]` to `x_start[i + 1]` bounds the i-th list in `x`.

    `implied` lists by literal what it implies alone, `groups_of` by literal the groups it is a member of, `occurs` by
    variable the first `components` clauses that it is in. The clauses after those only say that a group has a member.
    """

    implied_start: Ints
    implied: Ints
    clause_start: Ints
    clauses: Ints
    group_start: Ints
    groups: Ints
    groups_of_start: Ints
    groups_of: Ints
    occurs_start: Ints
    occurs: Ints


class Watches(NamedTuple):
    """By literal the first watch, by watch the next one and its literal. Clause c has the watches 2c and 2c + 1."""

    first: Ints
    following: Ints
    literal: Ints


class Trail(NamedTuple):
    """By literal 1 (true), -1 (false) or 0; and what is assigned, in order."""

    value: Signs
    literals: Ints
    ends: Longs


@step
def watch_all(formula: Formula, watches: Watches) -> None:
    """Watches the first two literals of every clause."""
    for literal in range(len(watches.first)):
        watches.first[literal] = -1
    for clause in range(len(formula.clause_start) - 1):
        start = formula.clause_start[clause]
        for side in range(2):
            link(watches, 2 * clause + side, formula.clauses[start + side])


@step
def link(watches: Watches, watch: int, literal: int) -> None:
    watches.literal[watch] = literal
    watches.following[watch] = watches.first[literal]
    watches.first[literal] = watch


@step
def assign(trail: Trail, literal: int) -> bool:
    """Makes the literal true; False when it is false already."""
    if trail.value[literal] == 0:
        trail.value[literal] = 1
        trail.value[literal ^ 1] = -1
        trail.literals[trail.ends[TAIL]] = literal
        trail.ends[TAIL] += 1
    return trail.value[literal] == 1


@step
def undo(trail: Trail, size: int) -> None:
    """Takes back all but the first `size` assignments."""
    for place in range(size, trail.ends[TAIL]):
        literal = trail.literals[place]
        trail.value[literal] = 0
        trail.value[literal ^ 1] = 0
    trail.ends[HEAD] = size
    trail.ends[TAIL] = size


@step
def propagate(formula: Formula, watches: Watches, trail: Trail) -> bool:
    """Assigns all that follows by unit propagation; False at a contradiction."""
    while trail.ends[HEAD] < trail.ends[TAIL]:
        literal = trail.literals[trail.ends[HEAD]]
        trail.ends[HEAD] += 1
        if not _spread_implied(formula, trail, literal):
            return False
        if not _spread_groups(formula, trail, literal):
            return False
        if not _spread_clauses(formula, watches, trail, literal ^ 1):
            return False
    return True


@step
def _spread_implied(formula: Formula, trail: Trail, literal: int) -> bool:
    for place in range(formula.implied_start[literal], formula.implied_start[literal + 1]):
        if not assign(trail, formula.implied[place]):
            return False
    return True


@step
def _spread_groups(formula: Formula, trail: Trail, literal: int) -> bool:
    for place in range(formula.groups_of_start[literal], formula.groups_of_start[literal + 1]):
        group = formula.groups_of[place]
        for member in range(formula.group_start[group], formula.group_start[group + 1]):
            other = formula.groups[member]
            if other != literal and not assign(trail, other ^ 1):
                return False
    return True


@step
def _spread_clauses(formula: Formula, watches: Watches, trail: Trail, false: int) -> bool:
    watch = watches.first[false]
    watches.first[false] = -1
    consistent = True
    while watch >= 0:
        following = watches.following[watch]
        other = watches.literal[watch ^ 1]
        place = _free_place(formula, trail, watch >> 1, other, false) if consistent else -1
        if place >= 0:
            link(watches, watch, formula.clauses[place])
        else:
            link(watches, watch, false)
            consistent = consistent and assign(trail, other)
        watch = following
    return consistent


@step
def _free_place(formula: Formula, trail: Trail, clause: int, other: int, false: int) -> int:
    """Where the clause has a literal to watch instead of the false one; -1 when the other watched one must do."""
    if trail.value[other] == 1:
        return -1
    for place in range(formula.clause_start[clause], formula.clause_start[clause + 1]):
        literal = formula.clauses[place]
        if literal != other and literal != false and trail.value[literal] >= 0:  # noqa: PLR1714 - no tuples here
            return place
    return -1
