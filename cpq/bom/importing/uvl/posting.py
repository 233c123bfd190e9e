"""The clauses of a UVL constraint in the normal form of the solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

from cpq.bom.importing.uvl.arithmetic import Arithmetic, Sum, Worth, whole
from cpq.bom.importing.uvl.clauses import Comparison, Disjunction
from cpq.bom.solve import Clause, Constraint, Derived, Is, Linear, Predicate
from cpq.bom.solve.normal_form import Relation

Test = Callable[[Sequence[int]], bool]

_COMPARE: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_NOT = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_RELATIONS: Mapping[str, tuple[Relation, int]] = {
    "==": ("==", 0), "!=": ("!=", 0), "<=": ("<=", 0), "<": ("<=", -1), ">=": (">=", 0), ">": (">=", 1),
}  # fmt: skip
"""Comparison → relation, and what is added to the bound once all is whole."""


def posted(rule: str, clauses: Sequence[Disjunction], arithmetic: Arithmetic) -> Iterator[Constraint]:
    """The constraints of a rule. Raises `Unsupported`."""
    for clause in clauses:
        literals = tuple(each for each in clause if isinstance(each, Is))
        comparisons = [each for each in clause if isinstance(each, Comparison)]
        when = tuple(each.negated() for each in literals)
        if not comparisons:
            yield Clause(rule, literals)
            continue
        difference = _difference(comparisons[0], arithmetic) if len(comparisons) == 1 else None
        if difference is not None:
            yield _linear(rule, comparisons[0], difference, when, arithmetic)
        else:
            yield _predicate(rule, comparisons, when, arithmetic)


def _difference(comparison: Comparison, arithmetic: Arithmetic) -> Sum | None:
    left, right = (arithmetic.sum(each) for each in comparison.node.parts)
    return None if left is None or right is None else left.plus(right, Fraction(-1))


def _linear(rule: str, comparison: Comparison, difference: Sum, when: tuple[Is, ...], arithmetic: Arithmetic) -> Linear:
    sign = comparison.node.sign
    relation, more = _RELATIONS[sign if comparison.positive else _NOT[sign]]
    place, scale = comparison.node.place, difference.scale
    bound = whole(-difference.constant * scale, place) + more
    return Linear(rule, arithmetic.terms(difference, scale, place), relation, bound, when)


def _predicate(
    rule: str, comparisons: Sequence[Comparison], when: tuple[Is, ...], arithmetic: Arithmetic
) -> Constraint:
    columns: list[Derived] = []
    tests = [_test(each, arithmetic, columns) for each in comparisons]
    return Predicate(rule, tuple(columns), lambda values: any(test(values) for test in tests), when)


def _test(comparison: Comparison, arithmetic: Arithmetic, columns: list[Derived]) -> Test:
    left, right = (arithmetic.worth(each, columns) for each in comparison.node.parts)
    compare, wanted = _COMPARE[comparison.node.sign], comparison.positive
    return lambda values: _holds(compare, left, right, values) is wanted


def _holds(compare: Callable[[Fraction, Fraction], bool], left: Worth, right: Worth, values: Sequence[int]) -> bool:
    try:
        return compare(left(values), right(values))
    except ZeroDivisionError:
        return False
