"""Numbers in rules as sums over single variables, where they are such sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import cast

from cpq.bom.configuration.formula import Sum
from cpq.bom.configuration.readings import Assignment, Element, Portions, Reading
from cpq.bom.configuration.rewriting import with_element
from cpq.bom.configuration.values import Values
from cpq.rulebook.expressions import Bool, EvaluationError
from cpq.rulebook.expressions.tree import Aggregate, Arithmetic, Literal, Name, Negative, Node

ZERO = Fraction(0)


class Split(Exception):
    """The number is no such sum until this variable has a value."""

    def __init__(self, variable: str) -> None:
        self.variable = variable


class Sums:
    """Sums of numbers for what is fixed so far. Raises `Split` when more must be fixed first, `EvaluationError` when there is no number."""

    def __init__(self, values: Values, fixed: Assignment) -> None:
        self._values = values
        self._fixed = fixed

    def of(self, node: Node) -> Sum:
        free = self._values.free(node, self._fixed)
        if len(free) <= 1:
            return self._tabled(node, *free)
        match node:
            case Negative(operand):
                return self.of(operand).times(Fraction(-1))
            case Arithmetic("+", left, right):
                return self.of(left) + self.of(right)
            case Arithmetic("-", left, right):
                return self.of(left) + self.of(right).times(Fraction(-1))
            case Arithmetic("*", left, right):
                return self._product(left, right)
            case Arithmetic("/", left, right) if not self._values.free(right, self._fixed):
                return self._quotient(left, right)
            case Name(name):
                return self._gathered(self._values.reading(name), _number)
            case Aggregate("sum" | "count") if not self._values.free(node.body, self._fixed):
                return self._gathered(self._values.reading(node.name), self._weight(node))
            case _:
                raise Split(self._values.smallest(free))

    def _tabled(self, node: Node, variable: str | None = None) -> Sum:
        if variable is None:
            return Sum(self._number(node, {}), {})
        try:
            domain = self._values.domains[variable]
            return Sum(ZERO, {variable: {value: self._number(node, {variable: value}) for value in domain}})
        except EvaluationError:
            raise Split(variable) from None

    def _number(self, node: Node, more: Assignment) -> Fraction:
        return _number(self._values.of(node, {**self._fixed, **more}))

    def _product(self, left: Node, right: Node) -> Sum:
        on_left, on_right = (self._values.free(each, self._fixed) for each in (left, right))
        if not on_left:
            return self.of(right).times(self._number(left, {}))
        if not on_right:
            return self.of(left).times(self._number(right, {}))
        raise Split(self._values.smallest(min(on_left, on_right, key=len)))

    def _quotient(self, left: Node, right: Node) -> Sum:
        divisor = self._number(right, {})
        if not divisor:
            self._values.of(Arithmetic("/", right, right, right.type, right.span), self._fixed)  # pyright: ignore[reportArgumentType]
        return self.of(left).times(1 / divisor)

    def _weight(self, node: Aggregate) -> Callable[[Element], Fraction]:
        """What one element adds."""
        if node.function == "count" and not isinstance(node.body.type, Bool):
            return lambda _: Fraction(1)

        def weight(element: Element) -> Fraction:
            literal = Literal(element, node.bag.of, node.span)
            return _number(self._values.of(with_element(node.body, literal), self._fixed))

        return weight

    def _gathered(self, reading: Reading, weight: Callable[[Element], Fraction]) -> Sum:
        constant = _weighed(reading.constant, weight)
        parts: dict[str, Mapping[int, Fraction]] = {}
        for variable, by_value in reading.parts.items():
            if variable in self._fixed:
                constant += _weighed(by_value.get(self._fixed[variable], ()), weight)
            else:
                parts[variable] = {value: _weighed(portions, weight) for value, portions in by_value.items()}
        return Sum(constant, parts)


def _weighed(portions: Portions, weight: Callable[[Element], Fraction]) -> Fraction:
    return sum((weight(element) * times for element, times in portions), ZERO)


def _number(value: object) -> Fraction:
    """Exact; truth counts 1."""
    return Fraction(cast("Decimal | bool", value))
