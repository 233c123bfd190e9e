"""A rule's condition → a formula over the variables.

A comparison that depends on one variable becomes the set of its values; one between sums of single variables stays a
sum; any other is taken apart by the values of its smallest variable until it is one of these. A comparison that cannot
be worked out (a division by zero) does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import cast

from cpq.bom.configuration.formula import DENIAL, FALSE, TRUE, Against, Formula, OneOf, every, some
from cpq.bom.configuration.readings import Assignment, Element, Reading
from cpq.bom.configuration.rewriting import with_element
from cpq.bom.configuration.sums import Split, Sums
from cpq.bom.configuration.values import Values
from cpq.bom.solve import TooLarge
from cpq.rulebook.expressions import EvaluationError, Number
from cpq.rulebook.expressions.tree import (
    Aggregate,
    Comparison,
    Conditional,
    Contains,
    Junction,
    Literal,
    Node,
    Not,
)
from cpq.rulebook.text import Text

MOST_STEPS = 600
"""Comparisons that one rule may fall apart into."""


class Translation:
    """Translates the conditions of one rule."""

    def __init__(self, rule: str, values: Values) -> None:
        self._rule = rule
        self._values = values
        self._steps = 0

    def truth(self, node: Node, *, wanted: bool = True, fixed: Assignment | None = None) -> Formula:
        """That the condition holds, or with `wanted=False` that it does not. Raises `TooLarge`."""
        return self._truth(node, wanted, fixed or {})

    def _truth(self, node: Node, wanted: bool, fixed: Assignment) -> Formula:
        match node:
            case Not(operand):
                return self._truth(operand, not wanted, fixed)
            case Junction(operator, operands):
                parts = (self._truth(each, wanted, fixed) for each in operands)
                return every(parts) if (operator == "and") is wanted else some(parts)
            case Conditional(condition, chosen, otherwise):
                then = some((self._truth(condition, False, fixed), self._truth(chosen, wanted, fixed)))
                return every((then, some((self._truth(condition, True, fixed), self._truth(otherwise, wanted, fixed)))))
            case Aggregate("any" | "all"):
                return self._over_elements(node, wanted, fixed)
            case Contains(name, Literal(code), negated):
                return self._membership(self._values.reading(name), str(code), wanted is not negated, fixed)
            case _:
                return self._atom(node, wanted, fixed)

    def _membership(self, reading: Reading, element: str, wanted: bool, fixed: Assignment) -> Formula:
        return self._present(reading, element, fixed) if wanted else self._absent(reading, element, fixed)

    def _over_elements(self, node: Aggregate, wanted: bool, fixed: Assignment) -> Formula:
        """`any` is wanted: some element is there and does; `all` is wanted: each is absent or does; else the contrary."""
        reading = self._values.reading(node.name)
        bodies = [(each, with_element(node.body, Literal(each, node.bag.of, node.span))) for each in reading.elements()]
        if (node.function == "any") is wanted:
            return some(
                every((self._present(reading, each, fixed), self._truth(body, wanted, fixed))) for each, body in bodies
            )
        return every(
            some((self._absent(reading, each, fixed), self._truth(body, wanted, fixed))) for each, body in bodies
        )

    def _present(self, reading: Reading, element: Element, fixed: Assignment) -> Formula:
        if _holds_element(reading.constant, element):
            return TRUE
        return some(self._holding(reading, element, fixed, wanted=True))

    def _absent(self, reading: Reading, element: Element, fixed: Assignment) -> Formula:
        if _holds_element(reading.constant, element):
            return FALSE
        return every(self._holding(reading, element, fixed, wanted=False))

    def _holding(self, reading: Reading, element: Element, fixed: Assignment, *, wanted: bool) -> Iterable[Formula]:
        """For each variable: that it brings the element, or that it does not."""
        for variable, by_value in reading.parts.items():
            brings = frozenset(value for value, portions in by_value.items() if _holds_element(portions, element))
            yield self._among(variable, brings.__contains__, wanted, fixed)

    def _among(self, variable: str, test: Callable[[int], bool], wanted: bool, fixed: Assignment) -> Formula:
        domain = [fixed[variable]] if variable in fixed else self._values.domains[variable]
        values = frozenset(value for value in domain if test(value) is wanted)
        if len(values) == len(domain):
            return TRUE
        return OneOf(variable, values) if values else FALSE

    def _atom(self, node: Node, wanted: bool, fixed: Assignment) -> Formula:
        self._count()
        free = self._values.free(node, fixed)
        if not free:
            return TRUE if self._holds(node, fixed) is wanted else FALSE
        if len(free) == 1:
            return self._among(free[0], lambda value: self._holds(node, {**fixed, free[0]: value}), wanted, fixed)
        try:
            if isinstance(node, Comparison) and isinstance(node.operands[0].type, Number):
                return self._against(node, wanted, fixed)
        except Split as split:
            return self._taken_apart(node, split.variable, wanted, fixed)
        except EvaluationError:
            return FALSE if wanted else TRUE
        return self._taken_apart(node, self._values.smallest(free), wanted, fixed)

    def _against(self, node: Comparison, wanted: bool, fixed: Assignment) -> Formula:
        sums = Sums(self._values, fixed)
        left, right = (sums.of(operand) for operand in node.operands)
        relation = node.operators[0]
        return Against(left + right.times(Fraction(-1)), relation if wanted else DENIAL[relation])

    def _taken_apart(self, node: Node, variable: str, wanted: bool, fixed: Assignment) -> Formula:
        """For each value of the variable: it does not have that value, or the rest holds with it."""
        cases: list[tuple[Formula, list[int]]] = []
        for value in self._values.domains[variable]:
            rest = self._truth(node, wanted, {**fixed, variable: value})
            known = next((values for formula, values in cases if formula == rest), None)
            if known is None:
                cases.append((rest, [value]))
            else:
                known.append(value)
        return every(some((self._among(variable, _outside(values), True, fixed), rest)) for rest, values in cases)

    def _holds(self, node: Node, assignment: Assignment) -> bool:
        try:
            return cast("bool", self._values.of(node, assignment))
        except EvaluationError:
            return False

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooLarge(
                Text(
                    zh="规则的组合太多，无法逐一检查；请改用兼容表，或避免数量与数量相乘",
                    en="the rule has too many cases to look at; use a compatibility table, or avoid multiplying quantities",
                ),
                rule=self._rule,
            )


def _outside(values: list[int]) -> Callable[[int], bool]:
    left_out = frozenset(values)
    return lambda value: value not in left_out


def _holds_element(portions: Iterable[tuple[Element, int]], element: Element) -> bool:
    return any(each == element and type(each) is type(element) and times for each, times in portions)
