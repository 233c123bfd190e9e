"""Numbers in rules as sums over single variables, where they are such sums."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import cast

from cpq.bom.configuration.effort import Unsolvable
from cpq.bom.configuration.formula import Sum
from cpq.bom.configuration.readings import Assignment, Element, Portions, Reading
from cpq.bom.configuration.rewriting import with_element
from cpq.bom.configuration.values import Values
from cpq.rulebook.expressions import Bool, EvaluationError, Value
from cpq.rulebook.expressions.tree import Aggregate, Arithmetic, Literal, Name, Negative, Node
from cpq.rulebook.text import Text

ZERO = Fraction(0)


class NoSum(Exception):
    """The number is no such sum; with a value for `variable`, if it is given, it might be."""

    def __init__(self, variable: str | None) -> None:
        self.variable = variable


class Sums:
    """Sums of numbers for what is fixed so far. Raises `NoSum`, or `EvaluationError` when there is no number."""

    def __init__(self, values: Values, fixed: Assignment) -> None:
        self._values = values
        self._fixed = fixed

    def side(self, node: Node) -> Sum:
        """One side of a comparison. That the language rounds a quotient to 28 digits makes no difference to it: numbers
        of up to 15 digits, which is what the solver takes, differ by more.
        """
        if isinstance(node, Arithmetic) and node.operator == "/" and not self._values.free(node.right, self._fixed):
            return self._divided(node.left, node.right)
        return self.of(node)

    def of(self, node: Node) -> Sum:
        free = self._values.free(node, self._fixed)
        if len(free) == 1 and free == self._values.free(node, {}):
            return self._values.once(node, lambda: self._tabled(node, *free))
        if len(free) <= 1 and not self._is_multiple(node):
            return self._tabled(node, *free)
        match node:
            case Negative(operand):
                return self.of(operand).times(Fraction(-1))
            case Arithmetic("+", left, right):
                return self.of(left) + self.of(right)
            case Arithmetic("-", left, right):
                return self.of(left) + self.of(right).times(Fraction(-1))
            case Arithmetic("*", left, right):
                return self._product(node, left, right)
            case Arithmetic("/", left, right):
                return self._quotient(node, left, right)
            case Name(name):
                return self._gathered(self._values.reading(name), _number)
            case Aggregate("sum" | "count") if not self._values.free(node.body, self._fixed):
                return self._gathered(self._values.reading(node.name), self._weight(node))
            case _:
                raise self._no_sum(node)

    def _no_sum(self, node: Node) -> NoSum:
        return NoSum(self._values.lone(node, self._fixed))

    def _is_multiple(self, node: Node) -> bool:
        """Whether it is so many times another number: what that is at each value need not be worked out anew for every factor."""
        if not isinstance(node, Arithmetic) or node.operator != "*":
            return False
        return bool(self._values.free(node.left, self._fixed)) is not bool(self._values.free(node.right, self._fixed))

    def _tabled(self, node: Node, variable: str | None = None) -> Sum:
        if variable is None:
            return Sum.of(self._number(node), {})
        if isinstance(node, Name) and (reading := self._values.reading(node.name)).kind == "scalar":
            return Sum.of(
                ZERO, {variable: {value: _number(each) for value, ((each, _),) in reading.parts[variable].items()}}
            )
        try:
            worth = self._values.by_value(node, variable, self._fixed)
            return Sum.of(ZERO, {variable: {value: _number(each) for value, each in worth.items()}})
        except EvaluationError:
            raise NoSum(variable) from None

    def _number(self, node: Node) -> Fraction:
        return _number(self._values.of(node, self._fixed))

    def _product(self, node: Node, left: Node, right: Node) -> Sum:
        if not self._values.free(left, self._fixed):
            return self.of(right).times(self._number(left))
        if not self._values.free(right, self._fixed):
            return self.of(left).times(self._number(right))
        raise self._no_sum(node)

    def _quotient(self, node: Node, left: Node, right: Node) -> Sum:
        """By a number whose quotients have an end; where the language rounds them, there is no exact sum."""
        if self._values.free(right, self._fixed):
            raise self._no_sum(node)
        divisor = self._number(right)
        if divisor and not _has_finite_quotients(divisor):
            raise self._no_sum(node)
        return self._divided(left, right)

    def _divided(self, left: Node, right: Node) -> Sum:
        divisor = self._number(right)
        if not divisor:
            raise EvaluationError(Text(zh="除数为零", en="division by zero"), right.span)
        return self.of(left).times(1 / divisor)

    def _weight(self, node: Aggregate) -> Callable[[Element], Fraction]:
        """What one element adds."""
        if node.function == "count" and not isinstance(node.body.type, Bool):
            return lambda _: Fraction(1)

        def weight(element: Element) -> Fraction:
            literal = Literal(element, node.bag.of, node.span)
            return _number(worked_out(self._values, with_element(node.body, literal), self._fixed))

        return weight

    def _gathered(self, reading: Reading, weight: Callable[[Element], Fraction]) -> Sum:
        given = reading.given(self._fixed)
        parts = {
            variable: {value: _weighed(portions, weight) for value, portions in by_value.items()}
            for variable, by_value in given.parts.items()
        }
        return Sum.of(_weighed(given.constant, weight), parts)


def worked_out(values: Values, body: Node, fixed: Assignment) -> Value:
    """What stands inside a list function, for one element. Raises `Unsolvable` where there is no such value."""
    try:
        return values.of(body, fixed)
    except EvaluationError as error:
        raise Unsolvable(error.message, body.span) from None


def _weighed(portions: Portions, weight: Callable[[Element], Fraction]) -> Fraction:
    return sum((weight(element) * times for element, times in portions), ZERO)


def _has_finite_quotients(divisor: Fraction) -> bool:
    """Whether its numerator, which stands below in the inverse, has no prime factors but 2 and 5."""
    left = abs(divisor.numerator)
    for prime in (2, 5):
        while left % prime == 0:
            left //= prime
    return left == 1


def _number(value: object) -> Fraction:
    """Exact; truth counts 1."""
    return Fraction(cast("Decimal | bool", value))
