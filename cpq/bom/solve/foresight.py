"""What the sums of a model will take at least, told before they are written as clauses: seconds of work are not begun in vain.

A column whose weights do not rise with the values needs a Boolean for each of its weights, "one of the values that add at least
so much", and what each of them means takes a literal or more for every value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.normal_form import Linear
from cpq.bom.solve.sums import merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cpq.bom.solve.model import Model

A_VALUE = 3
"""Literals for each value of a variable that define a set of its values."""


def sum_that_overfills(model: Model, most: int) -> str | None:
    """The rule of the first sum with which all of them take more than so many literals; None where they may fit."""
    if sum(_no_more_than(each, model.domains) for each in _sums(model)) <= most:
        return None
    known, taken = set[tuple[str, tuple[int, ...]]](), 0
    for each in _sums(model):
        columns = set(_columns(each, model.domains)) - known
        taken += sum(_at_least(ranks) for _, ranks in columns)
        known |= columns
        if taken > most:
            return each.rule
    return None


def _sums(model: Model) -> Iterator[Linear]:
    return (each for each in model.constraints if isinstance(each, Linear))


def _no_more_than(linear: Linear, domains: Mapping[str, Sequence[int]]) -> int:
    sizes = (len(domains[term.variable]) for term in linear.terms)
    return _directions(linear) * sum(A_VALUE * size * size for size in sizes)


def _directions(linear: Linear) -> int:
    return 1 if linear.relation in ("<=", ">=") else 2


def _columns(linear: Linear, domains: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each variable with the ranks of what its values, in ascending order, add, once for each side of the bound.

    Not those whose ranks only rise, or only fall: they take next to nothing. Weights beyond the room that the bound leaves
    are as many as one: they are too much.
    """
    sums = merged(linear.terms, domains)
    for sign in (1, -1):
        if (sign == 1 and linear.relation == ">=") or (sign == -1 and linear.relation == "<="):
            continue
        least = {name: min((sign * each for each in weights.values()), default=0) for name, weights in sums.items()}
        room = sign * linear.bound - sum(least.values())
        for name, weights in sums.items() if room >= 0 else ():
            added = [min(sign * weights[value] - least[name], room + 1) for value in sorted(weights)]
            if _is_even(added):
                continue
            ranks = {each: rank for rank, each in enumerate(sorted(set(added)))}
            yield name, tuple(ranks[each] for each in added)


def _is_even(added: list[int]) -> bool:
    """Whether they only rise, or only fall."""
    rising = sorted(added)
    return added in (rising, rising[::-1])


def _at_least(ranks: tuple[int, ...]) -> int:
    """Literals for the sets of values with a rank or a higher one; those that lie side by side take next to none."""
    places: dict[int, list[int]] = {}
    for place, rank in enumerate(ranks):
        places.setdefault(rank, []).append(place)
    literals, first, last, count = 0, len(ranks), -1, 0
    for rank in sorted(places, reverse=True):
        first, last, count = min(first, *places[rank]), max(last, *places[rank]), count + len(places[rank])
        if last - first + 1 > count:
            literals += A_VALUE * len(ranks)
    return literals
