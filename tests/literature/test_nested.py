"""Products with parts that are configured in turn: bags on a cargo bike, frames of racks, disk units of a PC."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations_with_replacement
from itertools import product as every
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.configuration import Configuration, NestedConfiguration
from tests.literature.spaces import Space, example, multisets

CARGO = example("cargo-bike-complex")
RACKS = example("racks")
PC = example("pc")

SIZES: Mapping[str, tuple[int, int, Sequence[str]]] = {
    "SMALL": (12, 2, ("S",)),
    "MEDIUM": (16, 4, ("M",)),
    "LARGE": (20, 6, ("L", "XL")),
}
"""Volume, least pockets, sizes of pockets."""

Bag = tuple[str, Mapping[str, int], Mapping[str, int]]
"""Size, pockets, openings."""


def bag_is_allowed(size: str, pockets: Mapping[str, int], openings: Mapping[str, int]) -> bool:
    """The table of sizes holds for each pocket."""
    _, least, fitting = SIZES[size]
    return (
        sum(pockets.values()) >= least
        and all(pocket in fitting for pocket, count in pockets.items() if count)
        and 2 <= sum(openings.values()) <= 3
    )


def test_a_bag_has_the_published_solutions_with_up_to_eight_pockets():
    space = Space(CARGO, "BAG")
    wanted = set()
    for size, pockets, openings in every(
        SIZES, multisets(("S", "M", "L", "XL"), 8), multisets(("ZIPPER", "VELCRO"), 3)
    ):
        if bag_is_allowed(size, dict(pockets), dict(openings)):
            named = frozenset((f"POCKET-{pocket}", count) for pocket, count in pockets)
            wanted.add((f"BAG-{size}", named, openings))
    found = space.solutions({"colour": "Blue"}, ("size", "pockets", "openings"), most={"pockets": 8})
    assert found == wanted
    assert len(wanted) == 252


def bag(size: str, pockets: Mapping[str, int], openings: Mapping[str, int], times: int = 1) -> NestedConfiguration:
    named = {f"POCKET-{pocket}": count for pocket, count in pockets.items() if count}
    options = {"size": {f"BAG-{size}": 1}, "pockets": named, "openings": {o: n for o, n in openings.items() if n}}
    return NestedConfiguration(times, Configuration("BAG", options, {"colour": "Red"}))


BAGS = st.tuples(
    st.sampled_from(sorted(SIZES)),
    st.dictionaries(st.sampled_from(("S", "M", "L", "XL")), st.integers(1, 6), max_size=2),
    st.dictionaries(st.sampled_from(("ZIPPER", "VELCRO")), st.integers(1, 2), min_size=1, max_size=2),
)
FITTING_BAGS = st.sampled_from(
    [(size, {fitting[0]: least}, {"ZIPPER": 2}) for size, (_, least, fitting) in SIZES.items()]
)


@given(st.lists(st.one_of(FITTING_BAGS, FITTING_BAGS, BAGS), max_size=14), st.integers(0, 200))
@settings(max_examples=50, deadline=None)
def test_a_cargo_bike_is_allowed_where_it_is_published(bags: list[Bag], requested: int):
    volume = sum(SIZES[size][0] for size, _, _ in bags)
    pockets = sum(sum(each.values()) for _, each, _ in bags)
    wanted = requested <= volume <= 200 and pockets > 5 and all(bag_is_allowed(*each) for each in bags)
    space = Space(CARGO, "CARGO-BIKE", {"bags": [bag(*each) for each in bags]})
    assert space.allows({"colour": "Red", "requested_volume": Decimal(requested)}) == wanted


@pytest.mark.parametrize("sizes", list(combinations_with_replacement(SIZES, 3)))
def test_what_bags_hold_decides_what_can_be_asked_for(sizes: Sequence[str]):
    bags = [bag(size, {SIZES[size][2][0]: SIZES[size][1]}, {"VELCRO": 3}) for size in sizes]
    volume, pockets = sum(SIZES[size][0] for size in sizes), sum(SIZES[size][1] for size in sizes)
    space = Space(CARGO, "CARGO-BIKE", {"bags": bags})
    wanted = {(Decimal(asked),) for asked in range(volume + 1)} if pockets > 5 else set()
    assert space.solutions({"colour": "Red"}, ("requested_volume",)) == wanted


POSITIONS = tuple(f"position_{number}" for number in range(1, 6))


def published_frames():
    """Up to five modules at different positions, each with an element of its own type; modules are alike but for that."""
    for positions in (subset for size in range(6) for subset in every(range(1, 6), repeat=size)):
        if len(set(positions)) == len(positions):
            for elements in every("AB", repeat=len(positions)):
                yield frozenset(zip(positions, elements, strict=True))


def test_a_frame_has_the_243_published_solutions():
    wanted = {tuple(dict(frame).get(number) for number in range(1, 6)) for frame in published_frames()}
    found = Space(RACKS, "FRAME").solutions({}, POSITIONS)
    assert found == {tuple(each and f"MODULE-{each}" for each in frame) for frame in wanted}
    assert len(wanted) == 3**5


def frame(elements: str) -> NestedConfiguration:
    """A frame with these elements from the first position on."""
    options = {name: {f"MODULE-{each}": 1} for name, each in zip(POSITIONS, elements, strict=False)}
    return NestedConfiguration(1, Configuration("FRAME", options, {}))


@given(st.lists(st.text("AB", max_size=5), max_size=4))
@settings(max_examples=60, deadline=None)
def test_racks_hold_as_many_elements_as_are_asked_for(frames: list[str]):
    counted = Counter("".join(frames))
    wanted = {(Decimal(counted["A"]), Decimal(counted["B"]))} if max(counted["A"], counted["B"]) <= 10 else set()
    space = Space(RACKS, "RACKS", {"frames": [frame(each) for each in frames]})
    assert space.solutions({}, ("elements_a", "elements_b")) == wanted


def test_a_disk_unit_has_the_6_published_solutions():
    """Its price is at most 1000: 200 and 500 for the disks, 500 for a controller."""
    wanted = {
        (disks, controllers)
        for disks, controllers in every(
            multisets(("MedStoreDisk", "MaxStoreDisk"), 4), list(multisets(("MedStoreC", "MaxStoreC"), 2))
        )
        if disks
        and controllers
        and sum({"MedStoreDisk": 200, "MaxStoreDisk": 500}[disk] * count for disk, count in disks)
        + sum(500 * count for _, count in controllers)
        <= 1000
    }
    assert Space(PC, "HDUNIT").solutions({}, ("disks", "controllers")) == wanted
    assert len(wanted) == 6


UNIT = NestedConfiguration(
    1, Configuration("HDUNIT", {"disks": {"MedStoreDisk": 2}, "controllers": {"MedStoreC": 1}}, {})
)
SCREENS = {"ScreenA": ("A", 200), "ScreenB": ("B", 150), "ScreenC": ("C", 100)}
AS_GOOD = {"A": "A", "B": "AB", "C": "ABC"}


def published_pcs(budget: int):
    """With one unit of two disks of 200 and a controller of 500: 900 in all, 400 of capacity."""
    boards = {"MBSilver": ("B", 250, "CPUS", 100), "MBDiamond": ("A", 350, "CPUD", 150)}
    systems = {"OSAlpha": (6, 100), "OSBeta": (13, 500)}
    uses = ("Internet", "Scientific", "Multimedia")
    for board, system, screens, applications in every(boards, systems, multisets(tuple(SCREENS), 2), range(1, 6)):
        level, board_price, cpu, cpu_price = boards[board]
        space, system_price = systems[system]
        screen_price = sum(SCREENS[screen][1] * count for screen, count in screens)
        price = 900 + board_price + cpu_price + system_price + screen_price + 50 * applications
        if not screens or price > budget or space + 200 * applications > 400 or (system == "OSAlpha" and cpu != "CPUD"):
            continue
        for usage, internet, efficiency in every(uses, (False, True), "ABC"):
            levels = {level, *(SCREENS[screen][0] for screen, _ in screens)}
            if (usage == "Scientific" or internet) and levels <= set(AS_GOOD[efficiency]):
                yield usage, internet, efficiency, board, cpu, system, screens, applications


@pytest.mark.parametrize(("budget", "number"), [(2500, 184), (1950, 76), (1800, 32)])
def test_a_pc_has_the_published_solutions(budget: int, number: int):
    wanted = set(published_pcs(budget))
    asked = ("usage", "internet", "efficiency", "mainboard", "cpu", "os", "screens", "applications")
    space = Space(PC, "PC", {"disk_units": [UNIT]})
    found: set[tuple[Any, ...]] = set(space.solutions({"budget": Decimal(budget)}, asked))
    assert found == wanted
    assert len(wanted) == number
