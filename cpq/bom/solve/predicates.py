"""Non-linear constraints over a few derived integers, as reduced decision diagrams of their truth table."""

from __future__ import annotations

from collections import defaultdict
from math import prod
from typing import TYPE_CHECKING

from cpq.bom.solve.cnf import DEFINITION, Cnf
from cpq.bom.solve.domains import Ladder, Ladders
from cpq.bom.solve.errors import TooLarge
from cpq.bom.solve.sums import at_most, merged
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cpq.bom.solve.normal_form import Derived, Predicate

MOST_COMBINATIONS = 200_000
"""Combinations of reachable numbers for which a predicate is asked."""


def reachable(
    derived: Derived, domains: Mapping[str, Sequence[int]], most: int = MOST_COMBINATIONS
) -> list[int] | None:
    """The values a derived integer can take when no constraint is looked at, ascending; None when more than `most`."""
    sums = {derived.offset}
    for weights in merged(derived.terms, domains).values():
        sums = {total + weight for total in sums for weight in set(weights.values())}
        if len(sums) > most:
            return None
    return sorted(sums)


class PredicateEncoding:
    """The derived integers of a model become hidden variables, shared by the predicates that mention them."""

    def __init__(self, cnf: Cnf, ladders: Ladders, domains: Mapping[str, Sequence[int]]) -> None:
        self._cnf = cnf
        self._ladders = ladders
        self._domains = domains
        self._hidden: dict[Derived, Ladder] = {}

    def post(self, rule: int, predicate: Predicate, unless: list[int]) -> None:
        """Adds clauses for the predicate. Raises `TooLarge` beyond `MOST_COMBINATIONS`."""
        columns = [self._column(predicate.rule, each) for each in predicate.over]
        if prod(len(column.values) for column in columns) > MOST_COMBINATIONS:
            raise _too_large(predicate.rule)
        self._cnf.add(rule, [*unless, _Diagram(self._cnf, predicate, columns).literal])

    def _column(self, rule: str, number: str | Derived) -> Ladder:
        if isinstance(number, str):
            return self._ladders[number]
        if number not in self._hidden:
            self._hidden[number] = self._define(rule, number)
        return self._hidden[number]

    def _define(self, rule: str, derived: Derived) -> Ladder:
        """A hidden variable that equals the sum, by two inequalities."""
        values = reachable(derived, self._domains)
        if values is None:
            raise _too_large(rule)
        hidden = Ladder(self._cnf, values)
        ladders = Ladders(self._cnf, {})
        ladders.update(self._ladders)
        ladders[""] = hidden
        sums = merged(derived.terms, self._domains)
        for sign in (1, -1):
            weights = {name: {value: sign * weight for value, weight in each.items()} for name, each in sums.items()}
            weights[""] = {value: -sign * value for value in values}
            self._cnf.add(DEFINITION, [at_most(self._cnf, ladders, weights, -sign * derived.offset)])
        return hidden


class _Diagram:
    """`literal` implies that the predicate holds. Equal sub-tables share one node."""

    def __init__(self, cnf: Cnf, predicate: Predicate, columns: Sequence[Ladder]) -> None:
        self._cnf = cnf
        self._holds = predicate.holds
        self._columns = columns
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self.literal = self._node(())

    def _node(self, prefix: tuple[int, ...]) -> int:
        if len(prefix) == len(self._columns):
            return Cnf.TRUE if self._holds(prefix) else Cnf.FALSE
        column = self._columns[len(prefix)]
        children = tuple(self._node((*prefix, value)) for value in column.values)
        if len(set(children)) == 1:
            return children[0]
        key = (len(prefix), children)
        if key not in self._nodes:
            self._nodes[key] = self._stands_for(column, children)
        return self._nodes[key]

    def _stands_for(self, column: Ladder, children: Iterable[int]) -> int:
        values = defaultdict[int, list[int]](list)
        for value, child in zip(column.values, children, strict=True):
            values[child].append(value)
        node = self._cnf.fresh()
        for child, group in values.items():
            if child != Cnf.TRUE:
                self._cnf.add(DEFINITION, [-node, -column.among(self._cnf, group), child])
        return node


def _too_large(rule: str) -> TooLarge:
    return TooLarge(
        Text(
            zh=f"规则“{rule}”要检查的组合超过 {MOST_COMBINATIONS} 种。请减少所涉及的选项，或缩小数量范围。",
            en=f'Rule "{rule}" has more than {MOST_COMBINATIONS} combinations to check. '
            "Involve fewer options or narrow the quantity ranges.",
        ),
        rule=rule,
    )
