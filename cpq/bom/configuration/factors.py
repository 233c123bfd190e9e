"""Products of three or more open numbers, as in length × width × height: taken apart, so that two are left.

Of a product of two numbers a comparison is a sum for each value of the one. Of more, all but the factor with the fewest
values are multiplied in a variable of its own, which a clause for each pair defines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from math import prod
from typing import cast

from cpq.bom.configuration.effort import MOST_EVALUATIONS, Effort
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.readings import Reading
from cpq.bom.configuration.rewriting import mapped
from cpq.bom.configuration.values import Values
from cpq.bom.solve import Clause, Is, Variable
from cpq.rulebook.expressions import EvaluationError, Number
from cpq.rulebook.expressions.tree import Aggregate, Arithmetic, Comparison, Name, Node

MOST_PRODUCTS = 10_000
"""Values of a product that becomes a variable; what has more stays as it is."""


class Factors:
    """Takes the products in the conditions of one rule apart; what defines the variables goes into the rule's posting.

    `effort` is what the translation of the rule may still spend.
    """

    def __init__(self, values: Values, posting: Posting) -> None:
        self.values = values
        self.effort = Effort()
        self._posting = posting

    def apart(self, node: Node) -> Node:
        """The condition with no product of more than two open numbers in it, where that is too much to look at."""
        match node:
            case Aggregate():
                return node
            case Comparison():
                return mapped(node, self._fewer) if self._is_large(node) else node
            case _:
                return mapped(node, self.apart)

    def _is_large(self, node: Node) -> bool:
        sizes = (len(self.values.domains[variable]) for variable in self.values.free(node, {}))
        return prod(sizes) > MOST_EVALUATIONS

    def _fewer(self, node: Node) -> Node:
        if not isinstance(node, Arithmetic) or node.operator != "*":
            return node if isinstance(node, Aggregate) else mapped(node, self._fewer)
        factors = sorted(_factors(node), key=self._size)
        variables = [variable for factor in factors for variable in self.values.free(factor, {})]
        open_factors = [factor for factor in factors if self.values.free(factor, {})]
        if len(open_factors) < 3 or len(variables) > len(set(variables)) or len(variables) > len(open_factors):
            return node
        try:
            multiplied = reduce(self._multiplied, open_factors[1:])
        except (_TooMany, EvaluationError):
            return node
        constant = [factor for factor in factors if factor not in open_factors]
        return reduce(_times, [*constant, multiplied, open_factors[0]])

    def _size(self, node: Node) -> int:
        return prod(len(self.values.domains[variable]) for variable in self.values.free(node, {}))

    def _multiplied(self, left: Node, right: Node) -> Node:
        """A name for the product of two numbers that each depend on one variable."""
        (one,), (other,) = self.values.free(left, {}), self.values.free(right, {})
        products = {
            (first, second): ours * theirs
            for first, ours in self._each(left, one)
            for second, theirs in self._each(right, other)
        }
        worth = sorted(set(products.values()))
        if len(worth) > MOST_PRODUCTS:
            raise _TooMany
        return self._defined(one, other, products, worth, left)

    def _each(self, node: Node, variable: str) -> Sequence[tuple[int, Decimal]]:
        domain = self.values.domains[variable]
        return [(value, cast("Decimal", self.values.of(node, {variable: value}))) for value in domain]

    def _defined(
        self, one: str, other: str, products: dict[tuple[int, int], Decimal], worth: Sequence[Decimal], node: Node
    ) -> Node:
        rule = self._posting.rule
        variable = Variable(f"{rule}*{len(self._posting.extras) + 1}", tuple(range(len(worth))))
        place = {product: number for number, product in enumerate(worth)}
        self._posting.extras.append(variable)
        for (first, second), product in products.items():
            factors = Is(one, first, positive=False), Is(other, second, positive=False)
            self._posting.constraints.append(Clause(rule, (*factors, Is(variable.name, place[product]))))
        reading = Reading("scalar", {variable.name: {number: ((product, 1),) for product, number in place.items()}})
        self.values.define(variable, reading)
        return Name(variable.name, Number(), node.span)


class _TooMany(Exception):
    """The product has too many values to become a variable."""


def _factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Arithmetic) and node.operator == "*":
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _times(left: Node, right: Node) -> Node:
    return Arithmetic("*", left, right, Number(), left.span)
