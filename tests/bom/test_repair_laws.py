"""Of every contradiction no way out gives up fewer choices than the first that is told, the numbers of parts among them; all of them are ways.

What a whole may be is told a second time, in plain Python, and looked for by trying everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.configuration import Choice, NestedSelection, Repair, Selection, configurator
from tests.bom.test_nested_laws import NODES, Box, fits
from tests.bom.test_open_parts_laws import Open, questions

Said = tuple[int | None, str, str]
"""The node that a choice is made in (None: the box), its group, its option."""


@dataclass(frozen=True)
class Chosen:
    """A question in which parts are said with choices in them."""

    asked: Open
    parts: tuple[NestedSelection, ...]

    @property
    def selection(self) -> Selection:
        return replace(self.asked.selection, nested={"nodes": self.parts})

    @property
    def choices(self) -> list[Said]:
        """Each by itself, those in the parts first."""
        own = [(None, group, code) for group, said in self.asked.selection.options.items() for code in said]
        return [*(each for place in range(len(self.parts)) for each in self.inside(place)), *own]

    def inside(self, place: int) -> list[Said]:
        options = self.parts[place].selection.options
        return [(place, group, code) for group, said in options.items() for code in said]

    def wholes(self, given_up: Sequence[Said], number: int) -> Iterator[Box]:
        """Those with so many parts, the first of them those that stand there, that keep all choices but those given up."""
        for box, products in self.everything:
            said = {code: q for _, _group, code, q in self._kept(None, given_up)}
            if len(box.nodes) != number or not _supplied(box, said):
                continue
            standing = zip(self.parts, box.nodes, products, strict=False)
            if all(
                part.product == product and fits(_selected(self._kept(place, given_up)), node)
                for place, (part, (_, node), product) in enumerate(standing)
            ):
                yield box

    @property
    def everything(self) -> list[tuple[Box, tuple[str, ...]]]:
        return self.asked.open().wholes()

    def _kept(self, place: int | None, given_up: Sequence[Said]) -> list[tuple[int | None, str, str, int | None]]:
        options = (self.asked.selection if place is None else self.parts[place].selection).options
        return [
            (place, group, code, quantity)
            for group, said in options.items()
            for code, quantity in said.items()
            if (place, group, code) not in given_up
        ]

    def fewest(self) -> int | None:
        """How many choices have to be given up at least, the number of parts being one of them."""
        numbers = {len(box.nodes) for box, _ in self.everything}
        costs = (self._cost(number) for number in numbers)
        return min((cost for cost in costs if cost is not None), default=None)

    def _cost(self, number: int) -> int | None:
        lost = [each for place in range(number, len(self.parts)) for each in self.inside(place)]
        others = [each for each in self.choices if each not in lost]
        for size in range(len(others) + 1):
            if any(any(self.wholes([*lost, *way], number)) for way in combinations(others, size)):
                return size + len(lost) + (number != len(self.parts))
        return None


def _supplied(box: Box, said: dict[str, int | None]) -> bool:
    return all((box.supply == code) == (quantity != 0) for code, quantity in said.items())


def _selected(kept: Sequence[tuple[int | None, str, str, int | None]]) -> Selection:
    options: dict[str, dict[str, int | None]] = {}
    for _, group, code, quantity in kept:
        options.setdefault(group, {})[code] = quantity
    return Selection(options)


@st.composite
def contradictions(draw: st.DrawFn) -> Chosen:
    asked = draw(questions().filter(lambda each: "NODE" in each.fitting))
    supplies = st.sampled_from([{}, {"supply": {"S": 1}}, {"supply": {"S": 0}}, {"supply": {"S": 0, "L": 0}}])
    parts = draw(st.lists(NODES, min_size=asked.least, max_size=asked.most))
    standing = tuple(NestedSelection("NODE", each) for each in parts)
    return Chosen(replace(asked, selection=Selection(draw(supplies))), standing)


@settings(max_examples=30, deadline=None)
@given(contradictions())
def test_no_way_out_gives_up_fewer_choices_than_the_first(chosen: Chosen):
    asked = configurator(chosen.asked.rulebook, chosen.asked.product)
    repairs = asked.repairs(chosen.selection, most=99)
    fewest = chosen.fewest()
    assert repairs.ways or not repairs.proven or fewest is None
    for way in repairs.ways:
        number = next((each.quantity for each in way.instead if each.name == "nodes"), len(chosen.parts))
        assert any(chosen.wholes([_said(each) for each in way.given_up if each.name != "nodes"], number or 0)), way
    assert [_rank(way) for way in repairs.ways] == sorted(map(_rank, repairs.ways))
    if repairs.ways:
        least = len(repairs.ways[0].given_up)
        assert least == fewest if repairs.proven else least >= (fewest or 0), (least, fewest)


def _said(choice: Choice) -> Said:
    assert choice.option is not None
    return (int(choice.within[1]) if choice.within else None), choice.name, choice.option


def _rank(way: Repair) -> tuple[int, float]:
    return len(way.given_up), sum(_change(each, way.instead) for each in way.given_up)


def _change(choice: Choice, instead: Sequence[Choice]) -> float:
    """Quantities here are below 4: no two sums of such shares are nearer than what a float tells apart."""
    same = [
        each.quantity
        for each in instead
        if (each.within, each.name, each.option) == (choice.within, choice.name, choice.option)
    ]
    if not choice.quantity or not same or same[0] is None:
        return 1
    return round(abs(choice.quantity - same[0]) / max(choice.quantity, same[0]), 9)
