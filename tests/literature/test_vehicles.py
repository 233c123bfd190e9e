"""The metro wagon and the bus: seats that are alike are one kind in a quantity. Compared on bounded parts of the published models.

The wagon of the example is made in steps of 100 mm, the published one in steps of 1 mm. The length only says how many fit in, so nothing is
lost but the lengths between: what fits into one of those fits into the next of the example, and is published for that.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product as every
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.literature.spaces import Space, example

SEATS = {
    f"SEAT-{kind.upper()}-{colour.upper()}": (kind, colour)
    for kind, colour in every(("Standard", "Premium"), ("Blue", "Red", "White"))
} | {"SEAT-SPECIAL-RED": ("Special", "Red")}
RAILS = (None, "HANDRAIL-STANDARD", "HANDRAIL-PREMIUM")


@pytest.fixture(scope="module")
def metro() -> Space:
    return Space(example("metro"), "METRO-WAGON")


@pytest.fixture(scope="module")
def bus() -> Space:
    return Space(example("olympic-bus"), "BUS")


def wagon_is_allowed(
    length: int, passengers: int, standing: int, rail: str | None, seats: dict[str, int], colour: str
) -> bool:
    """Without a handrail, the table of seats and handrails does not count."""
    count = sum(seats.values())
    there = [SEATS[seat] for seat, number in seats.items() if number]
    fits = {
        None: ("Standard", "Premium", "Special"),
        RAILS[1]: ("Standard", "Special"),
        RAILS[2]: ("Premium", "Special"),
    }
    return (
        count <= 80
        and (standing == 0 or rail is not None)
        and 1000 * (3 * count + standing) <= 12 * length
        and all(kind in fits[rail] for kind, _ in there)
        and passengers == count + standing
        and 50 <= passengers <= 200
        and all(kind == "Special" or its == colour for kind, its in there)
    )


def test_a_short_wagon_has_the_published_solutions(metro: Space):
    """10 m long: 3 × seats + standing is at most 120. With 80 who stand 13 seats fit, without anybody 40."""
    seats = {"SEAT-STANDARD-BLUE": 9, "SEAT-SPECIAL-RED": 3}
    whole = {"length": Decimal(10000), "seats": seats}
    wanted = {
        (rail, colour, Decimal(12 + standing), Decimal(standing))
        for rail, colour, standing in every(RAILS, ("Blue", "Red", "White"), range(201))
        if wagon_is_allowed(10000, 12 + standing, standing, rail, seats, colour)
    }
    assert metro.solutions(whole, ("handrail", "seat_colour", "passengers", "standing_room")) == wanted
    assert len(wanted) == 84 - 38 + 1


def test_the_length_of_a_wagon_follows_from_those_in_it(metro: Space):
    """60 seats and 20 who stand need 200,000 ÷ 12 = 16,666.7 mm."""
    seats = {"SEAT-PREMIUM-RED": 50, "SEAT-SPECIAL-RED": 10}
    given = {"seats": seats, "standing_room": Decimal(20), "passengers": Decimal(80), "handrail": RAILS[2]}
    found = metro.solutions({**given, "seat_colour": "Red"}, ("length",))
    assert found == {(Decimal(length),) for length in range(16700, 20001, 100)}


QUANTITIES = st.dictionaries(st.sampled_from(sorted(SEATS)), st.integers(0, 40), max_size=3)


@given(
    st.integers(100, 200).map(lambda tenths: 100 * tenths),
    st.integers(0, 120),
    st.sampled_from(RAILS),
    QUANTITIES,
    st.sampled_from(("Blue", "Red", "White")),
    st.integers(-1, 1),
)
@settings(max_examples=200, deadline=None)
def test_a_wagon_is_allowed_where_it_is_published(
    metro: Space, length: int, standing: int, rail: Any, seats: dict[str, int], colour: str, off: int
):
    passengers = min(max(sum(seats.values()) + standing + (off if length % 500 == 0 else 0), 50), 200)
    there = {seat: count for seat, count in seats.items() if count}
    choices = {
        "length": Decimal(length), "passengers": Decimal(passengers), "standing_room": Decimal(standing),
        "handrail": rail, "seats": there, "seat_colour": colour,
    }  # fmt: skip
    assert metro.allows(choices) == wagon_is_allowed(length, passengers, standing, rail, there, colour)


@given(
    st.integers(10000, 20000),
    st.integers(0, 120),
    st.sampled_from(RAILS),
    QUANTITIES,
    st.sampled_from(("Blue", "Red", "White")),
)
@settings(max_examples=200, deadline=None)
def test_what_fits_into_a_wagon_of_any_length_fits_into_the_next_of_the_example(
    metro: Space, length: int, standing: int, rail: Any, seats: dict[str, int], colour: str
):
    there = {seat: count for seat, count in seats.items() if count}
    passengers = sum(there.values()) + standing
    published = wagon_is_allowed(length, passengers, standing, rail, there, colour)
    choices = {
        "length": Decimal(-(-length // 100) * 100), "passengers": Decimal(passengers), "standing_room": Decimal(standing),
        "handrail": rail, "seats": there, "seat_colour": colour,
    }  # fmt: skip
    assert metro.allows(choices) or not published
    longest = {**choices, "length": Decimal(20000)}
    assert metro.allows(longest) == wagon_is_allowed(20000, passengers, standing, rail, there, colour)


def bus_is_allowed(type: str, plain: int, with_display: int, deluxe: int, players: int) -> bool:
    """`plain` standard seats without and `with_display` with a display; a DeLuxe seat always has one."""
    displays, seats = with_display + deluxe, plain + with_display + deluxe
    return (
        (type != "Tourist" or plain + with_display == 0)
        and (displays == 0 or players > 0)
        and (displays <= 20 or players > 1)
        and 50 * players + 25 * seats + 15 * displays <= 2000
        and seats <= 80
        and players <= 4
    )


def seating(plain: int, with_display: int, deluxe: int) -> frozenset[tuple[str, int]]:
    counts = {"SEAT-STANDARD": plain, "SEAT-STANDARD-LCD": with_display, "SEAT-DELUXE": deluxe}
    return frozenset((seat, count) for seat, count in counts.items() if count)


def test_a_tourist_bus_has_the_163_published_solutions(bus: Space):
    wanted = {
        (seating(0, 0, deluxe), players or None)
        for deluxe, players in every(range(81), range(5))
        if bus_is_allowed("Tourist", 0, 0, deluxe, players)
    }
    assert bus.solutions({"type": "BUS-TOURIST"}, ("seats", "dvd")) == wanted
    assert len(wanted) == 163


@pytest.mark.parametrize(("plain", "players", "number"), [(60, 2, 66), (76, 1, 3), (79, 0, 1)])
def test_a_standard_bus_has_the_published_solutions(bus: Space, plain: int, players: int, number: int):
    """So many plain seats and players given, with every number of the others."""
    wanted = {
        seating(plain, with_display, deluxe)
        for with_display, deluxe in every(range(81), range(81))
        if bus_is_allowed("Standard", plain, with_display, deluxe, players)
    }
    given = {"type": "BUS-STANDARD", "dvd": {"DVD-PLAYER": players} if players else None}
    found = bus.solutions(given, ("seats",), {"seats": {"SEAT-STANDARD": plain}})
    assert {each for (each,) in found} == wanted
    assert len(wanted) == number


@given(
    st.sampled_from(("Standard", "Tourist")),
    st.integers(0, 80),
    st.integers(0, 30),
    st.integers(0, 50),
    st.integers(0, 4),
)
@settings(max_examples=300, deadline=None)
def test_a_bus_is_allowed_where_it_is_published(
    bus: Space, type: str, plain: int, shown: int, deluxe: int, players: int
):
    if type == "Tourist" and plain % 2:
        plain = shown = 0
    choices = {
        "type": f"BUS-{type.upper()}",
        "seats": dict(seating(plain, shown, deluxe)),
        "dvd": {"DVD-PLAYER": players} if players else None,
    }
    assert bus.allows(choices) == bus_is_allowed(type, plain, shown, deluxe, players)
