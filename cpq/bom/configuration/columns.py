"""What a comparison depends on that is no sum: single variables, sums and extremes, each a column of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from cpq.bom.configuration.effort import varying
from cpq.bom.configuration.formula import Sum
from cpq.bom.configuration.readings import Assignment, Element, Portions
from cpq.bom.configuration.rewriting import mapped, with_element
from cpq.bom.configuration.sums import NoSum, Sums, worked_out
from cpq.bom.configuration.values import Values
from cpq.bom.solve import Derived, Largest, Number, Term
from cpq.bom.solve.folds import fold_of
from cpq.rulebook.expressions import Number as NumberType
from cpq.rulebook.expressions import Span
from cpq.rulebook.expressions.tree import Aggregate, Literal, Name, Node
from cpq.rulebook.expressions.tree import Element as EachElement

Worth = Mapping[int, Mapping[str, object]]
"""For each value of a number, what the names are worth that hang on it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A number of the solver. `worth` is None where it has too many values to look at; `sum` is what a sum adds up."""

    number: Number
    span: Span
    worth: Worth | None
    sum: Sum | None = None

    @property
    def size(self) -> int | None:
        return None if self.worth is None else len(self.worth)


class Columns:
    """The columns of one comparison; filled by `plain`."""

    def __init__(self, values: Values, fixed: Assignment) -> None:
        self._values = values
        self._fixed = fixed
        self._found: dict[Number, Column] = {}
        self._names: dict[Node, str] = {}

    @property
    def found(self) -> tuple[Column, ...]:
        """Those with few values first."""
        return tuple(sorted(self._found.values(), key=lambda each: (each.size is None, each.size or 0)))

    def plain(self, node: Node) -> Node:
        """The node with a name in place of every sum and extreme. Raises `Unsolvable` where nothing stands for a part."""
        free = self._values.free(node, self._fixed)
        if len(free) <= 1:
            for variable in free:
                self._add(variable, node, self._singly(variable, node))
            return node
        sum = self._sum(node)
        if sum is not None:
            return self._total(sum, node)
        if isinstance(node, Aggregate):
            return self._extreme(node)
        return mapped(node, self.plain)

    def _add(self, number: Number, node: Node, worth: Worth | None, sum: Sum | None = None) -> None:
        known = self._found.get(number)
        if known is not None and known.worth is not None and worth is not None:
            worth = {value: {**known.worth[value], **more} for value, more in worth.items()}
        self._found[number] = Column(number, known.span if known else node.span, worth, sum)

    def _name(self, node: Node) -> str:
        return self._names.setdefault(node, f"column {len(self._names) + 1}")

    def _singly(self, variable: str, node: Node) -> Worth:
        readings = {name: self._values.reading(name) for name in self._values.expression(node).names}
        given = {name: each.given(self._fixed) for name, each in readings.items()}
        return {
            value: {name: each.value({variable: value}) for name, each in given.items()}
            for value in self._values.domains[variable]
        }

    def _sum(self, node: Node) -> Sum | None:
        if not isinstance(node.type, NumberType):
            return None
        try:
            return Sums(self._values, self._fixed).of(node)
        except NoSum:
            return None

    def _total(self, sum: Sum, node: Node) -> Node:
        name, scale = self._name(node), sum.scale
        number = Derived("", sum.terms, sum.constant)
        values = fold_of(number, self._values.domains).values
        worth = None if values is None else {value: {name: Decimal(value) / scale} for value in values}
        self._add(number, node, worth, sum)
        return Name(name, NumberType(), node.span)

    def _extreme(self, node: Aggregate) -> Node:
        """By ranks, 0 for the extreme of nothing; the name stands for a list of that one element or of none."""
        if node.function not in ("min", "max") or self._values.free(node.body, self._fixed):
            raise varying(node.span)
        reading = self._values.reading(node.name).given(self._fixed)
        weights = {element: self._weight(node, element) for element in reading.elements()}
        ranked = sorted(set(weights.values()), reverse=node.function == "min")
        rank = _ranking({element: ranked.index(weight) + 1 for element, weight in weights.items()})
        terms = [
            Term(variable, tuple((value, rank(portions)) for value, portions in by_value.items()))
            for variable, by_value in reading.parts.items()
        ]
        name = self._name(node)
        worth: Worth = {0: {name: ()}} | {place: {name: (each,)} for place, each in enumerate(ranked, start=1)}
        self._add(Largest("", tuple(terms), rank(reading.constant)), node, worth)
        return Aggregate(node.function, name, node.bag, EachElement(node.type, node.span), node.type, node.span)

    def _weight(self, node: Aggregate, element: Element) -> Decimal:
        literal = Literal(element, node.bag.of, node.span)
        return cast("Decimal", worked_out(self._values, with_element(node.body, literal), self._fixed))


def _ranking(ranks: Mapping[Element, int]) -> Callable[[Portions], int]:
    return lambda portions: max((ranks[element] for element, times in portions if times), default=0)
