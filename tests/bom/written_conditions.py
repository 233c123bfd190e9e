"""Random conditions in the language of rules, and beside each what it means, told a second time in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from random import Random
from typing import Any

POWER = {"A": 1, "B": 2, "C": 4, "X": 1, "Y": 3, "F": 2, "NODE": 1, "BOX": 2}
LOUD = {"B", "Y"}
"""Of the products their power, and those that are loud."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One configured product: group → option → quantity, inputs that have a value, nodes with how many there are of each."""

    product: str
    options: Mapping[str, Mapping[str, int]]
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    nodes: tuple[tuple[int, Unit], ...] = ()

    def of(self, group: str) -> Mapping[str, int]:
        return self.options[group]

    def pieces(self, place: str | None = None) -> list[str]:
        """The products of a group or of the nodes, each as often as it is there; None: of everything, its own included."""
        inside = [piece for times, node in self.nodes for piece in node.pieces() * times]
        if place == "nodes":
            return inside
        groups = self.options if place is None else [place]
        chosen = [code for group in groups for code, count in self.options[group].items() for _ in range(count)]
        return [self.product, *chosen, *inside] if place is None else chosen


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a rule and what it is worth."""

    text: str
    of: Callable[[Unit], Any]


@dataclass(frozen=True, slots=True)
class Words:
    """What the rules of one product can speak of."""

    single: tuple[str, ...]
    plural: tuple[str, ...]
    bags: tuple[str | None, ...]
    codes: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


INSIDE = Words(("cpu", "fan"), (), ("cpu", "fan", None), ("X", "Y", "F"))
OUTSIDE = Words(("one",), ("two",), ("one", "two", "nodes", None), ("A", "B", "C"), ("factor",), ("safe",))


def number(random: Random, words: Words, depth: int = 2) -> Said:
    if depth and random.random() < 0.4:
        return _compound(random, words, depth - 1)
    bag, group, code = (
        random.choice(words.bags),
        random.choice((*words.single, *words.plural)),
        random.choice(words.codes),
    )
    single, power = random.choice(words.single), f"{bag}.power" if bag else "power"
    written = random.randint(0, 6)
    choices = [
        Said(str(written), lambda _: written),
        Said(f"{group}.quantity", lambda unit: sum(unit.of(group).values())),
        Said(f"{group}.count", lambda unit: len(unit.of(group))),
        Said(f"{single}.power", lambda unit: sum(POWER[each] for each in unit.of(single))),
        Said(f"sum({power})", lambda unit: sum(POWER[each] for each in unit.pieces(bag))),
        Said("max(power)", lambda unit: max(POWER[each] for each in unit.pieces())),
        Said(f"count({power} > 1)", lambda unit: sum(POWER[each] > 1 for each in unit.pieces(bag))),
        Said(f'quantity_of("{code}")', lambda unit: sum(each.get(code, 0) for each in unit.options.values())),
        *(Said(name, lambda unit, name=name: unit.inputs.get(name, 0)) for name in words.numbers),
        *(_nodes() if words.plural else ()),
    ]
    return random.choice(choices)


def _nodes() -> tuple[Said, ...]:
    return (
        Said("nodes.quantity", lambda unit: sum(times for times, _ in unit.nodes)),
        Said("nodes.count", lambda unit: len(unit.nodes)),
    )


def _compound(random: Random, words: Words, depth: int) -> Said:
    left, right = number(random, words, depth), number(random, words, depth)
    match random.randrange(5):
        case 0:
            sign, of = random.choice((("+", add), ("-", sub), ("*", mul), ("*", mul)))
            return Said(f"({left.text} {sign} {right.text})", lambda unit: of(left.of(unit), right.of(unit)))
        case 1:
            return Said(f"min({left.text}, {right.text})", lambda unit: min(left.of(unit), right.of(unit)))
        case 2:
            return Said(f"({left.text} // 2)", lambda unit: left.of(unit) // 2)
        case 3:
            return Said(f"(abs({left.text}) % 3)", lambda unit: abs(left.of(unit)) % 3)
        case _:
            asked = condition(random, words, 0)
            text = f"({left.text} if {asked.text} else {right.text})"
            return Said(text, lambda unit: left.of(unit) if asked.of(unit) else right.of(unit))


SIGNS = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}


def condition(random: Random, words: Words, depth: int = 2) -> Said:
    if depth and random.random() < 0.4:
        first, second = condition(random, words, depth - 1), condition(random, words, depth - 1)
        return random.choice(
            (
                Said(f"not ({first.text})", lambda unit: not first.of(unit)),
                Said(f"({first.text} and {second.text})", lambda unit: first.of(unit) and second.of(unit)),
                Said(f"({first.text} or {second.text})", lambda unit: first.of(unit) or second.of(unit)),
            )
        )
    if random.random() < 0.6:
        sign, left, right = random.choice(tuple(SIGNS)), number(random, words, depth), number(random, words, depth)
        return Said(f"{left.text} {sign} {right.text}", lambda unit: SIGNS[sign](left.of(unit), right.of(unit)))
    bag, code, single = random.choice(words.bags), random.choice(words.codes), random.choice(words.single)
    power, loud = (f"{bag}.power", f"{bag}.loud") if bag else ("power", "loud")
    return random.choice(
        (
            Said(f'has("{code}")', lambda unit: any(code in each for each in unit.options.values())),
            Said(f'{single} != ""', lambda unit: bool(unit.of(single))),
            Said(f"any({loud})", lambda unit: any(each in LOUD for each in unit.pieces(bag))),
            Said(f"all({power} < 3)", lambda unit: all(POWER[each] < 3 for each in unit.pieces(bag))),
            *(Said(name, lambda unit, name=name: unit.inputs.get(name, False)) for name in words.flags),
        )
    )
