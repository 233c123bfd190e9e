"""Every answer of the configurator about random products is right with respect to the rules as they are written.

What can be is found by trying everything and asking each rule's meaning, which is told beside its text; no part of the program is used
for that. `CPQ_MODELS` asks about more products, one for twenty models.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from random import Random
from typing import Any

import pytest

from cpq.bom.configuration import (
    Choice,
    Configuration,
    Configurator,
    NestedSelection,
    PriceEffects,
    Repair,
    Selection,
    configurator,
)
from cpq.bom.configuration.amounts import OptionPlace
from cpq.bom.products import Configurable, Product
from cpq.bom.solve import Count
from cpq.bom.solve.counting import MOST_COUNTED
from cpq.bom.solve.engines import Wanted
from tests.bom.books import book
from tests.bom.written_conditions import Unit
from tests.bom.written_products import Cabinet, cabinet

PRODUCTS = int(os.environ.get("CPQ_MODELS", "2048")) // 20
CHUNKS = 8
ENGINES: tuple[Wanted, ...] = ("sat", "circuit", "coupled", "cp-sat")
PRICES = {code: Decimal(price) for code, price in {"A": 3, "B": 2, "C": 7, "X": 1, "Y": 5, "F": "0.5"}.items()}
GROUPS = {("BOX",): {"one": "ABC", "two": "ABC"}, ("BOX", "NODE"): {"cpu": "XY", "fan": "F"}}
AMOUNTS = {
    OptionPlace(products, group, code): PRICES[code]
    for products, groups in GROUPS.items()
    for group, codes in groups.items()
    for code in codes
}

NUMBER = ((), "nodes")
"""What is given up where another number of parts is a way out; with how many each thing goes is another test's."""

Place = tuple[str | int, ...]
Slot = tuple[Place, str]
"""Where something is chosen: a part of the whole, and a group, `group/OPTION` where several can be chosen, or an input."""


@dataclass(frozen=True)
class Asked:
    """A product, a selection of it, and everything that it could be."""

    cabinet: Cabinet
    chosen: Mapping[Slot, Mapping[str, int | None] | Any]
    quantities: tuple[int, ...]

    @cached_property
    def units(self) -> list[tuple[Unit, frozenset[str]]]:
        """Every whole with the ids of what it breaks."""
        return [(unit, frozenset(self.cabinet.broken(unit))) for unit in self.cabinet.units(self.quantities)]

    def having(self, chosen: Mapping[Slot, Any], rules: frozenset[str] | None = None) -> list[Unit]:
        """The wholes that keep these choices and the rules; None: all rules."""
        return [
            unit
            for unit, broken in self.units
            if not (broken if rules is None else broken & rules)
            and all(_keeps(unit, slot, said) for slot, said in chosen.items())
        ]

    def selection(self) -> Selection:
        nodes = (
            NestedSelection("NODE", _selection(self.chosen, ("nodes", place)), count)
            for place, count in enumerate(self.quantities)
        )
        return replace(_selection(self.chosen, ()), nested={"nodes": tuple(nodes)})


def _selection(chosen: Mapping[Slot, Any], place: Place) -> Selection:
    options: dict[str, dict[str, int | None]] = {}
    inputs: dict[str, Any] = {}
    for (at, name), said in chosen.items():
        if at == place and isinstance(said, dict):
            options.setdefault(name.partition("/")[0], {}).update(said)
        elif at == place:
            inputs[name] = said
    return Selection(options, inputs)


def _part(unit: Unit, place: Place) -> Unit:
    return unit.nodes[int(place[1])][1] if place else unit


def _keeps(unit: Unit, slot: Slot, said: Any) -> bool:
    part, name = _part(unit, slot[0]), slot[1]
    if not isinstance(said, dict):
        return part.inputs.get(name) == said
    chosen = part.of(name.partition("/")[0])
    return all(chosen.get(code, 0) == count if count is not None else code in chosen for code, count in said.items())


