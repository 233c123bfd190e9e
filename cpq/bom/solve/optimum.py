"""The cheapest completion, and the cheapest with each value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.descent import Descent
from cpq.bom.solve.effort import Exhausted
from cpq.bom.solve.engine import Best, Least
from cpq.bom.solve.possible import reachable
from cpq.bom.solve.preferred import Settling
from cpq.bom.solve.totals import Totals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.engine import Objective
    from cpq.bom.solve.facts import Facts, Left
    from cpq.bom.solve.normal_form import Is


def cheapest(facts: Facts, left: Left, objective: Objective, prefer: Iterable[Is], effort: Effort) -> Best | None:
    """As `Engine.best` promises; `facts` are of no use afterwards. Raises `Exhausted` when not one solution was found."""
    totals = Totals(facts.prepared, objective)
    assumptions = facts.prepared.assume(left)
    facts.solver.lean(facts.prepared.leaning(totals.inclination()))
    found = facts.search(assumptions, effort)
    if found is None:
        return None
    totals.learn(found)
    descent = Descent(facts, totals, effort)
    try:
        descent.run(assumptions)
        settling = Settling(facts, [*assumptions, *descent.wishes], descent.found, effort)
        for wish in prefer:
            settling.settle(wish)
        settling.settle_all()
    except Exhausted:
        return Best(facts.layout.solution(totals.cheapest), totals.least, proven=False)
    return Best(facts.layout.solution(settling.found), totals.base + descent.lower)


def cheapest_with_each(facts: Facts, left: Left, objective: Objective, names: Iterable[str], effort: Effort) -> Least:
    """As `Engine.least` promises; `facts` are of no use afterwards. Raises `Exhausted` when not one solution was found."""
    totals = Totals(facts.prepared, objective)
    assumptions = facts.prepared.assume(left)
    wanted = facts.layout.all_bits(names)
    reach = reachable(facts, left, wanted, effort)
    if reach is None:
        return Least({name: {} for name in names})
    for found, near in facts.pool.agreeing(facts.layout.forbidden(left)):
        totals.learn(found, (near or 0) & reach.proven)
    proven = not reach.open and _descend(facts, totals, assumptions, reach.proven, effort)
    values = facts.layout.by_variable(reach.proven)
    known = dict(zip(facts.layout.owners, totals.known.tolist(), strict=True))
    return Least(
        {name: {value: totals.base + known[name, value] for value in values.get(name, ())} for name in names}, proven
    )


def _descend(facts: Facts, totals: Totals, assumptions: list[int], reached: int, effort: Effort) -> bool:
    """First without a value in mind, then value by value from there; whether it came to an end."""
    descent = Descent(facts, totals, effort, reached)
    try:
        descent.run(assumptions)
        for place in np.flatnonzero(facts.layout.unpack(reached)).tolist():
            if totals.known[place] > descent.lower:
                descent.branch().run([*assumptions, int(facts.layout.literals[place])], place)
    except Exhausted:
        return False
    return True
