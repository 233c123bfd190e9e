"""Counting by finding one solution after the other: exact for few, a lower bound for many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.effort import Exhausted
from cpq.bom.solve.engine import Count

if TYPE_CHECKING:
    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.facts import Facts, Left

MOST_COUNTED = 2_000
"""Solutions that are counted one by one."""
MOST_LITERALS = 4_000_000
"""Literals of the clauses by which solutions that have been counted are ruled out."""


def counted(facts: Facts, left: Left, effort: Effort) -> Count:
    """Rules out every solution found, so `facts` are of no use afterwards. Raises `Exhausted` when not one was found."""
    layout = facts.layout
    assumptions = facts.prepared.assume(left)
    number = literals = 0
    while number < MOST_COUNTED and literals < MOST_LITERALS:
        try:
            found = facts.search(assumptions, effort)
        except Exhausted:
            if number:
                break
            raise
        if found is None:
            return Count(number)
        number += 1
        values = layout.literals[np.flatnonzero(layout.unpack(found))]
        facts.solver.add((-values).tolist())
        literals += len(values)
    return Count(number, exact=False)
