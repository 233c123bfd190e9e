"""Small random models and questions about them, in bulk: the same seed gives the same case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod
from random import Random

from cpq.bom.solve import (
    ANY,
    Cell,
    Clause,
    Constraint,
    Derived,
    Is,
    Largest,
    Linear,
    Model,
    Number,
    Objective,
    Predicate,
    Selection,
    Table,
    Term,
    Variable,
)
from cpq.bom.solve.meaning import holds
from cpq.bom.solve.normal_form import Relation
from cpq.bom.solve.renaming import prefixed_constraints, prefixed_variables
from cpq.bom.solve.repairs import Demand

MOST_ASSIGNMENTS = 600
VALUES = range(-2, 5)
"""Of the domains; constraints and selections speak of those that are outside of one, too."""
RELATIONS: Sequence[Relation] = ("<=", ">=", "==", "!=")


@dataclass(frozen=True, slots=True)
class Asked:
    """A model and what is asked about it: `entries` are choices, to be reconciled with a wanted `literal`."""

    model: Model
    selection: Selection
    literal: Is
    wishes: tuple[Is, ...]
    objective: Objective
    only: tuple[str, ...]

    def smaller(self) -> Iterator[Asked]:
        """The same with one thing less."""
        constraints = self.model.constraints
        for place in range(len(constraints)):
            fewer = (*constraints[:place], *constraints[place + 1 :])
            yield replace(self, model=Model(self.model.variables, fewer))
        for name in self.selection:
            yield replace(self, selection={each: entry for each, entry in self.selection.items() if each != name})
        for place in range(len(self.wishes)):
            yield replace(self, wishes=(*self.wishes[:place], *self.wishes[place + 1 :]))
        for place in range(len(self.objective)):
            yield replace(self, objective=(*self.objective[:place], *self.objective[place + 1 :]))


def asked(seed: int) -> Asked:
    """The case of that number."""
    random = Random(seed)
    model = random.choice((mixed, mixed, features, in_parts))(random)
    names = list(model.domains)
    return Asked(
        model,
        selection(random, model),
        known(random, model),
        tuple(literal(random, names) for _ in range(random.randint(0, 4))),
        tuple(term(random, names, random.choice((20, 10**15))) for _ in range(random.randint(0, 6))),
        tuple(random.sample(names, random.randint(0, len(names)))),
    )


def mixed(random: Random) -> Model:
    """Variables of one to four values under constraints of every shape."""
    names = [f"v{number}" for number in range(random.randint(1, 5))]
    while True:
        variables = [Variable(name, tuple(random.sample(VALUES, random.randint(1, 4)))) for name in names]
        if prod(len(each.domain) for each in variables) <= MOST_ASSIGNMENTS:
            return constrained(random, variables, (constraint(random, names) for _ in range(random.randint(1, 12))))


def constrained(random: Random, variables: Sequence[Variable], rules: Iterable[Constraint]) -> Model:
    """Mostly without what a configuration that was drawn beforehand breaks: else hardly anything would be possible."""
    planted = {each.name: random.choice(each.domain) for each in variables}
    strict = random.random() < 0.1
    return Model(tuple(variables), tuple(each for each in rules if strict or holds(each, planted)))


def features(random: Random) -> Model:
    """Yes or no, and clauses: as feature models are read."""
    domain = random.choice(((0, 1), (1, 0)))
    variables = [Variable(f"f{number}", domain) for number in range(random.randint(3, 9))]
    names = [each.name for each in variables]
    clauses = (
        Clause(f"r{number % 6}", tuple(Is(random.choice(names), 1, random.random() < 0.4) for _ in range(length)))
        for number in range(random.randint(1, 16))
        for length in [random.choice((1, 2, 2, 2, 2, 3, 3, 3))]
    )
    return constrained(random, variables, clauses)


def in_parts(random: Random) -> Model:
    """Three parts, of which some are equal, and sums across them."""
    kinds = [part(random), part(random)]
    parts = [(f"p{number}/", random.choice((kinds[0], *kinds))) for number in range(3)]
    variables = [each for prefix, kind in parts for each in prefixed_variables(kind, prefix)]
    own = [each for prefix, kind in parts for each in prefixed_constraints(kind, prefix)]
    names = [each.name for each in variables]
    sums = [
        Linear(f"sum{number}", terms, random.choice(RELATIONS[:2]), random.randint(-5, 25), when(random, names, 1))
        for number in range(random.randint(1, 2))
        for terms in [tuple(weighted(random, name, range(3), 6) for name in names)]
    ]
    return constrained(random, variables, (*own, *sums))


def part(random: Random) -> Model:
    sizes = random.choice(((2, 3), (2, 2, 2), (3, 2)))
    variables = [Variable(name, tuple(range(size))) for name, size in zip("abc", sizes, strict=False)]
    names = [each.name for each in variables]
    return constrained(random, variables, (constraint(random, names) for _ in range(random.randint(0, 3))))


def constraint(random: Random, names: Sequence[str]) -> Constraint:
    rule = f"r{random.randint(1, 5)}"
    match random.randrange(4):
        case 0:
            return Clause(rule, tuple(literal(random, names) for _ in range(random.choice((0, 1, 2, 3, 3, 4, 4, 5)))))
        case 1:
            terms = tuple(term(random, names, 12) for _ in range(random.randint(0, 5)))
            return Linear(rule, terms, random.choice(RELATIONS), random.randint(-10, 25), when(random, names))
        case 2:
            over = tuple(number(random, names) for _ in range(random.randint(1, 2)))
            return Predicate(rule, over, random.choice((even, small_product, all_different)), when(random, names))
        case _:
            return table(random, rule, names)


def table(random: Random, rule: str, names: Sequence[str]) -> Table:
    columns = tuple(random.sample(list(names), min(len(names), random.randint(0, 3))))
    rows = (tuple(cell(random) for _ in columns) for _ in range(random.choice((0, 2, 4, 6, 9, 12))))
    return Table(rule, columns, tuple(rows), when(random, names))


def cell(random: Random) -> Cell:
    several = frozenset(random.sample(VALUES, random.randint(0, 4)))
    return random.choice((random.choice(VALUES), several, several, ANY))


def number(random: Random, names: Sequence[str]) -> Number:
    terms = tuple(term(random, names, 9) for _ in range(random.randint(0, 3)))
    return random.choice(
        (
            random.choice(names),
            Derived("sum", terms, random.randint(-3, 3)),
            Largest("largest", terms, random.randint(-2, 3)),
        )
    )


def even(numbers: tuple[int, ...]) -> bool:
    return sum(numbers) % 2 == 0


def small_product(numbers: tuple[int, ...]) -> bool:
    return prod(numbers) <= 3


def all_different(numbers: tuple[int, ...]) -> bool:
    return len(set(numbers)) == len(numbers)


def when(random: Random, names: Sequence[str], most: int = 2) -> tuple[Is, ...]:
    return tuple(literal(random, names) for _ in range(random.choice((0, 0, 1, most))))


def literal(random: Random, names: Sequence[str]) -> Is:
    return Is(random.choice(names), random.choice(VALUES), random.random() < 0.6)


def term(random: Random, names: Sequence[str], most: int) -> Term:
    return weighted(random, random.choice(names), random.sample(VALUES, random.randint(0, 5)), most)


def weighted(random: Random, name: str, values: Sequence[int], most: int) -> Term:
    return Term(name, tuple((value, random.randint(-most // 2, most)) for value in values))


def known(random: Random, model: Model) -> Is:
    """A literal that mostly speaks of the domain."""
    variable = random.choice(model.variables)
    return Is(variable.name, random.choice((*variable.domain * 5, *VALUES)), random.random() < 0.7)


def selection(random: Random, model: Model) -> Selection:
    """Choices mostly from the domains, by a value or by several."""
    chosen = random.sample(model.variables, min(len(model.variables), random.choice((0, 1, 2, 3, 3, 4, 4, 5))))
    return {each.name: entry(random, each) for each in chosen}


def demands(selection: Selection) -> dict[str, Demand]:
    """Each choice as one that could be given up."""
    return {
        name: Demand(name, chosen if isinstance(chosen, frozenset) else frozenset((chosen,)))
        for name, chosen in selection.items()
    }


def entry(random: Random, variable: Variable) -> int | frozenset[int]:
    domain = (*variable.domain * 19, *VALUES)
    return random.choice((random.choice(domain), frozenset(random.choices(domain, k=random.randint(1, 3)))))
