"""Comparisons and other conditions without `and` and `or` → formulas over the variables.

One that depends on one variable becomes the set of its values; one between sums of single variables stays a sum. Any
other is taken apart by the values of a variable that alone decides a part of it, as long as these are few; what is left
is asked of every combination of the sums, extremes and variables in it. One that cannot be worked out (a division by
zero, the largest of nothing) does not hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import cast

from cpq.bom.configuration.columns import Column, Columns
from cpq.bom.configuration.effort import Effort, check_combinations
from cpq.bom.configuration.formula import (
    DENIAL,
    FALSE,
    TRUE,
    Against,
    Formula,
    Sum,
    Together,
    chosen_of,
    every,
    some,
)
from cpq.bom.configuration.readings import Assignment
from cpq.bom.configuration.sums import NoSum, Sums
from cpq.bom.configuration.values import Values
from cpq.rulebook.expressions import EvaluationError, Expression, Number
from cpq.rulebook.expressions.tree import Comparison, Node

MOST_CASES = 128
"""Values, or combinations of values, by which one comparison is taken apart: each can become a constraint."""


class Comparisons:
    """Translates the comparisons of one condition, whose text is `text`."""

    def __init__(self, text: str, values: Values, effort: Effort) -> None:
        self._text = text
        self._values = values
        self._effort = effort

    def truth(self, node: Node, wanted: bool, fixed: Assignment, cases: int = 1) -> Formula:
        """That it holds, or that it does not. Raises `Unsolvable`."""
        self._effort.look_at(node)
        free = self._values.free(node, fixed)
        if not free:
            return TRUE if self._holds(node, fixed) is wanted else FALSE
        if len(free) == 1:
            return self._singly(node, free[0], wanted, fixed)
        try:
            return self._of_several(node, wanted, fixed, cases)
        except EvaluationError:
            return FALSE if wanted else TRUE

    def _singly(self, node: Node, variable: str, wanted: bool, fixed: Assignment) -> Formula:
        domain = self._values.domains[variable]
        self._effort.spend(len(domain), node.span)
        return chosen_of(domain, variable, lambda value: self._holds(node, {**fixed, variable: value}) is wanted)

    def _of_several(self, node: Node, wanted: bool, fixed: Assignment, cases: int) -> Formula:
        try:
            return self._against(node, wanted, fixed)
        except NoSum as blocked:
            variable = blocked.variable or self._values.lone_in_lists(node, fixed)
        cases *= len(self._values.domains[variable]) if variable else MOST_CASES + 1
        if variable is None or cases > MOST_CASES:
            return self._together(node, wanted, fixed)
        return self._taken_apart(node, variable, wanted, fixed, cases)

    def _holds(self, node: Node, assignment: Assignment) -> bool:
        try:
            return cast("bool", self._values.of(node, assignment))
        except EvaluationError:
            return False

    def _against(self, node: Node, wanted: bool, fixed: Assignment) -> Formula:
        if not isinstance(node, Comparison) or not isinstance(node.operands[0].type, Number):
            raise NoSum(self._values.lone(node, fixed))
        sums = Sums(self._values, fixed)
        left, right = (sums.side(operand) for operand in node.operands)
        relation = node.operators[0]
        return Against(left + right.times(Fraction(-1)), relation if wanted else DENIAL[relation])

    def _taken_apart(self, node: Node, variable: str, wanted: bool, fixed: Assignment, cases: int) -> Formula:
        """For each value of the variable: it does not have that value, or the rest holds with it."""
        domain = self._values.domains[variable]
        rests: list[tuple[Formula, list[int]]] = []
        alike: dict[object, list[tuple[Formula, list[int]]]] = {}
        for value in domain:
            rest = self.truth(node, wanted, {**fixed, variable: value}, cases)
            near = alike.setdefault(_ends(rest), [])
            values = next((values for formula, values in near if formula == rest), None)
            if values is None:
                near.append((rest, [value]))
                rests.append(near[-1])
            else:
                values.append(value)
        return every(some((_none_of(domain, variable, values), rest)) for rest, values in rests)

    def _together(self, node: Node, wanted: bool, fixed: Assignment) -> Formula:
        """The combinations of sums, extremes and variables that it holds for."""
        columns = Columns(self._values, fixed)
        expression = Expression("", columns.plain(node))
        found = columns.found
        parts = [(self._text[each.span.start : each.span.end], each.size) for each in found]
        combinations = check_combinations(parts, node.span)
        self._effort.spend(combinations, node.span)
        right = frozenset(self._satisfying(expression, found, wanted, fixed))
        if not right or len(right) == combinations:
            return TRUE if right else FALSE
        return _as_bounds(found, right) or Together(tuple(each.number for each in found), right)

    def _satisfying(
        self, expression: Expression, columns: tuple[Column, ...], wanted: bool, fixed: Assignment
    ) -> Iterator[tuple[int, ...]]:
        hanging = {name for column in columns for worth in (column.worth or {}).values() for name in worth}
        constant = self._values.named(expression.names - hanging, fixed)
        for combination in product(*((column.worth or {}).items() for column in columns)):
            values = dict(constant)
            for _, worth in combination:
                values.update(worth)
            if _evaluated(expression, values) is wanted:
                yield tuple(value for value, _ in combination)


def _ends(formula: Formula) -> object:
    """By which formulas are told apart before they are compared: large sums by their last numbers."""
    if not isinstance(formula, Against):
        return type(formula)
    return tuple((name, part[max(part)]) for name, part in formula.sum.parts.items() if part)


def _evaluated(expression: Expression, values: dict[str, object]) -> bool:
    try:
        return cast("bool", expression.evaluate(values))
    except EvaluationError:
        return False


def _none_of(domain: Collection[int], variable: str, values: Collection[int]) -> Formula:
    return chosen_of(domain, variable, lambda value: value not in values)


def _as_bounds(columns: Sequence[Column], right: Collection[tuple[int, ...]]) -> Formula | None:
    """That a single sum lies between two bounds, where the values that are right lie together."""
    sum, worth = columns[0].sum, columns[0].worth
    if len(columns) > 1 or sum is None or worth is None:
        return None
    values = sorted(worth)
    lowest, highest = min(right)[0], max(right)[0]
    if values.index(highest) - values.index(lowest) + 1 > len(right):
        return None
    least = Against(sum + Sum.of(Fraction(-lowest, sum.scale), {}), ">=")
    most = Against(sum + Sum.of(Fraction(-highest, sum.scale), {}), "<=")
    return every([*([least] if lowest > values[0] else []), *([most] if highest < values[-1] else [])])
