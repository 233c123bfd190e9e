"""Random small products as they are written in YAML, and what each of their rules means.

A cabinet with a single and a plural group, inputs and nested nodes; groups, options, inputs and nodes may be on offer under a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product as every
from random import Random
from typing import Any

from tests.bom.written_conditions import INSIDE, LOUD, OUTSIDE, POWER, Said, Unit, condition

ATTRIBUTES: Mapping[str, Any] = {"power": {"name": "Power"}, "loud": {"name": "Loud", "type": "yes_no"}}
NODE_GROUPS: Mapping[str, Any] = {
    "cpu": {"name": "CPU", "options": {"X": {"max": 2}, "Y": {}}},
    "fan": {"name": "Fan", "min": 0, "options": {"F": {}}},
}


@dataclass(frozen=True, slots=True)
class Node:
    """The product that is nested, as it is written, and what its rules mean."""

    written: dict[str, Any]
    rules: Mapping[str, Callable[[Unit], bool]]

    def units(self) -> Iterator[Unit]:
        """Every one that keeps its rules."""
        for (code, count), fan in every((("X", 1), ("X", 2), ("Y", 1)), ({}, {"F": 1})):
            unit = Unit("NODE", {"cpu": {code: count}, "fan": fan})
            if all(rule(unit) for rule in self.rules.values()):
                yield unit


def true_of(unit: Unit | None, said: Said, random: Random) -> Said:
    """Mostly the opposite of what does not hold of a unit, else hardly any product could be built."""
    if unit is None or said.of(unit) or random.random() < 0.05:
        return said
    return Said(f"not ({said.text})", lambda each: not said.of(each))


def node(random: Random) -> Node:
    planted = random.choice(list(Node({}, {}).units()))
    drawn = (true_of(planted, condition(random, INSIDE, 1), random) for _ in range(random.randint(0, 1)))
    rules = {f"n{place}": said for place, said in enumerate(drawn)}
    written: dict[str, Any] = {
        "kind": "configurable", "name": "Node", "attributes": {"power": POWER["NODE"], "loud": False},
        "groups": NODE_GROUPS,
        "rules": {id: {"text": id, "require": said.text} for id, said in rules.items()},
    }  # fmt: skip
    return Node(written, {id: said.of for id, said in rules.items()})


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The whole, as it is written; `rules` say of every id whether it is kept, `offered` when what hangs on a condition is there."""

    written: dict[str, Any]
    node: Node
    rules: Mapping[str, Callable[[Unit], bool]]
    offered: Mapping[str, Callable[[Unit], bool]]

    def rulebook(self) -> dict[str, Any]:
        skus = {
            code: {"kind": "sku", "name": code, "attributes": {"power": POWER[code], "loud": code in LOUD}}
            for code in "ABCXYF"
        }
        products = {**skus, "NODE": self.node.written, "BOX": self.written}
        return {"attributes": ATTRIBUTES, "products": products}

    def there(self, key: str, unit: Unit) -> bool:
        return key not in self.offered or self.offered[key](unit)

    def units(self, quantities: Sequence[int]) -> Iterator[Unit]:
        """Everything on offer that can be put together, with so many of each node; whether it keeps the rules is not asked."""
        groups, inputs = self.written["groups"], self.written["inputs"]
        singles = [
            {},
            *({code: count} for code, option in groups["one"]["options"].items() for count in _counts(option)),
        ]
        plurals = [
            {code: count for code, count in zip(groups["two"]["options"], counts, strict=True) if count}
            for counts in every(*((0, *_counts(option)) for option in groups["two"]["options"].values()))
        ]
        entered = [
            [*([{}] if "when" in each else []), *({name: value} for value in each["values"])]
            for name, each in inputs.items()
        ]
        nodes = list(self.node.units())
        for one, two, made in every(singles, plurals, every(nodes, repeat=len(quantities))):
            for values in every(*entered):
                together = {name: value for each in values for name, value in each.items()}
                unit = Unit("BOX", {"one": one, "two": two}, together, tuple(zip(quantities, made, strict=True)))
                if self._on_offer(unit) and (one or not groups["one"]["min"] or not self.there("one", unit)):
                    yield unit

    def _on_offer(self, unit: Unit) -> bool:
        """Whether nothing is there that is not on offer, and every input that is has a value."""
        chosen = [(name, code) for name, each in unit.options.items() for code in each]
        return (
            all(self.there(name, unit) and self.there(f"{name}/{code}", unit) for name, code in chosen)
            and all((name in unit.inputs) is self.there(name, unit) for name in self.written["inputs"])
            and (not unit.nodes or self.there("nodes", unit))
        )

    def broken(self, unit: Unit) -> Iterator[str]:
        """The ids of what a whole breaks: rules, and what the group of which several can be chosen demands."""
        two = self.written["groups"]["two"]
        if not (two["min"] if self.there("two", unit) else 0) <= len(unit.of("two")) <= two["max"]:
            yield "group:two"
        yield from (id for id, kept in self.rules.items() if not kept(unit))


