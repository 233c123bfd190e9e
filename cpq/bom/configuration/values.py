"""What parts of a rule are worth, and which variables that depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cpq.bom.configuration.formula import Sum
from cpq.bom.configuration.gathering import Readings
from cpq.bom.configuration.readings import Assignment, Reading
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.bom.solve import Variable
from cpq.rulebook.expressions import Expression, Value
from cpq.rulebook.expressions.tree import Aggregate, Node, children, walk


class Values:
    """Works parts of trees out; each part is compiled once. `inner` are the variables of what stands in nested places."""

    def __init__(self, vocabulary: Vocabulary, readings: Readings, inner: Sequence[Variable] = ()) -> None:
        self.vocabulary = vocabulary
        self.readings = readings
        decisions = vocabulary.decisions
        offered = (offer.variable for offer in decisions.offers.values())
        self.domains: dict[str, Sequence[int]] = {
            each.name: each.domain for each in (*inner, *decisions.variables, *offered)
        }
        self._expressions: dict[Node, Expression] = {}
        self._sums: dict[Node, Sum] = {}

    def of(self, node: Node, assignment: Assignment) -> Value:
        """The value of the node, whose variables are all assigned. Raises `EvaluationError`."""
        expression = self.expression(node)
        return expression.evaluate(self.named(expression.names, assignment))

    def by_value(self, node: Node, variable: str, fixed: Assignment) -> dict[int, Value]:
        """What the node is worth at each value of the one variable that it still depends on. Raises `EvaluationError`."""
        expression = self.expression(node)
        readings = {name: self.readings.of(name) for name in expression.names}
        depending = {name: each for name, each in readings.items() if variable in each.parts}
        known = {name: each.value(fixed) for name, each in readings.items() if name not in depending}
        return {
            value: expression.evaluate(
                known | {name: each.value({**fixed, variable: value}) for name, each in depending.items()}
            )
            for value in self.domains[variable]
        }

    def named(self, names: Iterable[str], assignment: Assignment) -> dict[str, object]:
        """What the names are worth when the variables have these values."""
        return {name: self.of_name(name, assignment) for name in names}

    def of_name(self, name: str, assignment: Assignment) -> object:
        return self.readings.of(name).value(assignment)

    def define(self, variable: Variable, reading: Reading) -> None:
        """A further variable, and what the name of the variable is worth then."""
        self.domains[variable.name] = variable.domain
        self.readings.define(variable.name, reading)

    def reading(self, name: str) -> Reading:
        return self.readings.of(name)

    def free(self, node: Node, fixed: Assignment) -> tuple[str, ...]:
        """The variables that the node's value still depends on."""
        parts = (variable for name in sorted(self.expression(node).names) for variable in self.reading(name).parts)
        return tuple(dict.fromkeys(variable for variable in parts if variable not in fixed))

    def lone(self, node: Node, fixed: Assignment) -> str | None:
        """The variable with the fewest values of those that alone decide some part of the node; None without such a part."""
        return self._smallest(self._lone(node, fixed))

    def lone_in_lists(self, node: Node, fixed: Assignment) -> str | None:
        """The same, of the parts that are worked out for each element of a list."""
        bodies = [each.body for each in walk(node) if isinstance(each, Aggregate)]
        return self._smallest(variable for body in bodies for variable in self._lone(body, fixed))

    def _smallest(self, variables: Iterable[str]) -> str | None:
        return min(variables, key=lambda name: (len(self.domains[name]), name), default=None)

    def _lone(self, node: Node, fixed: Assignment) -> Iterator[str]:
        free = self.free(node, fixed)
        if len(free) == 1:
            yield free[0]
        else:
            for child in children(node):
                yield from self._lone(child, fixed)

    def once(self, node: Node, made: Callable[[], Sum]) -> Sum:
        """What a node of one variable is as a sum, made at the first asking."""
        if node not in self._sums:
            self._sums[node] = made()
        return self._sums[node]

    def expression(self, node: Node) -> Expression:
        if node not in self._expressions:
            self._expressions[node] = Expression("", node)
        return self._expressions[node]
