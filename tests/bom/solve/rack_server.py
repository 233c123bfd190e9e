"""A rack server of realistic size: 14 groups, about 150 options with quantities 0 to 24, 40 rules, six sums."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from cpq.bom.solve import ANY, Cell, Clause, Constraint, Is, Linear, Model, Table, Term, Variable

SUPPLIES = (550, 750, 800, 1100, 1400, 1600, 2000, 2200, 2400, 2500)
"""Watts of the power supplies."""
MOST = 24
"""The largest quantity of an option."""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    options: int
    single: bool
    least: int
    most: int
    watts: tuple[int, int] = (0, 0)
    grams: tuple[int, int] = (0, 0)


GROUPS = (
    Group("chassis", 8, True, 1, 1, (40, 90), (9000, 22000)),
    Group("cpu", 12, True, 1, 2, (105, 400), (60, 120)),
    Group("memory", 12, False, 1, 24, (3, 15), (30, 60)),
    Group("drive", 20, False, 0, 24, (4, 25), (90, 720)),
    Group("boot", 8, True, 0, 2, (4, 10), (20, 60)),
    Group("raid", 8, True, 0, 1, (10, 35), (120, 300)),
    Group("gpu", 10, False, 0, 8, (70, 700), (400, 2200)),
    Group("nic", 14, False, 0, 6, (5, 30), (90, 250)),
    Group("psu", 10, True, 1, 2, (0, 0), (900, 1500)),
    Group("riser", 8, True, 0, 2),
    Group("rail", 8, True, 0, 1),
    Group("cable", 12, False, 0, 24),
    Group("system", 12, True, 0, 1),
    Group("support", 8, True, 1, 1),
)


def rack_server(seed: int = 7, watt_step: int = 5, gram_step: int = 500) -> Model:
    """Measures are rounded to the given steps, as data sheets do."""
    return _Builder(Random(seed), watt_step, gram_step).model()


class _Builder:
    def __init__(self, random: Random, watt_step: int, gram_step: int) -> None:
        self.random = random
        self.options = {
            group.name: [Variable(f"{group.name}{n}", tuple(range(MOST + 1))) for n in range(1, group.options + 1)]
            for group in GROUPS
        }
        self.watts = {each.name: self._measures(each, each.watts, watt_step) for each in GROUPS}
        self.grams = {each.name: self._measures(each, each.grams, gram_step) for each in GROUPS}
        self.chosen = [Variable(each.name, tuple(range(each.options + 1))) for each in GROUPS if each.single]

    def _measures(self, group: Group, span: tuple[int, int], step: int) -> list[int]:
        return [self.random.randint(*span) // step * step for _ in range(group.options)]

    def model(self) -> Model:
        options = [option for group in self.options.values() for option in group]
        constraints = [*self._structure(), *self._sums(), *self._clauses(22), *self._tables(12)]
        return Model((*self.chosen, *options), tuple(constraints))

    def _structure(self) -> list[Constraint]:
        made: list[Constraint] = []
        for group in GROUPS:
            total = tuple(Term.times(option, 1) for option in self.options[group.name])
            made += [Linear(f"count of {group.name}", total, "<=", group.most)]
            made += [Linear(f"count of {group.name}", total, ">=", group.least)] if group.least else []
            if group.single:
                for place, option in enumerate(self.options[group.name], start=1):
                    none, this = Is(option.name, 0), Is(group.name, place)
                    made += [Clause(f"choice of {group.name}", (none, this))]
                    made += [Clause(f"choice of {group.name}", (none.negated(), this.negated()))]
        return made

    def _sums(self) -> list[Constraint]:
        draw = self._weighted(self.watts)
        supply = [Term.times(psu, -watts) for psu, watts in zip(self.options["psu"], SUPPLIES, strict=True)]
        pieces = {name: [Term.times(each, 1) for each in group] for name, group in self.options.items()}
        sockets = [Term.times(each, -12) for each in self.options["cpu"]]
        lanes = [Term.times(each, -64) for each in self.options["cpu"]]
        cards = [Term.times(each, 16) for each in self.options["gpu"]] + [
            Term.times(each, 8) for each in self.options["nic"]
        ]
        nvme = [Term.times(each, 4) for each in self.options["drive"][:10]]
        bays = Term("chassis", tuple((n, -(8, 10, 12, 16, 24)[n % 5]) for n in range(1, 9)))
        slots = Term("chassis", tuple((n, -(3, 4, 6, 8)[n % 4]) for n in range(1, 9)))
        double = [Term.times(each, 2) for each in self.options["gpu"]]
        return [
            Linear("power", (*draw, *supply), "<=", 0),
            Linear("weight", tuple(self._weighted(self.grams)), "<=", 42_000),
            Linear("memory slots", (*pieces["memory"], *sockets), "<=", 0),
            Linear("lanes", (*cards, *nvme, *lanes), "<=", 0),
            Linear("bays", (*pieces["drive"], bays), "<=", 0),
            Linear("slots", (*double, *pieces["nic"], *pieces["raid"], slots), "<=", 0),
        ]

    def _weighted(self, measures: dict[str, list[int]]) -> list[Term]:
        return [
            Term.times(option, measure)
            for group, options in self.options.items()
            for option, measure in zip(options, measures[group], strict=True)
            if measure
        ]

    def _clauses(self, number: int) -> list[Constraint]:
        """Requires and excludes between options of different groups."""
        made: list[Constraint] = []
        for place in range(number):
            one, other = (
                self.random.choice(self.options[name]).name for name in self.random.sample([*self.options], 2)
            )
            made.append(Clause(f"rule {place}", (Is(one, 0), Is(other, 0, positive=place % 3 != 0))))
        return made

    def _tables(self, number: int) -> list[Constraint]:
        """Which options of three single-choice groups go together; some cells accept all."""
        made: list[Constraint] = []
        for place in range(number):
            columns = self.random.sample(self.chosen, 3)
            rows = tuple(tuple(self._cell(column) for column in columns) for _ in range(12))
            made.append(Table(f"table {place}", tuple(each.name for each in columns), ((0, ANY, ANY), *rows)))
        return made

    def _cell(self, column: Variable) -> Cell:
        few = frozenset(self.random.sample(column.domain, 5))
        return self.random.choice([ANY, few, few])
