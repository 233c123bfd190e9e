"""Linear inequalities as clauses: exact diagrams where they fit, coarse ones with a watch on the answers where not."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import count
from math import gcd
from typing import TYPE_CHECKING

from cpq.bom.solve.cnf import DEFINITION, Cnf
from cpq.bom.solve.diagrams import Column, Diagram, Overflow
from cpq.bom.solve.watched import Watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cpq.bom.solve.domains import Ladder, Ladders
    from cpq.bom.solve.normal_form import Term

MOST_CLAUSES = 8_000
"""Clauses of one diagram. Larger ones cost more at every question than the watch on a coarse one does."""


def merged(terms: Iterable[Term], domains: Mapping[str, Sequence[int]]) -> dict[str, dict[int, int]]:
    """What each value of each variable adds in total: variable → value → weight."""
    sums: dict[str, dict[int, int]] = {}
    for term in terms:
        weights = dict(term.weights)
        sofar = sums.get(term.variable)
        if sofar is None:
            sums[term.variable] = {value: weights.get(value, 0) for value in domains[term.variable]}
        else:
            for value in sofar:
                sofar[value] += weights.get(value, 0)
    return sums


def at_most(
    cnf: Cnf, ladders: Ladders, sums: Mapping[str, Mapping[int, int]], bound: int, most: int | None = None
) -> int:
    """A literal that implies "the weights of the variables' values sum to at most `bound`".

    A diagram of more than `most` clauses (None: `MOST_CLAUSES`) is made coarser and watched.
    """
    room = bound - sum(min(weights.values(), default=0) for weights in sums.values())
    above = {name: _above_least(weights) for name, weights in sums.items()}
    unit = gcd(*(add for weights in above.values() for add in weights.values()))
    if unit == 0 or room < 0:
        return Cnf.TRUE if room >= 0 else Cnf.FALSE
    room //= unit
    varying = {name: weights for name, weights in above.items() if any(weights.values())}
    columns = [_column(cnf, ladders[name], each, unit, room) for name, each in varying.items()]
    return _encode(cnf, columns, room, MOST_CLAUSES if most is None else most)


def _encode(cnf: Cnf, columns: Sequence[Column], bound: int, most: int) -> int:
    """The exact diagram, or a coarse one that fits, under a watch."""
    for step in (4**attempt for attempt in count()):
        try:
            diagram = Diagram(_coarser(columns, step), bound // step, cnf.variables, most)
        except Overflow:
            cnf.spend(most)
            continue
        cnf.variables = diagram.last
        for clause in diagram.clauses:
            cnf.add(DEFINITION, clause)
        return (
            diagram.literal if step == 1 else _watch(cnf, Watched(cnf.fresh(), tuple(columns), bound), diagram.literal)
        )
    raise AssertionError


def _watch(cnf: Cnf, watched: Watched, coarse: int) -> int:
    cnf.add(DEFINITION, [-watched.literal, coarse])
    cnf.watched.append(watched)
    return watched.literal


def _coarser(columns: Sequence[Column], step: int) -> list[Column]:
    """Contributions divided by the step, rounded down; columns that then add nothing are left out."""
    made = [Column(tuple(kept), tuple(kept.values())) for kept in (_first_of_each(each, step) for each in columns)]
    return [column for column in made if len(column.adds) > 1]


def _first_of_each(column: Column, step: int) -> dict[int, int]:
    kept: dict[int, int] = {}
    for adds, literal in zip(column.adds, column.literals, strict=True):
        kept.setdefault(adds // step, literal)
    return kept


def _above_least(weights: Mapping[int, int]) -> dict[int, int]:
    least = min(weights.values(), default=0)
    return {value: weight - least for value, weight in weights.items()}


def _column(cnf: Cnf, ladder: Ladder, weights: Mapping[int, int], unit: int, room: int) -> Column:
    """Weights in units; all that exceed the room are the same: too much."""
    kept = [min(weights[value] // unit, room + 1) for value in ladder.values]
    adds = tuple(sorted(set(kept)))
    if kept == sorted(kept):
        return Column(adds, tuple(ladder.at_least(bisect_left(kept, least)) for least in adds))
    rising = kept[::-1]
    if rising == sorted(kept):
        return Column(adds, tuple(-ladder.at_least(len(kept) - bisect_left(rising, least)) for least in adds))
    values = defaultdict[int, list[int]](list)
    for value, weight in zip(ladder.values, kept, strict=True):
        values[weight].append(value)
    return Column(adds, tuple(ladder.among(cnf, _from(values, least)) for least in adds))


def _from(values: Mapping[int, list[int]], least: int) -> list[int]:
    return [value for weight, group in values.items() if weight >= least for value in group]