def _counts(option: Mapping[str, int]) -> range:
    return range(1, option.get("max", 1) + 1)


def cabinet(random: Random, quantities: Sequence[int]) -> Cabinet:
    offered: dict[str, Callable[[Unit], bool]] = {}

    def when(key: str, likely: float) -> dict[str, str]:
        if random.random() > likely:
            return {}
        said = condition(random, OUTSIDE, 1)
        offered[key] = said.of
        return {"when": said.text}

    conditional = random.choice((0, 0.25))
    groups: dict[str, Any] = {
        "one": {
            "name": "One", "min": random.randint(0, 1), "max": 1,
            "options": {code: {**_option(random), **when(f"one/{code}", conditional)} for code in "ABC"},
            **when("one", conditional),
        },
        "two": {
            "name": "Two", "min": random.randint(0, 2), "max": 2,
            "options": {code: {**_option(random), **when(f"two/{code}", conditional / 2)} for code in "AB"},
            **when("two", conditional),
        },
    }  # fmt: skip
    inputs: dict[str, Any] = {
        "factor": {"attribute": "power", "values": [1, 3], **_default(random, [1, 3]), **when("factor", conditional)},
        "safe": {"attribute": "loud", "values": [False, True], **_default(random, [False, True])},
    }
    written: dict[str, Any] = {
        "kind": "configurable", "name": "Box", "attributes": {"power": POWER["BOX"], "loud": False},
        "groups": groups, "inputs": inputs,
        "nested": {"nodes": {"name": "Nodes", "products": ["NODE"], "max": 4, **when("nodes", conditional / 2)}},
    }  # fmt: skip
    free = Cabinet(written, node(random), {}, offered)
    could_be = [unit for unit in free.units(quantities) if not any(free.broken(unit))]
    rules, meant = _rules(random, list(groups["one"]["options"]), random.choice(could_be) if could_be else None)
    return replace(free, written={**written, "rules": rules}, rules=meant)


def _option(random: Random) -> dict[str, int]:
    most = random.randint(1, 2)
    return {"max": most, "default": random.choice((0, 0, most))}


def _default(random: Random, values: list[Any]) -> dict[str, Any]:
    return {"default": random.choice(values)} if random.random() < 0.6 else {}


def _rules(
    random: Random, codes: list[str], planted: Unit | None
) -> tuple[dict[str, Any], dict[str, Callable[[Unit], bool]]]:
    """As written, and what they mean."""
    written: dict[str, Any] = {}
    meant: dict[str, Callable[[Unit], bool]] = {}
    for place in range(random.randint(1, 3)):
        required, asked = true_of(planted, condition(random, OUTSIDE), random), condition(random, OUTSIDE, 1)
        guarded = random.random() < 0.4
        written[f"r{place}"] = {
            "text": f"r{place}", "require": required.text, **({"when": asked.text} if guarded else {})
        }  # fmt: skip
        meant[f"r{place}"] = lambda unit, it=required, asked=asked, guarded=guarded: (
            not (asked.of(unit) if guarded else True) or it.of(unit)
        )
    if random.random() < 0.3:
        apart = random.sample(codes, 2)
        written["apart"] = {"text": "apart", "exclude": apart}
        meant["apart"] = lambda unit: sum(any(code in each for each in unit.options.values()) for code in apart) <= 1
    if random.random() < 0.4:
        rows = [[random.choice((*codes, "none", "*")), random.choice((True, False, "*"))] for _ in range(3)]
        written["table"] = {"text": "table", "columns": ["one", "safe"], "rows": rows}
        meant["table"] = lambda unit: any(_in_row(row, unit) for row in rows)
    return written, meant


def _in_row(row: list[Any], unit: Unit) -> bool:
    one, safe = row
    return (one == "*" or one == next(iter(unit.of("one")), "none")) and safe in {"*", unit.inputs["safe"]}
