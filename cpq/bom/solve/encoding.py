"""From a model to clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.cnf import MOST_WORK, Cnf, Overfull
from cpq.bom.solve.domains import Ladders
from cpq.bom.solve.errors import TooLarge
from cpq.bom.solve.foresight import sum_that_overfills
from cpq.bom.solve.normal_form import Clause, Constraint, Is, Linear, Predicate, Table
from cpq.bom.solve.predicates import PredicateEncoding
from cpq.bom.solve.sums import at_most, merged
from cpq.bom.solve.tables import post_table
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from cpq.bom.solve.model import Model


@dataclass(frozen=True, slots=True)
class Encoding:
    """The clauses of a model and the Booleans of its variables.

    The first Booleans after `Cnf.TRUE` are the steps of the variables, in the model's order: a solver's answer is read
    from the front. Rule numbers are positions in `rules`. `simple` are the positions of the clauses that say, word for
    word, what a constraint says, with no two literals on one variable; `others` are the constraints not among these.
    """

    cnf: Cnf
    ladders: Ladders
    rules: tuple[str, ...]
    simple: tuple[int, ...]
    others: tuple[Constraint, ...]


def encode(model: Model) -> Encoding:
    """Raises `TooLarge` when a constraint or all of them together do not fit."""
    overfilling = sum_that_overfills(model, MOST_WORK)
    if overfilling is not None:
        raise _too_large(overfilling)
    cnf = Cnf()
    try:
        ladders = Ladders(cnf, model.domains)
        for name, domain in model.domains.items():
            for value in domain:
                ladders[name].is_value(cnf, value)
        poster = _Poster(cnf, ladders, model)
    except Overfull:
        raise _too_large(None) from None
    rules = {rule: number for number, rule in enumerate(model.rules)}
    for constraint in model.constraints:
        try:
            poster.post(rules[constraint.rule], constraint)
        except Overfull:
            raise _too_large(constraint.rule) from None
    return Encoding(cnf, ladders, tuple(rules), tuple(poster.simple), tuple(poster.others))


def overfills(model: Model) -> bool:
    """Whether clauses do not hold the model."""
    try:
        encode(model)
    except TooLarge:
        return True
    return False


def _too_large(rule: str | None) -> TooLarge:
    at = (
        Text(zh=f"到规则“{rule}”为止", en=f'up to rule "{rule}"')
        if rule
        else Text(zh="仅变量", en="for the variables alone")
    )
    return TooLarge(
        Text(
            zh=f"配置模型需要的子句过多（{at.zh}已超过 {MOST_WORK:,} 个文字）；请减少表格的行数或数量范围，或拆分产品",
            en=f"the configuration model needs too many clauses ({at.en} more than {MOST_WORK:,} literals); use fewer rows in "
            "tables, narrower quantity ranges, or split the product",
        ),
        rule=rule,
    )


class _Poster:
    def __init__(self, cnf: Cnf, ladders: Ladders, model: Model) -> None:
        self._cnf = cnf
        self._ladders = ladders
        self._model = model
        self._exact = {name: ladders[name].exact for name in model.domains}
        self.simple: list[int] = []
        self.others: list[Constraint] = []
        self._predicates = PredicateEncoding(cnf, ladders, model.domains)

    def post(self, rule: int, constraint: Constraint) -> None:
        if isinstance(constraint, Clause):
            self._post_clause(rule, constraint)
        else:
            self.others.append(constraint)
            self._post_other(rule, constraint)

    def _post_other(self, rule: int, constraint: Table | Linear | Predicate) -> None:
        match constraint:
            case Table(when=when):
                post_table(self._cnf, self._ladders, rule, constraint, self._unless(when))
            case Linear(when=when):
                self._post_linear(rule, constraint, self._unless(when))
            case Predicate(when=when):
                self._predicates.post(rule, constraint, self._unless(when))
            case _:
                assert_never(constraint)

    def _post_clause(self, rule: int, clause: Clause) -> None:
        literals = {self._literal(each): each.variable for each in clause.literals}
        if any(-literal in literals for literal in literals):
            return
        literals.pop(Cnf.FALSE, None)
        if len(set(literals.values())) < len(literals):
            self.others.append(clause)
        elif Cnf.TRUE not in literals:
            self.simple.append(len(self._cnf.clauses))
        self._cnf.add(rule, literals)

    def _literal(self, literal: Is) -> int:
        exact = self._exact[literal.variable].get(literal.value, Cnf.FALSE)
        return exact if literal.positive else -exact

    def _unless(self, when: tuple[Is, ...]) -> list[int]:
        return [-self._literal(each) for each in when]

    def _post_linear(self, rule: int, linear: Linear, unless: list[int]) -> None:
        match linear.relation:
            case "<=":
                self._cnf.add(rule, [*unless, self._below(linear, linear.bound)])
            case ">=":
                self._cnf.add(rule, [*unless, self._above(linear, linear.bound)])
            case "==":
                self._cnf.add(rule, [*unless, self._below(linear, linear.bound)])
                self._cnf.add(rule, [*unless, self._above(linear, linear.bound)])
            case "!=":
                sides = [self._below(linear, linear.bound - 1), self._above(linear, linear.bound + 1)]
                self._cnf.add(rule, [*unless, *sides])
            case _:
                assert_never(linear.relation)

    def _below(self, linear: Linear, bound: int) -> int:
        sums = merged(linear.terms, self._model.domains)
        return at_most(self._cnf, self._ladders, sums, bound)

    def _above(self, linear: Linear, bound: int) -> int:
        sums = merged(linear.terms, self._model.domains)
        negated = {name: {value: -weight for value, weight in weights.items()} for name, weights in sums.items()}
        return at_most(self._cnf, self._ladders, negated, -bound)