def asked(seed: int) -> Asked:
    random = Random(seed)
    quantities = tuple(random.randint(1, 2) for _ in range(random.choice((0, 0, 1, 1, 1, 2))))
    made = cabinet(random, quantities)
    slots: list[Slot] = [((), name) for name in ("one", "two/A", "two/B", "factor", "safe")]
    slots += [(("nodes", place), name) for place in range(len(quantities)) for name in ("cpu", "fan")]
    picked = sorted(random.sample(slots, random.randint(0, 4)), key=slots.index)
    return Asked(made, {slot: _said(random, made, slot[1]) for slot in picked}, quantities)


def _said(random: Random, made: Cabinet, name: str) -> Any:
    inputs = made.written["inputs"]
    if name in inputs:
        return random.choice(inputs[name]["values"])
    return {_code(random, made, name): random.choice((None, None, 1, 1, 2, 0) if name != "fan" else (None, 1, 0))}


def _code(random: Random, made: Cabinet, name: str) -> str:
    group, _, code = name.partition("/")
    options = {"cpu": "XY", "fan": "F"}.get(group) or list(made.written["groups"][group]["options"])
    return code or random.choice(options)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_answer_is_right_with_respect_to_the_rules_as_written(chunk: int):
    for seed in range(chunk, PRODUCTS, CHUNKS):
        given = asked(seed)
        rulebook = book(given.cabinet.rulebook())
        product = rulebook.all(Product)["BOX"]
        assert isinstance(product, Configurable)
        for engine in ENGINES:
            try:
                check(configurator(rulebook, product, engine), given, Random(seed))
            except AssertionError as wrong:
                made = given.cabinet
                pytest.fail(f"seed {seed}, {engine}: {wrong}\n{made.written}\n{made.node.written}\n{given.chosen}")


def check(made: Configurator, given: Asked, random: Random) -> None:
    selection, wholes = given.selection(), given.having(given.chosen)
    right = Count(len(wholes)), Count(MOST_COUNTED, exact=False)
    assert made.count(selection) in right[: 1 + (len(wholes) >= MOST_COUNTED)]
    check_states(made, given)
    check_completions(made, given, wholes)
    place, name = random.choice(
        [((), "one"), ((), "two/A"), *((("nodes", n), "cpu") for n in range(len(given.quantities)))]
    )
    code = _code(random, given.cabinet, name)
    choice = Choice(name.partition("/")[0], code, within=place)
    check_explanation(made, given, choice, (place, name))
    check_repairs(made, given, choice, (place, name))


def check_states(made: Configurator, given: Asked) -> None:
    """Each option can be had in those quantities, and each input has those values, that some whole has."""
    state = made.status(given.selection())
    assert state.possible == bool(given.having(given.chosen))
    assert state.proven
    parts = [((), state), *((("nodes", n), each) for n, each in enumerate(state.nested["nodes"]))]
    for place, part in parts:
        for name, options in part.groups.items():
            for option in options:
                slot = (place, f"{name}/{option.code}" if name == "two" else name)
                found = {_part(each, place).of(name).get(option.code, 0) for each in without(given, slot)}
                assert option.quantities == tuple(sorted(found)), (slot, option, found)
        for name, each in part.inputs.items():
            values = {unit.inputs.get(name) for unit in without(given, (place, name))} - {None}
            assert set(each.values) == values, (name, each, values)


def without(given: Asked, *slots: Slot) -> list[Unit]:
    return given.having({slot: said for slot, said in given.chosen.items() if slot not in slots})


def check_completions(made: Configurator, given: Asked, wholes: list[Unit]) -> None:
    """What is completed is one of the wholes, and with amounts one of the cheapest."""
    done, cheapest = made.complete(given.selection()), made.complete(given.selection(), AMOUNTS)
    effects = made.price_effects(given.selection(), AMOUNTS)
    if not wholes:
        assert not isinstance(done, Configuration)
        assert not isinstance(cheapest, Configuration)
        return
    assert isinstance(done, Configuration)
    assert isinstance(cheapest, Configuration)
    assert isinstance(effects, PriceEffects)
    least = min(map(_price, wholes))
    assert unit_of(done) in wholes, done
    assert made.check(done) == ()
    assert cheapest.proven
    assert unit_of(cheapest) in wholes, cheapest
    assert _price(unit_of(cheapest)) == least, cheapest
    assert effects.total == least, effects
    for code, amounts in effects.options["one"].items():
        for quantity, amount in amounts.items():
            having = [_price(unit) for unit in without(given, ((), "one")) if unit.of("one").get(code, 0) == quantity]
            assert amount == min(having), (code, quantity, amount, min(having))


