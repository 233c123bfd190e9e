"""A rule's condition → a formula over the variables: `and`, `or`, `not`, `if`, questions about lists; the rest is comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cpq.bom.configuration.comparisons import Comparisons
from cpq.bom.configuration.effort import Effort
from cpq.bom.configuration.formula import FALSE, TRUE, Formula, chosen_of, every, some
from cpq.bom.configuration.readings import Assignment, Element, Reading
from cpq.bom.configuration.rewriting import condition_first, with_element
from cpq.bom.configuration.values import Values
from cpq.rulebook.expressions import Bool
from cpq.rulebook.expressions.tree import Aggregate, Comparison, Conditional, Contains, Junction, Literal, Node, Not

NOTHING: Mapping[str, int] = MappingProxyType({})


class Translation:
    """Translates one condition, whose text is `text`."""

    def __init__(self, text: str, values: Values, effort: Effort) -> None:
        self._values = values
        self._effort = effort
        self._comparisons = Comparisons(text, values, effort)

    def truth(self, node: Node, *, wanted: bool = True, fixed: Assignment = NOTHING) -> Formula:
        """That the condition holds, or with `wanted=False` that it does not. Raises `Unsolvable`."""
        self._effort.look_at(node)
        match node:
            case Not(operand):
                return self.truth(operand, wanted=not wanted, fixed=fixed)
            case Junction(operator, operands):
                parts = (self.truth(each, wanted=wanted, fixed=fixed) for each in operands)
                return every(parts) if (operator == "and") is wanted else some(parts)
            case Comparison((left, right), (operator,)) if isinstance(left.type, Bool):
                return self._alike(left, right, (operator == "==") is wanted, fixed)
            case Conditional():
                return self._either(node, wanted, fixed)
            case Aggregate("any" | "all"):
                return self._over_elements(node, wanted, fixed)
            case Contains():
                return self._membership(node, wanted, fixed)
            case _:
                first = condition_first(node)
                if first is not None:
                    return self._either(first, wanted, fixed)
                return self._comparisons.truth(node, wanted, fixed)

    def _either(self, node: Conditional, wanted: bool, fixed: Assignment) -> Formula:
        """The condition is false or what is chosen under it is as wanted, and the other way round."""
        unless, when = (self.truth(node.condition, wanted=each, fixed=fixed) for each in (False, True))
        chosen, otherwise = (self.truth(each, wanted=wanted, fixed=fixed) for each in (node.chosen, node.otherwise))
        return every((some((unless, chosen)), some((when, otherwise))))

    def _alike(self, left: Node, right: Node, alike: bool, fixed: Assignment) -> Formula:
        """Both true or both false; or just one of them true."""
        pairs = ((True, alike), (False, not alike))
        return some(
            every((self.truth(left, wanted=one, fixed=fixed), self.truth(right, wanted=other, fixed=fixed)))
            for one, other in pairs
        )

    def _over_elements(self, node: Aggregate, wanted: bool, fixed: Assignment) -> Formula:
        """`any` is wanted: some element is there and does; `all` is wanted: each is absent or does; else the contrary."""
        reading = self._values.reading(node.name).given(fixed)
        some_does = (node.function == "any") is wanted
        parts: list[Formula] = []
        for element in reading.elements():
            body = with_element(node.body, Literal(element, node.bag.of, node.span))
            there = self._there(reading, element, some_does)
            join = every if some_does else some
            parts.append(join((there, self.truth(body, wanted=wanted, fixed=fixed))))
        return some(parts) if some_does else every(parts)

    def _membership(self, node: Contains, wanted: bool, fixed: Assignment) -> Formula:
        """For each value of the variable that decides the word: it does not have it, or the word is in the set."""
        wanted_there = wanted is not node.negated
        written = isinstance(node.item, Literal)  # as by has("CODE"): nothing is to be worked out
        variable = None if written else next(iter(self._values.free(node.item, fixed)), None)
        if variable is None:
            word = str(node.item.value if isinstance(node.item, Literal) else self._values.of(node.item, fixed))
            return self._there(self._values.reading(node.name).given(fixed), word, wanted_there)
        domain = self._values.domains[variable]
        return every(
            some(
                (
                    chosen_of(domain, variable, lambda other, value=value: other != value),
                    self.truth(node, wanted=wanted, fixed={**fixed, variable: value}),
                )
            )
            for value in domain
        )

    def _there(self, reading: Reading, element: Element, wanted: bool) -> Formula:
        """That an element is in what the reading gathers, or that it is not."""
        if _has(reading.constant, element):
            return TRUE if wanted else FALSE
        parts = [
            chosen_of(
                self._values.domains[variable],
                variable,
                lambda value, by_value=reading.parts[variable]: _has(by_value.get(value, ()), element) is wanted,
            )
            for variable in reading.holders(element)
        ]
        return some(parts) if wanted else every(parts)


def _has(portions: Iterable[tuple[Element, int]], element: Element) -> bool:
    return any(each == element and type(each) is type(element) and times for each, times in portions)
