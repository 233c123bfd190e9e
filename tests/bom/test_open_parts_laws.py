"""Laws of nested places of which nothing is said: what is answered is so with respect to all numbers of all parts, found by trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product as every
from typing import Any, cast
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.configuration import Choice, Configuration, NestedSelection, Selection, configurator
from cpq.bom.configuration.amounts import option_places, part_places
from cpq.bom.products import Configurable, Product
from tests.bom.books import book
from tests.bom.test_nested_laws import INNER, OUTER, PRICES, VALUES, Box, Node, node_of, priced

TINY = "TINY"
"""A node that holds one X and nothing else."""


@dataclass(frozen=True)
class Open:
    """A rulebook with the rules that were drawn, and a selection in which nothing is said of the nodes."""

    rules: tuple[Any, ...]
    inner: int
    least: int
    most: int
    fitting: tuple[str, ...]
    when: bool
    selection: Selection
    rulebook: Any

    @property
    def product(self) -> Configurable:
        return cast("Configurable", self.rulebook.all(Product)["BOX"])

    def nodes(self) -> Iterator[tuple[str, Node]]:
        own = [Node((code, count), fan) for code in "XY" for count in (1, 2) for fan in (False, True)]
        for name in self.fitting:
            if name == TINY:
                yield name, Node(("X", 1), fan=False)
            else:
                yield from ((name, node) for node in own if all(rule(node) for rule in self.rules[: self.inner]))

    def numbers(self, supply: str) -> range:
        """Of a place with a condition: none where that does not hold."""
        if self.when and supply != "L":
            return range(1)
        return range(self.least, self.most + 1)

    def wholes(self) -> list[tuple[Box, tuple[str, ...]]]:
        """Every whole that keeps the rules and the selection, with the products of its nodes."""
        said = self.selection.options.get("supply", {})
        found: list[tuple[Box, tuple[str, ...]]] = []
        for supply in (each for each in "SL" if said.get(each, None if not said else 0) != 0):
            for number in self.numbers(supply):
                for made in every(list(self.nodes()), repeat=number):
                    box = Box(supply, tuple((1, node) for _, node in made))
                    if all(rule(box) for rule in self.rules[self.inner :]):
                        found.append((box, tuple(name for name, _ in made)))
        return found

    def open(self) -> Open:
        return replace(self, selection=replace(self.selection, options={}))


@st.composite
def questions(draw: st.DrawFn) -> Open:
    inner = draw(st.lists(st.sampled_from(sorted(INNER)), max_size=1, unique=True))
    outer = draw(st.lists(st.sampled_from(sorted(OUTER)), min_size=1, max_size=3, unique=True))
    least, most = draw(st.sampled_from([(0, 2), (1, 2), (2, 3), (0, 3), (1, 3)]))
    fitting = draw(st.sampled_from([("NODE",), ("NODE", TINY), (TINY, "NODE")])) if most < 3 else ("NODE",)
    when = draw(st.booleans())
    cpus: dict[str, Any] = {"X": {"max": 2}, "Y": {"max": 2, "default": 2}}
    node: dict[str, Any] = {
        "kind": "configurable", "name": "Node", "attributes": {"power": 1},
        "groups": {"cpu": {"name": "CPU", "options": cpus}, "fan": {"name": "Fan", "min": 0, "options": {"F": {}}}},
        "rules": {f"i{number}": {"text": name, **INNER[name][0]} for number, name in enumerate(inner)},
    }  # fmt: skip
    tiny: dict[str, Any] = {
        "kind": "configurable", "name": "Tiny", "attributes": {"power": 1}, "groups": {"cpu": {"name": "CPU", "options": {"X": {}}}},
    }  # fmt: skip
    place = {"name": "Nodes", "products": list(fitting), "min": least, "max": most}
    box: dict[str, Any] = {
        "kind": "configurable", "name": "Box",
        "groups": {"supply": {"name": "Supply", "options": {"S": {"default": 1}, "L": {}}}},
        "nested": {"nodes": {**place, **({"when": 'supply == "L"'} if when else {})}},
        "rules": {f"o{number}": {"text": name, **OUTER[name][0]} for number, name in enumerate(outer)},
    }  # fmt: skip
    rules = (*(INNER[name][1] for name in inner), *(OUTER[name][1] for name in outer))
    made = book({**VALUES, "products": {**VALUES["products"], "NODE": node, TINY: tiny, "BOX": box}})
    said = draw(st.sampled_from([{}, {"supply": {"S": 1}}, {"supply": {"L": None}}]))
    return Open(rules, len(inner), least, most, tuple(fitting), when, Selection(said), made)


@settings(max_examples=40, deadline=None)
@given(questions())
def test_numbers_and_options_can_be_had_just_where_some_whole_has_them(asked: Open):
    state = configurator(asked.rulebook, asked.product).status(asked.selection)
    wholes = asked.wholes()
    assert state.proven
    assert state.possible == bool(wholes)
    assert state.numbers["nodes"].quantities == tuple(sorted({len(box.nodes) for box, _ in wholes}))
    supplies = {box.supply for box, _ in asked.open().wholes()}
    for option in state.groups["supply"]:
        assert (any(option.quantities)) == (option.code in supplies)


@settings(max_examples=30, deadline=None)
@given(questions())
def test_what_is_completed_has_the_fewest_parts_that_go_and_can_be_built(asked: Open):
    boxes = configurator(asked.rulebook, asked.product)
    done, wholes = boxes.complete(asked.selection), asked.wholes()
    assert isinstance(done, Configuration) == bool(wholes)
    if isinstance(done, Configuration):
        assert boxes.check(done) == ()
        assert sum(part.quantity for part in done.nested["nodes"]) == min(len(box.nodes) for box, _ in wholes)


@settings(max_examples=20, deadline=None)
@given(questions())
def test_the_count_is_that_of_all_wholes(asked: Open):
    count = configurator(asked.rulebook, asked.product).count(asked.selection)
    assert count.exact
    assert count.number == len(asked.wholes())


@settings(max_examples=30, deadline=None)
@given(questions(), st.integers(0, 4))
def test_a_number_is_explained_just_where_it_cannot_be_had_and_repairs_make_it_possible(asked: Open, number: int):
    boxes = configurator(asked.rulebook, asked.product)
    choice = Choice("nodes", None, number)
    why = boxes.explain(asked.selection, choice)
    assert (why is None) == any(len(box.nodes) == number for box, _ in asked.wholes())
    if why is not None:
        assert why.rules
    for way in boxes.repairs(asked.selection, choice).ways:
        left = asked.open() if way.given_up else asked
        assert any(len(box.nodes) == number for box, _ in left.wholes())


@settings(max_examples=30, deadline=None)
@given(questions(), st.integers(0, 3))
def test_a_chosen_number_is_named_where_with_another_there_would_be_no_contradiction(asked: Open, number: int):
    boxes = configurator(asked.rulebook, asked.product)
    parts = tuple(NestedSelection(asked.fitting[0], Selection()) for _ in range(number))
    given_number = replace(asked.selection, nested={"nodes": parts})
    conflict = boxes.status(given_number).conflict
    if conflict is None:
        return
    told = {choice.name for choice in conflict.choices}
    freed = asked.open() if "supply" not in told else asked
    assert ("nodes" in told) == bool(freed.wholes())
    ways = boxes.repairs(given_number).ways
    if asked.wholes():
        taken = [choice.quantity for way in ways for choice in way.instead if choice.name == "nodes"]
        assert all(any(len(box.nodes) == each for box, _ in asked.wholes()) for each in taken)


@settings(max_examples=20, deadline=None)
@given(questions())
def test_what_is_not_decided_in_time_is_shown_as_possible_and_said_not_to_be_proven(asked: Open):
    whole = configurator(asked.rulebook, asked.product).status(asked.selection)
    with patch("cpq.bom.configuration.open_question.MOST_VALUES", 0):
        hurried = configurator(asked.rulebook, asked.product).status(asked.selection)
    assert set(whole.numbers["nodes"].quantities) <= set(hurried.numbers["nodes"].quantities)
    assert hurried.possible or not whole.possible
    assert not hurried.proven or hurried.numbers == whole.numbers


@settings(max_examples=25, deadline=None)
@given(questions(), st.integers(-3, 4), st.integers(-3, 4))
def test_where_parts_have_amounts_the_cheapest_is_the_cheapest_with_any_number_of_any_parts(
    asked: Open, node: int, tiny: int
):
    boxes, own = configurator(asked.rulebook, asked.product), {"NODE": Decimal(node), TINY: Decimal(tiny)}
    about = asked.product, asked.selection, asked.rulebook
    options = {place: PRICES[place.option] for place in option_places(*about)}
    done = boxes.complete(asked.selection, {**options, **{place: own[place.option] for place in part_places(*about)}})
    totals = [priced(box) + sum((own[name] for name in names), Decimal(0)) for box, names in asked.wholes()]
    assert isinstance(done, Configuration) == bool(totals)
    if isinstance(done, Configuration):
        parts = [each.configuration for each in done.nested.get("nodes", ()) for _ in range(each.quantity)]
        box = Box(next(iter(done.options["supply"])), tuple((1, node_of(each)) for each in parts))
        assert done.proven
        assert priced(box) + sum((own[each.product] for each in parts), Decimal(0)) == min(totals)
