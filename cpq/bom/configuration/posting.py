"""Formula → constraints of the normal form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from cpq.bom.configuration.formula import (
    Against,
    All,
    Fits,
    Formula,
    OneOf,
    Relation,
    Some,
    Sum,
    Together,
    denial,
)
from cpq.bom.solve import Clause, Constraint, Is, Linear, Predicate, Table, Variable
from cpq.bom.solve.normal_form import Accepted
from cpq.bom.solve.normal_form import Relation as LinearRelation

Guards = tuple[Is, ...]


class Posting:
    """Collects the constraints of one rule.

    Where several sums stand in an "or", an extra variable says which of them is the first to hold; the extra variables
    are in `extras`. They follow from the others, so that each configuration counts once.
    """

    def __init__(self, rule: str, domains: Mapping[str, Sequence[int]]) -> None:
        self.rule = rule
        self.constraints: list[Constraint] = []
        self.extras: list[Variable] = []
        self._domains = domains

    def post(self, formula: Formula, guards: Guards = ()) -> None:
        """Demands the formula wherever all guards hold."""
        match formula:
            case All(members):
                for member in members:
                    self.post(member, guards)
            case OneOf():
                self._clause(guards, self._literals(formula))
            case Against(sum, relation):
                self.constraints.append(self._linear(sum, relation, guards))
            case Together(numbers, values, wanted):
                self.constraints.append(Predicate(self.rule, numbers, Accepted(values, wanted), guards))
            case Fits(variables, rows):
                self.constraints.append(Table(self.rule, variables, rows, guards))
            case Some(members):
                self._post_some(members, guards)
            case _:
                assert_never(formula)

    def _post_some(self, members: tuple[Formula, ...], guards: Guards) -> None:
        plain = [literal for member in members if isinstance(member, OneOf) for literal in self._literals(member)]
        others = [member for member in members if not isinstance(member, OneOf)]
        unless = (*guards, *(literal.negated() for literal in plain))
        if not others:
            self._clause(guards, plain)
        elif len(others) == 1:
            self.post(others[0], unless)
        else:
            self._post_first(others, unless)

    def _post_first(self, members: Sequence[Formula], guards: Guards) -> None:
        extra = self._extra(len(members))
        for guard in guards:
            self._clause((guard.negated(),), [Is(extra.name, 0)])
        for value, member in enumerate(members):
            self.post(member, (*guards, Is(extra.name, value)))
            for before in members[:value]:
                self.post(denial(before, self._domains), (*guards, Is(extra.name, value)))

    def _extra(self, choices: int) -> Variable:
        extra = Variable(f"{self.rule}?{len(self.extras) + 1}", tuple(range(choices)))
        self.extras.append(extra)
        return extra

    def _clause(self, guards: Guards, literals: Sequence[Is]) -> None:
        negated = (guard.negated() for guard in guards)
        self.constraints.append(Clause(self.rule, tuple(dict.fromkeys((*negated, *literals)))))

    def _literals(self, formula: OneOf) -> list[Is]:
        """Literals of which at least one holds; a single one where only one value is left out."""
        domain = self._domains[formula.variable]
        left_out = [value for value in domain if value not in formula.values]
        if len(left_out) == 1:
            return [Is(formula.variable, left_out[0], positive=False)]
        return [Is(formula.variable, value) for value in domain if value in formula.values]

    def _linear(self, sum: Sum, relation: Relation, guards: Guards) -> Linear:
        plain, bound = _plain(relation, -sum.constant)
        return Linear(self.rule, sum.terms, plain, bound, guards)


def _plain(relation: Relation, bound: int) -> tuple[LinearRelation, int]:
    """Between whole numbers, "below n" is "at most n - 1"."""
    match relation:
        case "<":
            return "<=", bound - 1
        case ">":
            return ">=", bound + 1
        case _:
            return relation, bound
