"""What parts of a rule are worth, and which variables that depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cpq.bom.configuration.readings import Assignment, Reading
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.rulebook.expressions import Expression, Value
from cpq.rulebook.expressions.tree import Node


class Values:
    """Works parts of trees out; each part is compiled once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.domains: Mapping[str, Sequence[int]] = {
            variable.name: variable.domain for variable in vocabulary.decisions.variables
        }
        self._compiled: dict[Node, Expression] = {}

    def of(self, node: Node, assignment: Assignment) -> Value:
        """The value of the node, whose variables are all assigned. Raises `EvaluationError`."""
        expression = self._expression(node)
        return expression.evaluate(self.vocabulary.values(assignment, expression.names))

    def reading(self, name: str) -> Reading:
        return self.vocabulary.readings[name]

    def free(self, node: Node, fixed: Assignment) -> tuple[str, ...]:
        """The variables that the node's value still depends on."""
        names = sorted(self._expression(node).names)
        parts = (variable for name in names for variable in self.reading(name).parts)
        return tuple(dict.fromkeys(variable for variable in parts if variable not in fixed))

    def smallest(self, variables: Sequence[str]) -> str:
        """The variable with the fewest values."""
        return min(variables, key=lambda name: (len(self.domains[name]), name))

    def _expression(self, node: Node) -> Expression:
        if node not in self._compiled:
            self._compiled[node] = Expression("", node)
        return self._compiled[node]
