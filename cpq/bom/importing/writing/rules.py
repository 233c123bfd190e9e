"""The constraints of a model as written rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from math import prod

from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.writing.vocabulary import Vocabulary
from cpq.bom.importing.writing.wording import clause_text, sum_text, together_text
from cpq.bom.solve import Clause, Constraint, Is, Linear, Predicate, Table, Term
from cpq.bom.solve.meaning import holds, scope
from cpq.bom.solve.normal_form import Cell
from cpq.rulebook.expressions.checking import MAX_NODES
from cpq.rulebook.expressions.reading import MAX_LENGTH
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

MOST_ROWS = 20_000
"""Combinations of values that are looked at to write a predicate as a table."""
MOST_CLAUSES = 500
"""Clauses as which a predicate over features is written."""
MOST_TERMS = 30
"""Terms of a sum that is written out; a longer one gets an attribute of its own, which is added up."""
MOST_COLUMNS = 12

Fields = Mapping[str, object]
"""A rule as it stands in the file: its text, and what it demands."""

NEVER: Fields = {"text": Text(zh="模型本身自相矛盾", en="the model contradicts itself"), "require": "1 == 2"}


@dataclass(slots=True)
class Rules:
    """Writes constraints. `weights` are the attributes that long sums are made of: name → weight by variable."""

    vocabulary: Vocabulary
    places: Mapping[str, Place]
    trouble: Trouble
    weights: dict[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])

    def of(self, constraint: Constraint) -> Iterator[Fields]:
        """The rules that together say the same; what cannot be said is an error."""
        match constraint:
            case Clause():
                yield from self._clause(constraint)
            case Table():
                yield from self._table(constraint)
            case Linear():
                yield from self._linear(constraint)
            case Predicate():
                yield from self._predicate(constraint)

    def _refuse(self, constraint: Constraint, *, zh: str, en: str) -> None:
        self.trouble.error("not-writable", self.places[constraint.rule], zh=zh, en=en)

    def _required(
        self, constraint: Constraint, text: Text, condition: str, when: tuple[Is, ...] = ()
    ) -> Iterator[Fields]:
        literals = [self.vocabulary.literal(each) for each in when]
        conditions: dict[str, object] = {"when": " and ".join(literals)} if literals else {}
        words = condition.count(" ") + condition.count("(") + condition.count("-")
        if max(len(condition), len(str(conditions.get("when", "")))) > MAX_LENGTH or words >= MAX_NODES:
            self._refuse(
                constraint,
                zh=f"写成表达式会超过 {MAX_LENGTH} 个字符或 {MAX_NODES} 个部分；请拆分这条约束",
                en=f"as an expression this would have more than {MAX_LENGTH} characters or {MAX_NODES} parts; split the "
                "constraint",
            )
            return
        yield {"text": text, **conditions, "require": condition}

    def _clause(self, clause: Clause) -> Iterator[Fields]:
        known = [each for each in clause.literals if each.value in self.vocabulary.domains[each.variable]]
        if any(not each.positive for each in clause.literals if each not in known):
            return  # a value outside the domain is never there
        if not known:
            yield NEVER
            return
        condition = " or ".join(map(self.vocabulary.literal, known))
        yield from self._required(
            clause, clause_text(Clause(clause.rule, tuple(known)), self.vocabulary.domains), condition
        )

    def _table(self, table: Table) -> Iterator[Fields]:
        domains = [frozenset(self.vocabulary.domains[name]) for name in table.variables]
        rows = [
            row for row in table.rows if all(_fits(cell, domain) for cell, domain in zip(row, domains, strict=True))
        ]
        if not rows:
            yield NEVER
        elif len(table.variables) == 1:
            values = {cell for row in rows for cell in row if isinstance(cell, int)}
            yield from self._clause(
                Clause(table.rule, tuple(Is(table.variables[0], value) for value in sorted(values)))
            )
        elif len(table.variables) > MOST_COLUMNS:
            self._refuse(
                table,
                zh=f"兼容表至多 {MOST_COLUMNS} 列，这里有 {len(table.variables)} 列；请拆分这个约束",
                en=f"a compatibility table has {MOST_COLUMNS} columns at most, and this has {len(table.variables)}; split it",
            )
        else:
            columns = [self.vocabulary.words[name] for name in table.variables]
            yield {"text": together_text(table.variables), "columns": columns, "rows": rows}

    def _linear(self, linear: Linear) -> Iterator[Fields]:
        factors = {term.variable: _factor(term, self.vocabulary.domains[term.variable]) for term in linear.terms}
        known = {name: factor for name, factor in factors.items() if factor is not None}
        if len(known) == len(linear.terms):
            yield from self._sum(linear, known)
        elif linear.relation == "<=" and linear.bound == 1 and not linear.when and all(map(_indicator, linear.terms)):
            pairs = combinations([Is(term.variable, term.weights[0][0], False) for term in linear.terms], 2)
            for pair in pairs:
                yield from self._clause(Clause(linear.rule, pair))
        else:
            yield from self._by_combinations(linear)

    def _sum(self, linear: Linear, factors: Mapping[str, int]) -> Iterator[Fields]:
        if self.vocabulary.options and len(factors) > MOST_TERMS:
            name = f"weight_{len(self.weights) + 1}"
            self.weights[name] = factors
            left = f"sum({name})"
        else:
            left = " + ".join(_times(factor, self.vocabulary.number(name)) for name, factor in factors.items()) or "0"
        condition = f"{left} {linear.relation} {linear.bound}"
        yield from self._required(linear, sum_text(linear.rule), condition, linear.when)

    def _predicate(self, predicate: Predicate) -> Iterator[Fields]:
        names = scope(predicate)
        combined = prod(len(self.vocabulary.domains[name]) for name in names)
        if self.vocabulary.options or not 2 <= len(names) <= MOST_COLUMNS or combined > MOST_ROWS:
            yield from self._by_combinations(predicate)
            return
        yield from self._table(Table(predicate.rule, names, tuple(self._rows(predicate, wanted=True))))

    def _by_combinations(self, constraint: Constraint) -> Iterator[Fields]:
        """A clause for each combination that is not allowed."""
        names = scope(constraint)
        if prod(len(self.vocabulary.domains[name]) for name in names) <= MOST_ROWS:
            forbidden = list(self._rows(constraint, wanted=False))
            if len(forbidden) <= MOST_CLAUSES:
                for row in forbidden:
                    literals = tuple(Is(name, value, False) for name, value in zip(names, row, strict=True))
                    yield from self._clause(Clause(constraint.rule, literals))
                return
        self._refuse(
            constraint,
            zh="这条约束涉及的组合太多，写不成规则；请减少它涉及的特征，或改成和与常数的比较",
            en="this constraint has too many combinations to be written as rules; involve fewer features, or compare a sum "
            "with a constant",
        )

    def _rows(self, constraint: Constraint, *, wanted: bool) -> Iterator[tuple[int, ...]]:
        names = scope(constraint)
        for row in product(*(self.vocabulary.domains[name] for name in names)):
            if holds(constraint, dict(zip(names, row, strict=True))) is wanted:
                yield row


def _fits(cell: Cell, domain: frozenset[int]) -> bool:
    """Importers write plain values only."""
    return cell in domain


def _factor(term: Term, domain: tuple[int, ...]) -> int | None:
    """What the variable's value is multiplied by; None where the term is no multiple of it."""
    weights = dict(term.weights)
    value = next((each for each in domain if each), None)
    if value is None:
        return 0
    factor, rest = divmod(weights.get(value, 0), value)
    return factor if not rest and all(weights.get(each, 0) == factor * each for each in domain) else None


def _indicator(term: Term) -> bool:
    return len(term.weights) == 1 and term.weights[0][1] == 1


def _times(factor: int, number: str) -> str:
    return number if factor == 1 else f"{factor} * {number}"
