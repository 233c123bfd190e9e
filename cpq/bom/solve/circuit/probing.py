"""What holds in every solution, and which literals always go together, as far as unit propagation tells.

Assuming a variable both ways: what leads to a contradiction is false, what follows from both is true, and what follows
as true from one and as false from the other is the variable itself. D. Le Berre, Exploiting the real power of unit
propagation lookahead, SAT 2001.
"""

from __future__ import annotations

import numpy as np

from cpq.bom.solve.circuit.kernels import Ints, kernel, step
from cpq.bom.solve.circuit.propagation import TAIL, Formula, Trail, Watches, assign, propagate, undo, watch_all


@kernel
def probe(formula: Formula, watches: Watches, trail: Trail, same: Ints, units: Ints) -> bool:
    """Leaves on the trail what always holds and in `same` the literal that each equals; False at a contradiction.

    `units` are literals that hold. `same` comes as every literal itself.
    """
    watch_all(formula, watches)
    for unit in units:
        if not assign(trail, unit):
            return False
    followed = np.empty(len(trail.literals), np.int32)
    if not propagate(formula, watches, trail):
        return False
    for variable in range(len(same) // 2):
        literal = 2 * variable
        open_still = trail.value[literal] == 0 and same[literal] == literal
        if open_still and not _probe_variable(formula, watches, trail, same, followed, literal):
            return False
    return True


@step
def _probe_variable(formula: Formula, watches: Watches, trail: Trail, same: Ints, followed: Ints, literal: int) -> bool:
    size = trail.ends[TAIL]
    possible = assign(trail, literal) and propagate(formula, watches, trail)
    count = trail.ends[TAIL] - size
    for place in range(count):
        followed[place] = trail.literals[size + place]
    undo(trail, size)
    if not possible:
        return assign(trail, literal ^ 1) and propagate(formula, watches, trail)
    if not (assign(trail, literal ^ 1) and propagate(formula, watches, trail)):
        undo(trail, size)
        return assign(trail, literal) and propagate(formula, watches, trail)
    always = _compare(trail, same, followed, literal, count)
    undo(trail, size)
    for place in range(always):
        assign(trail, followed[place])
    return propagate(formula, watches, trail)


@step
def _compare(trail: Trail, same: Ints, followed: Ints, literal: int, count: int) -> int:
    """Notes what equals the literal; moves what follows from both sides to the front and counts it."""
    always = 0
    for place in range(1, count):
        other = followed[place]
        if trail.value[other] == 1:
            followed[always] = other
            always += 1
        elif trail.value[other] == -1 and same[other] == other:
            same[other] = literal
            same[other ^ 1] = literal ^ 1
    return always
