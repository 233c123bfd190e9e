"""Non-linear constraints as clauses: the decision diagram of the variables themselves where it is small, else one over
hidden variables that equal the numbers.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from math import prod
from operator import add
from typing import TYPE_CHECKING

from cpq.bom.solve.cnf import DEFINITION, Cnf
from cpq.bom.solve.domains import Ladder, Ladders
from cpq.bom.solve.errors import TooLarge
from cpq.bom.solve.folds import Fold, fold_of
from cpq.bom.solve.normal_form import Derived, Largest, Number, Predicate
from cpq.bom.solve.predicate_diagrams import TRUE, Overflow, PredicateDiagram
from cpq.bom.solve.sums import at_most, merged
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_COMBINATIONS = 200_000
"""Combinations of values for which a predicate is asked."""
MOST_STEPS = 2_000_000
"""Steps in which the diagram of a predicate is built."""
MOST_EDGES = 20_000
"""Edges of a diagram over the variables themselves; hidden variables are smaller where it has more."""
MOST_DEFINING = 40_000
"""Clauses by which a hidden variable equals a sum; larger sums are watched, which is slow where both sides count."""


class PredicateEncoding:
    """The hidden variables are shared by the predicates that mention the same number."""

    def __init__(self, cnf: Cnf, ladders: Ladders, domains: Mapping[str, Sequence[int]]) -> None:
        self._cnf = cnf
        self._ladders = ladders
        self._domains = domains
        self._hidden: dict[Derived | Largest, Ladder] = {}

    def post(self, rule: int, predicate: Predicate, unless: list[int]) -> None:
        """Adds clauses for the predicate. Raises `TooLarge` beyond `MOST_COMBINATIONS`."""
        folds = [fold_of(number, self._domains) for number in predicate.over]
        sizes = [len(fold.values) if fold.values is not None else MOST_COMBINATIONS + 1 for fold in folds]
        if prod(sizes) > MOST_COMBINATIONS:
            raise _too_large(predicate.rule)
        self._cnf.spend((prod(sizes) + sum(len(level) for fold in folds for level in fold.levels or ())) // 2)
        holds = cache(predicate.holds)
        try:
            diagram = PredicateDiagram(folds, holds, MOST_STEPS)
        except Overflow:
            self._cnf.spend(MOST_STEPS // 2)
            diagram = None
        if diagram is None or sum(len(set(children)) for _, children in diagram.nodes) > MOST_EDGES:
            literal = self._over_hidden(predicate.over, folds, Predicate(predicate.rule, predicate.over, holds))
        else:
            literal = self._emitted(diagram, self._ladders, self._domains)
        self._cnf.add(rule, [*unless, literal])

    def _over_hidden(self, over: Sequence[Number], folds: Sequence[Fold], predicate: Predicate) -> int:
        names = [str(place) for place in range(len(over))]
        ladders = {name: self._column(number, fold) for name, number, fold in zip(names, over, folds, strict=True)}
        domains = {name: ladder.values for name, ladder in ladders.items()}
        columns = [Fold(0, ((name, tuple(domains[name])),), add) for name in names]
        return self._emitted(PredicateDiagram(columns, predicate.holds, 10 * MOST_COMBINATIONS), ladders, domains)

    def _column(self, number: Number, fold: Fold) -> Ladder:
        if isinstance(number, str):
            return self._ladders[number]
        if number not in self._hidden:
            hidden = self._hidden[number] = Ladder(self._cnf, fold.values or ())
            match number:
                case Derived():
                    self._equals_sum(hidden, number)
                case Largest():
                    self._equals_largest(hidden, fold)
        return self._hidden[number]

    def _equals_sum(self, hidden: Ladder, derived: Derived) -> None:
        """By two inequalities."""
        ladders = Ladders(self._cnf, {})
        ladders.update(self._ladders)
        ladders[""] = hidden
        sums = merged(derived.terms, self._domains)
        for sign in (1, -1):
            weights = {name: {value: sign * weight for value, weight in each.items()} for name, each in sums.items()}
            weights[""] = {value: -sign * value for value in hidden.values}
            self._cnf.add(DEFINITION, [at_most(self._cnf, ladders, weights, -sign * derived.offset, MOST_DEFINING)])

    def _equals_largest(self, hidden: Ladder, fold: Fold) -> None:
        """At least as large as each contribution, and no larger than all of them."""
        for place, least in enumerate(hidden.values[1:], start=1):
            reached = hidden.at_least(place)
            reaching = [
                self._ladders[name].among(self._cnf, self._bringing(name, brings, least)) for name, brings in fold.steps
            ]
            self._cnf.add(DEFINITION, [-reached, *reaching])
            for literal in reaching:
                self._cnf.add(DEFINITION, [reached, -literal])

    def _bringing(self, name: str, brings: Iterable[int], least: int) -> list[int]:
        return [value for value, each in zip(self._domains[name], brings, strict=True) if each >= least]

    def _emitted(
        self, diagram: PredicateDiagram, ladders: Mapping[str, Ladder], domains: Mapping[str, Sequence[int]]
    ) -> int:
        """The literal that implies the root: each node with a value of its variable implies the node that it leads to."""
        literals = [Cnf.FALSE, Cnf.TRUE]
        for name, children in diagram.nodes:
            node = self._cnf.fresh()
            leading = defaultdict[int, list[int]](list)
            for value, child in zip(domains[name], children, strict=True):
                leading[child].append(value)
            for child, values in leading.items():
                if child != TRUE:
                    self._cnf.add(DEFINITION, [-node, -ladders[name].among(self._cnf, values), literals[child]])
            literals.append(node)
        return literals[diagram.root]


def _too_large(rule: str) -> TooLarge:
    return TooLarge(
        Text(
            zh=f"规则“{rule}”要检查的组合超过 {MOST_COMBINATIONS:,} 种；请减少所涉及的选项，或缩小数量范围",
            en=f'rule "{rule}" has more than {MOST_COMBINATIONS:,} combinations to check; involve fewer options, or narrow the '
            "quantity ranges",
        ),
        rule=rule,
    )
