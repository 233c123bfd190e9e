"""The bikes: every solution of the model as it is published, told by hand, is one of the rulebook, and no other is."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import product as every

import pytest

from tests.literature.spaces import Space, example, multisets

KIDS_WHEELS = (14, 16, 18, 20)


def kids_bike_is_allowed(colour: str, support: bool, front: int, rear: int) -> bool:
    fits = (support and rear in (14, 16)) or (not support and rear in (18, 20))
    return fits and front == rear and not (colour == "Yellow" and front <= 16)


def test_a_kids_bike_has_the_14_published_solutions():
    wanted = {
        (colour, "SUPPORT" if support else None, f"WHEEL-{front}", f"WHEEL-{rear}")
        for colour, support, front, rear in every(
            ("Red", "Green", "Yellow", "Blue"), (True, False), KIDS_WHEELS, KIDS_WHEELS
        )
        if kids_bike_is_allowed(colour, support, front, rear)
    }
    assert (
        Space(example("kids-bike"), "KIDS-BIKE").solutions({}, ("colour", "support", "front_wheel", "rear_wheel"))
        == wanted
    )
    assert len(wanted) == 14


COLOURS = ("Silver", "White", "Black", "Blue")
CITY_BAGS = {
    "BAG-LEATHER-10": ("Leather", 10),
    "BAG-COTTON-20": ("Cotton", 20),
    "BAG-COTTON-50": ("Cotton", 50),
    "BAG-POLY-20": ("Polyester", 20),
    "BAG-POLY-50": ("Polyester", 50),
    "BAG-POLY-100": ("Polyester", 100),
}
CITY_ASKED = ("colour", "basket", "saddle", "front_wheel", "rear_wheel", "bags")


def city_bikes(colour: str):
    """Without a basket, what is said of baskets does not count; what is said of bags holds for each."""
    baskets = (None, *every(("Front", "Back"), COLOURS))
    saddles, sizes = ("STANDARD", "COMFORT", "VINTAGE"), range(26, 30)
    for basket, saddle, front, rear, bags in every(baskets, saddles, sizes, sizes, multisets(tuple(CITY_BAGS), 2)):
        hung = [CITY_BAGS[bag] for bag, _ in bags]
        if (
            (basket is None or basket[1] == colour)
            and not (basket is not None and basket[0] == "Front" and front >= 29)
            and all(volume != 100 or rear >= 28 for _, volume in hung)
            and all(saddle != "VINTAGE" or material == "Leather" for material, _ in hung)
            and front == rear
        ):
            code = None if basket is None else f"BASKET-{basket[0]}-{basket[1]}"
            yield colour, code, f"SADDLE-{saddle}", f"FRONT-{front}", f"REAR-{rear}", bags


def test_a_city_bike_has_the_published_solutions():
    """565 in each of the four colours, which are alike; one is asked of the engine."""
    space = Space(example("city-bike"), "CITY-BIKE")
    wanted = set(city_bikes("Blue"))
    assert space.solutions({"colour": "Blue"}, CITY_ASKED) == wanted
    assert len(wanted) == 565


TRAVEL_BAGS = {
    f"BAG-{material.upper()}-{volume}": (volume, weight)
    for material in ("Cotton", "Leather", "Polyester")
    for volume, weight in ((10, 100), (20, 250), (50, 600), (100, 1200))
    if material != "Leather" or volume == 10
}
TRAVEL_WHEELS = {20: 650, 22: 700, 24: 800, 26: 900, 28: 1000}


def travel_bikes(max_weight: int, requested: int):
    for carrier, frame in every(multisets(tuple(TRAVEL_BAGS), 3), list(multisets(tuple(TRAVEL_BAGS), 2))):
        bags = Counter(dict(carrier)) + Counter(dict(frame))
        volume = sum(TRAVEL_BAGS[bag][0] * count for bag, count in bags.items())
        weight = sum(TRAVEL_BAGS[bag][1] * count for bag, count in bags.items())
        if bags.total() > 4 or not requested <= volume <= 200 or weight + 2 * 650 > max_weight * 1000:
            continue
        for colour, front, rear in every(("Red", "Green", "Yellow", "Blue"), TRAVEL_WHEELS, TRAVEL_WHEELS):
            total = weight + TRAVEL_WHEELS[front] + TRAVEL_WHEELS[rear]
            if 1 <= total <= min(10000, max_weight * 1000) and not (colour == "Red" and front != 20):
                yield colour, f"WHEEL-{front}", f"WHEEL-{rear}", carrier, frame


@pytest.mark.parametrize(("max_weight", "requested", "number"), [(2, 60, 588), (1, 0, 0)])
def test_a_travel_bike_has_the_published_solutions_where_weight_and_volume_are_tight(
    max_weight: int, requested: int, number: int
):
    wanted = set(travel_bikes(max_weight, requested))
    asked = ("colour", "front_wheel", "rear_wheel", "carrier_bags", "frame_bags")
    space = Space(example("travel-bike"), "TRAVEL-BIKE")
    given = {"max_weight": Decimal(max_weight), "requested_volume": Decimal(requested)}
    assert len(wanted) == number
    assert space.solutions(given, asked) == wanted


@pytest.mark.parametrize(("max_weight", "requested", "front"), [(3, 140, 20), (4, 200, 24)])
def test_a_red_travel_bike_has_the_published_solutions(max_weight: int, requested: int, front: int):
    given = {"max_weight": Decimal(max_weight), "requested_volume": Decimal(requested), "rear_wheel": "WHEEL-20"}
    wanted = {each for each in travel_bikes(max_weight, requested) if (each[0], each[2]) == ("Red", "WHEEL-20")}
    asked = ("colour", "front_wheel", "rear_wheel", "carrier_bags", "frame_bags")
    space = Space(example("travel-bike"), "TRAVEL-BIKE")
    assert space.solutions({**given, "colour": "Red"}, asked) == wanted
    assert (space.solutions({**given, "colour": "Red", "front_wheel": f"WHEEL-{front}"}, asked) != frozenset()) is (
        front == 20
    )


def test_user_input_city_leaves_a_basket():
    """`add basket[0]`: of the four colours with a basket each."""
    wanted = {each[1] for colour in COLOURS for each in city_bikes(colour) if each[1] is not None}
    space = Space(example("city-bike"), "CITY-BIKE")
    assert {basket for (basket,) in space.solutions({}, ("basket",)) if basket is not None} == wanted


def test_user_input_travel_leaves_the_published_bags():
    """`set requestedVolume = 160, maxWeight = 10`: the same sets of bags in the two places."""
    wanted = {(each[3], each[4]) for each in travel_bikes(10, 160)}
    space = Space(example("travel-bike"), "TRAVEL-BIKE")
    given = {"max_weight": Decimal(10), "requested_volume": Decimal(160)}
    fixed = {"colour": "Red", "front_wheel": "WHEEL-20", "rear_wheel": "WHEEL-28"}
    assert space.solutions({**given, **fixed}, ("carrier_bags", "frame_bags")) == wanted
