"""Laws of nested parts on random small products: every answer is right with respect to all configurations of the whole.

What a whole may be is told here a second time, in plain Python, and looked for by trying everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product as every
from typing import Any, cast
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.configuration import (
    Choice,
    Configuration,
    NestedSelection,
    PriceEffects,
    Repair,
    Selection,
    configurator,
)
from cpq.bom.configuration.amounts import option_places
from cpq.bom.products import Product
from cpq.bom.solve.sat import OPTIMA
from cpq.rulebook.text import Text
from tests.bom.books import book

POWER = {"X": 1, "Y": 2, "F": 1}
CAPACITY = {"S": 4, "L": 7}
PRICES = {code: Decimal(price) for code, price in {"X": 2, "Y": 5, "F": "0.5", "S": 3, "L": 4}.items()}
VALUES: dict[str, Any] = {
    "attributes": {
        "power": {"name": "Power"},
        "capacity": {"name": "Capacity"},
        "loud": {"name": "Loud", "type": "yes_no"},
    },
    "products": {
        "X": {"kind": "sku", "name": "X", "attributes": {"power": 1}},
        "Y": {"kind": "sku", "name": "Y", "attributes": {"power": 2, "loud": True}},
        "F": {"kind": "sku", "name": "F", "attributes": {"power": 1}},
        "S": {"kind": "sku", "name": "S", "attributes": {"capacity": 4}},
        "L": {"kind": "sku", "name": "L", "attributes": {"capacity": 7}},
    },
}


@dataclass(frozen=True)
class Node:
    """One part: its processor with the number of it, and whether there is a fan."""

    cpu: tuple[str, int]
    fan: bool

    @property
    def powers(self) -> list[int]:
        """Of everything in it, its own 1 included."""
        return [1, *([POWER[self.cpu[0]]] * self.cpu[1]), *([1] if self.fan else [])]


@dataclass(frozen=True)
class Box:
    """A whole: its supply, and its parts with how many there are of each."""

    supply: str
    nodes: tuple[tuple[int, Node], ...]

    @property
    def powers(self) -> list[int]:
        return [power for times, node in self.nodes for _ in range(times) for power in node.powers]


Inner = Callable[[Node], bool]
Outer = Callable[[Box], bool]
INNER: Mapping[str, tuple[dict[str, Any], Inner]] = {
    "loud ones need a fan": ({"when": 'has("Y")', "require": "fan != \"\""}, lambda node: node.cpu[0] != "Y" or node.fan),
    "no two with a fan": ({"require": "sum(cpu.power) + fan.quantity <= 4"}, lambda node: POWER[node.cpu[0]] * node.cpu[1] + node.fan <= 4),
}  # fmt: skip
OUTER: Mapping[str, tuple[dict[str, Any], Outer]] = {
    "capacity": (
        {"require": "sum(nodes.power) <= sum(supply.capacity)"},
        lambda box: sum(box.powers) <= CAPACITY[box.supply],
    ),
    "everything": ({"require": "sum(power) != 6"}, lambda box: sum(box.powers) != 6),
    "extreme": (
        {"when": 'supply == "S"', "require": "max(nodes.power) <= 1"},
        lambda box: box.supply != "S" or max(box.powers, default=0) <= 1,
    ),
    "how many": ({"require": "count(nodes.power > 1) <= 2"}, lambda box: sum(power > 1 for power in box.powers) <= 2),
    "any": (
        {"when": "any(nodes.loud)", "require": 'supply == "L"'},
        lambda box: box.supply == "L" or all(node.cpu[0] != "Y" for _, node in box.nodes),
    ),
    "kinds": (
        {"when": "nodes.quantity > nodes.count", "require": "sum(nodes.power) >= 4"},
        lambda box: sum(times for times, _ in box.nodes) <= len(box.nodes) or sum(box.powers) >= 4,
    ),
    "parity": ({"require": "sum(nodes.power) % 2 == 0"}, lambda box: sum(box.powers) % 2 == 0),
}


@dataclass(frozen=True)
class Asked:
    """A rulebook with the rules that were drawn, and a selection in it."""

    rules: tuple[Any, ...]
    inner: int
    selection: Selection
    rulebook: Any

    @property
    def product(self) -> Any:
        return self.rulebook.all(Product)["BOX"]

    def wholes(self) -> list[Box]:
        """Every whole that keeps the rules and the selection."""
        chosen = self.selection.nested.get("nodes", ())
        nodes = [Node((code, count), fan) for code in "XY" for count in (1, 2) for fan in (False, True)]
        fitting = [
            [
                node
                for node in nodes
                if fits(part.selection, node) and all(rule(node) for rule in self.rules[: self.inner])
            ]
            for part in chosen
        ]
        boxes = (
            Box(supply, tuple(zip([part.quantity for part in chosen], made, strict=True)))
            for supply in "SL"
            for made in every(*fitting)
            if self.selection.options.get("supply", {}).get(supply, 1) != 0
            and set(self.selection.options.get("supply", {supply: 1})) & {supply}
        )
        return [box for box in boxes if all(rule(box) for rule in self.rules[self.inner :])]


def fits(selection: Selection, node: Node) -> bool:
    said = {**selection.options.get("cpu", {}), **selection.options.get("fan", {})}
    has = {node.cpu[0]: node.cpu[1], **({"F": 1} if node.fan else {})}
    return all((has.get(code, 0) == count if count is not None else code in has) for code, count in said.items())


NODES = st.builds(
    Selection,
    st.fixed_dictionaries(
        {},
        optional={
            "cpu": st.dictionaries(st.sampled_from("XY"), st.sampled_from([None, 1, 2, 0]), min_size=1, max_size=1),
            "fan": st.sampled_from([{"F": 1}, {"F": 0}]),
        },
    ),
)
SELECTIONS = st.builds(
    Selection,
    st.fixed_dictionaries({}, optional={"supply": st.sampled_from([{"S": 1}, {"L": None}])}),
    st.just({}),
    st.fixed_dictionaries(
        {
            "nodes": st.lists(st.builds(NestedSelection, st.just("NODE"), NODES, st.integers(1, 2)), max_size=3).map(
                tuple
            )
        }
    ),
)


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    inner = draw(st.lists(st.sampled_from(sorted(INNER)), max_size=2, unique=True))
    outer = draw(st.lists(st.sampled_from(sorted(OUTER)), min_size=1, max_size=3, unique=True))
    node: dict[str, Any] = {
        "kind": "configurable", "name": "Node", "attributes": {"power": 1},
        "groups": {
            "cpu": {"name": "CPU", "options": {"X": {"max": 2}, "Y": {"max": 2, "default": 2}}},
            "fan": {"name": "Fan", "min": 0, "options": {"F": draw(st.sampled_from([{}, {"default": 1}]))}},
        },
        "rules": {f"i{number}": {"text": name, **INNER[name][0]} for number, name in enumerate(inner)},
    }  # fmt: skip
    box: dict[str, Any] = {
        "kind": "configurable", "name": "Box",
        "groups": {"supply": {"name": "Supply", "options": {"S": {"default": 1}, "L": {}}}},
        "nested": {"nodes": {"name": "Nodes", "products": ["NODE"], "max": 6}},
        "rules": {f"o{number}": {"text": name, **OUTER[name][0]} for number, name in enumerate(outer)},
    }  # fmt: skip
    rules = (*(INNER[name][1] for name in inner), *(OUTER[name][1] for name in outer))
    made = book({**VALUES, "products": {**VALUES["products"], "NODE": node, "BOX": box}})
    return Asked(rules, len(inner), draw(SELECTIONS), made)


def _without_choice(asked: Asked, number: int, group: str) -> list[Box]:
    """The wholes when what was chosen in one group of a part is set aside."""
    parts = list(asked.selection.nested["nodes"])
    options = {name: said for name, said in parts[number].selection.options.items() if name != group}
    parts[number] = replace(parts[number], selection=Selection(options))
    nested = {"nodes": tuple(parts)}
    return replace(asked, selection=replace(asked.selection, nested=nested)).wholes()


@settings(max_examples=60, deadline=None)
@given(questions())
def test_every_option_in_every_part_can_be_had_just_where_some_whole_has_it(asked: Asked):
    state = configurator(asked.rulebook, asked.product).status(asked.selection)
    assert state.possible == bool(asked.wholes())
    for number, part in enumerate(state.nested["nodes"]):
        having = _without_choice(asked, number, "cpu")
        for option in part.groups["cpu"]:
            found = {
                node.cpu[1] if node.cpu[0] == option.code else 0 for box in having for _, node in [box.nodes[number]]
            }
            assert option.quantities == tuple(sorted(found)), (number, option.code)
        having = _without_choice(asked, number, "fan")
        assert part.groups["fan"][0].quantities == tuple(sorted({int(box.nodes[number][1].fan) for box in having}))


@settings(max_examples=40, deadline=None)
@given(questions())
def test_engines_agree_and_what_is_completed_can_be_built(asked: Asked):
    sat, *others = (
        configurator(asked.rulebook, asked.product, name) for name in ("sat", "reference", "cp-sat", "coupled")
    )
    done = sat.complete(asked.selection)
    for other in others:
        assert other.complete(asked.selection) == done
        assert other.status(asked.selection) == sat.status(asked.selection)
    if isinstance(done, Configuration):
        assert sat.check(done) == ()
        assert _box(done) in asked.wholes()
    else:
        assert not asked.wholes()
        assert sat.status(asked.selection).conflict == done


@settings(max_examples=30, deadline=None)
@given(questions())
def test_counts_and_amounts_are_those_of_all_wholes(asked: Asked):
    reference = configurator(asked.rulebook, asked.product, "reference")
    wholes = asked.wholes()
    assert reference.count(asked.selection).number == len(wholes)
    places = option_places(asked.product, asked.selection, asked.rulebook)
    prices = {place: PRICES[place.option] for place in places}
    effects = reference.price_effects(asked.selection, prices)
    assert isinstance(effects, PriceEffects)
    assert effects.total == min(map(priced, wholes), default=None)
    if not asked.selection.options:
        for code, by_quantity in effects.options["supply"].items():
            for quantity, amount in by_quantity.items():
                assert amount == min(priced(box) for box in wholes if (box.supply == code) == bool(quantity))
    cheapest = reference.complete(asked.selection, prices)
    if isinstance(cheapest, Configuration):
        assert priced(_box(cheapest)) == effects.total


@settings(max_examples=30, deadline=None)
@given(questions())
def test_effects_for_which_there_is_no_time_are_left_out_and_said_not_to_be_proven(asked: Asked):
    sat = configurator(asked.rulebook, asked.product, "sat")
    prices = {place: PRICES[place.option] for place in option_places(asked.product, asked.selection, asked.rulebook)}
    whole = sat.price_effects(asked.selection, prices)
    with patch("cpq.bom.solve.sat.OPTIMA", replace(OPTIMA, propagations=0)):
        hurried = sat.price_effects(asked.selection, prices)
    assert isinstance(whole, PriceEffects)
    assert isinstance(hurried, PriceEffects)
    assert hurried.total == whole.total
    assert whole.proven
    if whole.total is not None:
        chosen = asked.selection.options or any(map(_chosen, asked.selection.nested["nodes"]))
        assert hurried.proven is (not chosen)


def _chosen(part: NestedSelection) -> bool:
    return bool(part.selection.options or part.selection.inputs)


@settings(max_examples=40, deadline=None)
@given(questions(), st.sampled_from("XY"))
def test_a_choice_in_a_part_is_explained_just_where_it_cannot_be_had_and_repairs_mend_it(asked: Asked, code: str):
    sat = configurator(asked.rulebook, asked.product)
    for number in range(len(asked.selection.nested["nodes"])):
        choice = Choice("cpu", code, within=("nodes", number))
        having = [box for box in _without_choice(asked, number, "cpu") if box.nodes[number][1].cpu[0] == code]
        why = sat.explain(asked.selection, choice)
        assert (why is None) == bool(having)
        if why is not None:
            assert all(said.within in {(), *(("nodes", n) for n in range(3))} for said in (*why.choices, *why.rules))
            assert why.choices or why.rules
    parts = tuple(
        _of_cpu(part, code) if number == 0 else part for number, part in enumerate(asked.selection.nested["nodes"])
    )
    for way in configurator(asked.rulebook, asked.product, "cp-sat").repairs(asked.selection).ways if parts else ():
        assert replace(asked, selection=_mended(asked.selection, way)).wholes()


def test_what_a_part_by_itself_denies_is_explained_in_the_part_unless_the_whole_denies_it_whatever_is_chosen_there():
    node: dict[str, Any] = {
        "kind": "configurable", "name": "Node",
        "groups": {"cpu": {"name": "CPU", "options": {"X": {}, "Y": {}}}, "fan": {"name": "Fan", "min": 0, "options": {"F": {}}}},
        "rules": {"cooled": {"text": "Loud ones need a fan", "when": 'has("Y")', "require": "fan.quantity == 1"}},
    }  # fmt: skip
    box: dict[str, Any] = {
        "kind": "configurable", "name": "Box",
        "groups": {"supply": {"name": "Supply", "options": {"S": {}, "L": {}}}},
        "nested": {"nodes": {"name": "Nodes", "products": ["NODE"], "max": 2}},
        "rules": {
            "quiet": {"text": "Small boxes are quiet", "when": 'supply == "S"', "require": "not any(nodes.loud)"},
            "round": {"text": "Boxes with two nodes are quiet", "when": "nodes.quantity == 2", "require": "not any(nodes.loud)"},
        },
    }  # fmt: skip
    made = book({**VALUES, "products": {**VALUES["products"], "NODE": node, "BOX": box}})
    boxes = configurator(made, cast("Any", made.all(Product)["BOX"]))
    loud = Choice("cpu", "Y", within=("nodes", 0))
    without_fan = NestedSelection("NODE", Selection({"fan": {"F": 0}}))

    small = {"supply": {"S": None}}
    why = boxes.explain(Selection(small, nested={"nodes": (without_fan,)}), loud)
    assert why is not None
    assert [(rule.id, rule.within) for rule in why.rules] == [("cooled", ("nodes", 0))]
    assert [(choice.option, choice.within) for choice in why.choices] == [("F", ("nodes", 0))]

    why = boxes.explain(Selection(small, nested={"nodes": (NestedSelection("NODE", Selection()),)}), loud)
    assert why is not None
    assert [rule.id for rule in why.rules] == ["quiet"]

    why = boxes.explain(Selection(nested={"nodes": (without_fan, NestedSelection("NODE", Selection()))}), loud)
    assert why is not None
    assert ([rule.id for rule in why.rules], why.choices) == (
        ["round"],
        (Choice("nodes", None, 2, text=Text(zh="Nodes：2 件", en="Nodes: 2 parts")),),
    )


def _of_cpu(part: NestedSelection, code: str) -> NestedSelection:
    return replace(part, selection=Selection({**part.selection.options, "cpu": {code: None}}))


def _given_up(selection: Selection, choices: Sequence[Choice]) -> Selection:
    """The selection without the choices."""
    here = {choice.name for choice in choices if not choice.within}
    nested = tuple(
        replace(
            part,
            selection=Selection(dict(_kept(part.selection, {c.name for c in choices if c.within == ("nodes", n)}))),
        )
        for n, part in enumerate(selection.nested["nodes"])
    )
    return Selection(dict(_kept(selection, here)), {}, {"nodes": nested})


def _mended(selection: Selection, way: Repair) -> Selection:
    """The selection after a way out: without what is given up, with another number of parts where it says so."""
    left = _given_up(selection, way.given_up)
    numbers = [choice.quantity for choice in way.instead if (choice.name, choice.option) == ("nodes", None)]
    if not numbers:
        return left
    one_by_one = [replace(part, quantity=1) for part in left.nested["nodes"] for _ in range(part.quantity)]
    more = [NestedSelection("NODE", Selection())] * ((numbers[0] or 0) - len(one_by_one))
    return replace(left, nested={"nodes": (*one_by_one[: numbers[0]], *more)})


def _kept(selection: Selection, dropped: set[str]) -> Iterator[tuple[str, Mapping[str, int | None]]]:
    return ((name, said) for name, said in selection.options.items() if name not in dropped)


def _box(made: Configuration) -> Box:
    (supply,) = made.options["supply"]
    return Box(supply, tuple((part.quantity, node_of(part.configuration)) for part in made.nested["nodes"]))


def node_of(made: Configuration) -> Node:
    ((code, count),) = made.options["cpu"].items()
    return Node((code, count), "fan" in made.options)


def priced(box: Box) -> Decimal:
    inside = (
        times * (PRICES[node.cpu[0]] * node.cpu[1] + (PRICES["F"] if node.fan else 0)) for times, node in box.nodes
    )
    return PRICES[box.supply] + sum(inside, Decimal(0))