def unit_of(done: Configuration) -> Unit:
    nodes = tuple((part.quantity, unit_of(part.configuration)) for part in done.nested.get("nodes", ()))
    names = ("one", "two") if done.product == "BOX" else ("cpu", "fan")
    return Unit(done.product, {name: done.options.get(name, {}) for name in names}, done.inputs, nodes)


def _price(unit: Unit) -> Decimal:
    own = sum((PRICES[code] * count for each in unit.options.values() for code, count in each.items()), Decimal(0))
    return own + sum((times * _price(node) for times, node in unit.nodes), Decimal(0))


def check_explanation(made: Configurator, given: Asked, choice: Choice, slot: Slot) -> None:
    """There is one just where the choice cannot be had; what it names contradicts the choice, and no part of that does."""
    wanted = {slot: {choice.option: None}}
    others = {each: said for each, said in given.chosen.items() if each != slot}
    why = made.explain(given.selection(), choice)
    assert (why is None) == bool(given.having({**others, **wanted})), why
    if why is None:
        return
    named = {slot_of(each) for each in why.choices}
    kept = {each: said for each, said in others.items() if each in named}
    rules = frozenset(rule.id for rule in why.rules)
    unclear = given.cabinet.offered or any(rule.within for rule in why.rules)
    if not given.having(kept, None if unclear else rules):  # what is named contradicts itself, whatever is wanted
        wanted = {}
    assert not given.having({**kept, **wanted}), why
    assert all(given.having({each: said for each, said in kept.items() if each != left} | wanted) for left in kept), why
    if not unclear:
        assert not given.having({**kept, **wanted}, rules), why
        assert all(given.having({**kept, **wanted}, rules - {rule}) for rule in rules), why


def slot_of(choice: Choice) -> Slot:
    return choice.within, f"two/{choice.option}" if choice.name == "two" else choice.name


def check_repairs(made: Configurator, given: Asked, choice: Choice, slot: Slot) -> None:
    """The ways out are the smallest sets of choices without which the others go with the choice, and all of them."""
    wanted = {slot: {choice.option: None}}
    others = {each: said for each, said in given.chosen.items() if each != slot}
    repairs = made.repairs(given.selection(), choice, 99)
    ways = {frozenset(map(slot_of, repair.given_up)): repair for repair in repairs.ways}
    assert {way for way in ways if NUMBER not in way} == set(smallest(given, wanted, others)), ways
    assert [len(repair.given_up) for repair in repairs.ways] == sorted(len(way.given_up) for way in repairs.ways)
    for way, repair in ways.items():
        if NUMBER not in way and len(way) == 1:
            kept = {slot: said for slot, said in others.items() if slot not in way}
            check_nearest(repair, given.having({**kept, **wanted}))


def check_nearest(repair: Repair, wholes: list[Unit]) -> None:
    """A number that is given up by itself becomes the nearest that goes with all else."""
    (given_up,) = repair.given_up
    for each in repair.instead:
        if given_up.quantity and each.option == given_up.option:
            found = {_part(unit, given_up.within).of(given_up.name).get(str(each.option), 0) for unit in wholes} - {0}
            assert abs(given_up.quantity - (each.quantity or 0)) == min(abs(given_up.quantity - one) for one in found)
        if isinstance(given_up.value, (int, Decimal)) and not isinstance(given_up.value, bool):
            entered = {unit.inputs[given_up.name] for unit in wholes if given_up.name in unit.inputs}
            assert abs(given_up.value - Decimal(str(each.value))) == min(abs(given_up.value - one) for one in entered)


def smallest(given: Asked, wanted: Mapping[Slot, Any], others: Mapping[Slot, Any]) -> Iterator[frozenset[Slot]]:
    found: list[frozenset[Slot]] = []
    for size in range(len(others) + 1):
        for way in map(frozenset, combinations(others, size)):
            kept = {slot: said for slot, said in others.items() if slot not in way}
            if not any(each <= way for each in found) and given.having({**kept, **wanted}):
                found.append(way)
                yield way
