"""The two rulebooks from the literature mean what the literature says: each model is told here a second time, in plain Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product as every
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.configuration import Configuration, NestedConfiguration, configurator
from cpq.bom.products import Configurable, Product
from cpq.kinds import load_rulebook
from cpq.rulebook.rulebook import Rulebook

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def book(name: str) -> Rulebook:
    loaded = load_rulebook(EXAMPLES / name / "rules")
    assert loaded.rulebook is not None, [str(finding) for finding in loaded.findings]
    return loaded.rulebook


BIKE = book("city-bike")
PC = book("pc")


def allowed(rulebook: Rulebook, configuration: Configuration) -> bool:
    thing = rulebook.all(Product)[configuration.product]
    assert isinstance(thing, Configurable)
    return configurator(rulebook, thing).check(configuration) == ()


def chosen(**groups: str | Mapping[str, int] | None) -> dict[str, Mapping[str, int]]:
    """One option, options with quantities, or None for an empty group."""
    return {name: {it: 1} if isinstance(it, str) else it for name, it in groups.items() if it}


COLOURS = ("Silver", "White", "Black", "Blue")
BASKETS = (None, *every(("Front", "Back"), COLOURS))
BAGS = {
    "BAG-LEATHER-10": ("Leather", 10),
    "BAG-COTTON-20": ("Cotton", 20),
    "BAG-COTTON-50": ("Cotton", 50),
    "BAG-POLY-20": ("Polyester", 20),
    "BAG-POLY-50": ("Polyester", 50),
    "BAG-POLY-100": ("Polyester", 100),
}


def bike_is_allowed(
    colour: str, basket: tuple[str, str] | None, saddle: str, front: int, rear: int, bags: Mapping[str, int]
) -> bool:
    hung = [BAGS[bag] for bag, count in bags.items() if count]
    return (
        sum(bags.values()) <= 2
        and (basket is None or basket[1] == colour)
        and not (basket is not None and basket[0] == "Front" and front >= 29)
        and not (any(volume == 100 for _, volume in hung) and rear < 28)
        and not (saddle == "VINTAGE" and any(material != "Leather" for material, _ in hung))
        and front == rear
    )


@given(
    colour=st.sampled_from(COLOURS),
    basket=st.sampled_from(BASKETS),
    saddle=st.sampled_from(("STANDARD", "COMFORT", "VINTAGE")),
    wheels=st.sampled_from((*[(size, size) for size in range(26, 30)] * 3, *every(range(26, 30), range(26, 30)))),
    bags=st.dictionaries(st.sampled_from(sorted(BAGS)), st.integers(1, 2), max_size=2),
)
@settings(max_examples=300)
def test_a_city_bike_is_allowed_where_the_literature_allows_it(
    colour: str, basket: tuple[str, str] | None, saddle: str, wheels: tuple[int, int], bags: dict[str, int]
):
    front, rear = wheels
    configuration = Configuration(
        "CITY-BIKE",
        chosen(
            basket=None if basket is None else f"BASKET-{basket[0]}-{basket[1]}",
            saddle=f"SADDLE-{saddle}",
            front_wheel=f"FRONT-{front}",
            rear_wheel=f"REAR-{rear}",
            bags=bags,
        ),
        {"colour": colour},
    )
    assert allowed(BIKE, configuration) == bike_is_allowed(colour, basket, saddle, front, rear, bags)


SCREENS = {"ScreenA": ("A", 200), "ScreenB": ("B", 150), "ScreenC": ("C", 100)}
DISKS = {"MedStoreDisk": (200, 200), "MaxStoreDisk": (1000, 500)}
BOARDS = {"MBSilver": ("B", 250), "MBDiamond": ("A", 350)}
CPUS = {"CPUD": 150, "CPUS": 100}
SYSTEMS = {"OSAlpha": (6, 100), "OSBeta": (13, 500)}
AS_GOOD = {"A": "A", "B": "AB", "C": "ABC"}
"""Which classes of parts an efficiency accepts."""

Unit = tuple[Mapping[str, int], Mapping[str, int]]
"""Disks and controllers of one disk unit."""


@dataclass(frozen=True)
class Machine:
    """A computer; as it stands here it costs 1,950 and is allowed."""

    usage: str = "Scientific"
    internet: bool = False
    efficiency: str = "C"
    board: str = "MBSilver"
    cpu: str = "CPUS"
    system: str = "OSBeta"
    screens: Mapping[str, int] = field(default_factory=lambda: {"ScreenB": 1})
    applications: int = 1
    units: Sequence[Unit] = (({"MedStoreDisk": 2}, {"MedStoreC": 1}),)
    budget: Decimal = Decimal(2500)


def unit_price(disks: Mapping[str, int], controllers: Mapping[str, int]) -> int:
    """The published price of a unit ends at 1000."""
    return sum(DISKS[disk][1] * count for disk, count in disks.items()) + 500 * sum(controllers.values())


def pc_is_allowed(pc: Machine) -> bool:
    price = BOARDS[pc.board][1] + CPUS[pc.cpu] + SYSTEMS[pc.system][1] + 50 * pc.applications
    price += sum(SCREENS[screen][1] * count for screen, count in pc.screens.items())
    price += sum(DISKS[disk][1] * count for disks, _ in pc.units for disk, count in disks.items())
    price += sum(500 * count for _, controllers in pc.units for count in controllers.values())
    capacity = sum(DISKS[disk][0] * count for disks, _ in pc.units for disk, count in disks.items())
    return (
        price <= pc.budget
        and SYSTEMS[pc.system][0] + 200 * pc.applications <= capacity
        and (pc.usage == "Scientific" or pc.internet)
        and BOARDS[pc.board][0] in AS_GOOD[pc.efficiency]
        and all(SCREENS[screen][0] in AS_GOOD[pc.efficiency] for screen in pc.screens)
        and (pc.system != "OSAlpha" or pc.cpu == "CPUD")
        and (pc.board, pc.cpu) not in (("MBSilver", "CPUD"), ("MBDiamond", "CPUS"))
        and 1 <= sum(pc.screens.values()) <= 2
        and all(1 <= sum(disks.values()) <= 4 and 1 <= sum(each.values()) <= 2 for disks, each in pc.units)
        and all(unit_price(*unit) <= 1000 for unit in pc.units)
    )


def configured(pc: Machine) -> Configuration:
    inside = tuple(
        NestedConfiguration(1, Configuration("HDUNIT", {"disks": disks, "controllers": controllers}, {}))
        for disks, controllers in pc.units
    )
    parts = chosen(
        mainboard=pc.board, cpu=pc.cpu, os=pc.system, screens=pc.screens, applications={"Application": pc.applications}
    )
    inputs = {"usage": pc.usage, "internet": pc.internet, "efficiency": pc.efficiency, "budget": pc.budget}
    return Configuration("PC", parts, inputs, {"disk_units": inside})


def some(names: Collection[str], most: int) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(sorted(names)), st.integers(1, most), min_size=1, max_size=2)


ASPECTS: Mapping[str, st.SearchStrategy[object]] = {
    "usage": st.sampled_from(("Internet", "Scientific", "Multimedia")),
    "internet": st.booleans(),
    "efficiency": st.sampled_from("ABC"),
    "board": st.sampled_from(sorted(BOARDS)),
    "cpu": st.sampled_from(sorted(CPUS)),
    "system": st.sampled_from(sorted(SYSTEMS)),
    "screens": some(SCREENS, 2),
    "applications": st.integers(1, 5),
    "units": st.lists(st.tuples(some(DISKS, 3), some(("MaxStoreC", "MedStoreC"), 2)), min_size=1, max_size=2),
    "budget": st.sampled_from((Decimal(1500), Decimal(2000), Decimal(2500))),
}
CHANGES = st.lists(st.one_of(*(st.tuples(st.just(name), value) for name, value in ASPECTS.items())), max_size=5)


@given(changes=CHANGES)
@settings(max_examples=300)
def test_a_pc_is_allowed_where_the_literature_allows_it(changes: list[tuple[str, Any]]):
    pc = replace(Machine(), **dict(changes))
    assert allowed(PC, configured(pc)) == pc_is_allowed(pc)


@pytest.mark.parametrize(("budget", "enough"), [(1950, True), (1900, False)])
def test_the_plainest_pc_costs_1950(budget: int, enough: bool):
    """250 + 100 + 500 + 150 + 50, and a unit with two disks of 200 and a controller of 500."""
    assert allowed(PC, configured(Machine(budget=Decimal(budget)))) is enough
