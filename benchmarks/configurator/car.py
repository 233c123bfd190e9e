"""A car that nobody builds, of the size of those that are: 250 variables with 1,300 values between them, from a seed.

A few master variables (trim, engine, market, …) are mentioned all over. The others form assemblies: tables tie the
variables of one assembly to each other and to one or two masters, clauses tie neighbouring assemblies together. Every
table keeps the rows of some planted configurations, so that the car can be had.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from cpq.bom.solve import Clause, Constraint, Is, Model, Table, Variable

MASTERS = (6, 9, 4, 5, 8, 3)
VARIABLES = 250
VALUES = 1_300
ASSEMBLY = 8
PLANTED = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """How tightly the car is knit: tables an assembly, their columns, blocks of rows beside the planted ones."""

    tables: int = 5
    columns: tuple[int, int] = (3, 5)
    blocks: int = 3
    clauses: int = 60


def car(seed: int = 1, shape: Shape | None = None) -> Model:
    """The same model for the same seed and shape."""
    shape, random = shape or Shape(), Random(seed)
    variables = [Variable(f"v{number}", tuple(range(size))) for number, size in enumerate(sizes(random))]
    planted = [{each.name: random.choice(each.domain) for each in variables} for _ in range(PLANTED)]
    masters, rest = variables[: len(MASTERS)], variables[len(MASTERS) :]
    assemblies = [rest[start : start + ASSEMBLY] for start in range(0, len(rest), ASSEMBLY)]
    constraints: list[Constraint] = [
        table(f"masters {place}", masters[place : place + 3], planted, shape.blocks, random) for place in range(4)
    ]
    for number, assembly in enumerate(assemblies):
        steering = random.sample(masters, 2)
        for place in range(shape.tables):
            width = random.randint(shape.columns[0] - 1, shape.columns[1] - 1)
            first = random.randrange(max(1, len(assembly) - width + 1))
            scope = [*assembly[first : first + width], random.choice(steering)]
            constraints.append(table(f"assembly {number}.{place}", scope, planted, shape.blocks, random))
    while len(constraints) < 4 + len(assemblies) * shape.tables + shape.clauses:
        constraints += clause(f"clause {len(constraints)}", assemblies, planted, random)
    return Model(tuple(variables), tuple(constraints))


def sizes(random: Random) -> list[int]:
    """Many yes/no options, some long lists; the values add up."""
    rest = [2] * (VARIABLES - len(MASTERS))
    for _ in range(VALUES - sum(MASTERS) - sum(rest)):
        place = random.randrange(len(rest)) if random.random() < 0.5 else random.randrange(len(rest) // 4)
        rest[place] += 1
    random.shuffle(rest)
    return [*MASTERS, *rest]


def table(rule: str, scope: list[Variable], planted: list[dict[str, int]], blocks: int, random: Random) -> Table:
    """A few of the values go together: whole blocks of rows, as in a catalogue, not single ones."""
    names = tuple(each.name for each in scope)
    kept = sorted({tuple(each[name] for name in names) for each in planted})
    offered = [
        tuple(frozenset(random.sample(each.domain, 1 + len(each.domain) // 2)) for each in scope) for _ in range(blocks)
    ]
    return Table(rule, names, (*offered, *kept))


def clause(rule: str, assemblies: list[list[Variable]], planted: list[dict[str, int]], random: Random) -> list[Clause]:
    """Without this value, or with that one: between neighbours, and true of everything planted; else none."""
    place = random.randrange(len(assemblies) - 1)
    first, second = random.choice(assemblies[place]), random.choice(assemblies[place + 1])
    literals = (
        Is(first.name, random.choice(first.domain), positive=False),
        Is(second.name, random.choice(second.domain), random.random() < 0.3),
    )
    holds = all(any((each[it.variable] == it.value) is it.positive for it in literals) for each in planted)
    return [Clause(rule, literals)] if holds else []
