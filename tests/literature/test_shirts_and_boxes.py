"""The T-shirt and the box: every solution of the published model, told by hand, is one of the rulebook, and no other is."""

from __future__ import annotations

from decimal import Decimal
from itertools import product as every
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.literature.spaces import Space, example


def shirt_is_allowed(colour: str, size: str, theme: int | None) -> bool:
    """`theme` None is the published value `None`."""
    readable = colour in ("Blue", "White", "Black") or theme in (None, 2, 3)
    return (
        not (colour == "Red" and size == "XXL")
        and not (size == "S" and colour == "Black" and theme is not None)
        and readable
        and not (colour == "White" and size == "S" and theme == 3)
        and not (colour == "Blue" and theme != 1)
    )


def test_a_shirt_has_the_68_published_solutions():
    shirts = every(("Red", "Yellow", "Blue", "White", "Black"), ("S", "M", "L", "XL", "XXL"), (None, 1, 2, 3))
    wanted = {
        (colour, size, theme and f"THEME-{theme}")
        for colour, size, theme in shirts
        if shirt_is_allowed(colour, size, theme)
    }
    assert Space(example("tshirt"), "TSHIRT").solutions({}, ("colour", "size", "theme")) == wanted
    assert len(wanted) == 68


COLOURS = ("Blue", "Green", "Red", "Yellow", "White", "Natural")
THICKNESS = {"PAPER": 2, "ALUMINIUM": 1, "WOOD": 5}
MEASURES = ("length", "width", "height")


@pytest.fixture(scope="module")
def box() -> Space:
    return Space(example("box"), "BOX")


def body_is_allowed(material: str, colour: str, length: int, width: int, height: int) -> bool:
    """Of a body and of a lid alike."""
    return length >= width and (material == "PAPER" or colour == "Natural") and max(length, width, height) <= 100


def box_is_allowed(body: tuple[Any, ...], lid: tuple[Any, ...] | None, requested: int) -> bool:
    """Body and lid as (material, colour, length, width, height). Without a lid, what is said of it does not count."""
    material, _, length, width, height = body
    if not body_is_allowed(*body) or requested * 1000 > length * width * height:
        return False
    return lid is None or (
        body_is_allowed(*lid)
        and lid[4] == 20
        and height > lid[4]
        and lid[0] in ("PAPER", material)
        and lid[3] == width + THICKNESS[material]
        and lid[2] == length + THICKNESS[material]
    )


def choices(body: tuple[Any, ...], lid: tuple[Any, ...] | None, requested: int) -> dict[str, Any]:
    names = ("colour", *MEASURES)
    lids = {f"lid_{name}": None if lid is None else lid[place] for place, name in enumerate(names, start=1)}
    bodies = {name: body[place] for place, name in enumerate(names, start=1)}
    entered = {**bodies, **lids, "requested_volume": requested}
    numbers = {name: Decimal(value) if isinstance(value, int) else value for name, value in entered.items()}
    return {**numbers, "body": f"BODY-{body[0]}", "lid": lid and f"LID-{lid[0]}"}


@pytest.mark.parametrize(("requested", "number"), [(1000, 1), (960, 22)])
def test_the_measures_of_a_box_without_lid_are_the_published_ones(box: Space, requested: int, number: int):
    sizes = range(101)
    wanted = {
        (Decimal(length), Decimal(width), Decimal(height))
        for length, width, height in every(sizes, sizes, sizes)
        if length * width * height >= requested * 1000 and length >= width
    }
    given = {"requested_volume": Decimal(requested), "lid": None, "body": "BODY-PAPER", "colour": "Red"}
    assert box.solutions(given, MEASURES) == wanted
    assert len(wanted) == number


@pytest.mark.parametrize("requested", [900, 950])
def test_the_measures_of_a_box_with_lid_are_the_published_ones(box: Space, requested: int):
    sizes = range(80, 101)
    wanted = {
        tuple(Decimal(each) for each in (length, width, height, length + 1, width + 1, 20))
        for length, width, height in every(sizes, sizes, sizes)
        if box_is_allowed(
            ("ALUMINIUM", "Natural", length, width, height), ("PAPER", "Red", length + 1, width + 1, 20), requested
        )
    }
    given = {"requested_volume": Decimal(requested), "body": "BODY-ALUMINIUM", "lid": "LID-PAPER", "lid_colour": "Red"}
    assert box.solutions(given, (*MEASURES, "lid_length", "lid_width", "lid_height")) == wanted


def test_materials_and_colours_of_body_and_lid_are_the_published_ones(box: Space):
    lids = (None, *every(THICKNESS, COLOURS))
    wanted = set()
    for material, colour, lid in every(THICKNESS, COLOURS, lids):
        wall = THICKNESS[material]
        whole = lid and (*lid, 60 + wall, 40 + wall, 20)
        if box_is_allowed((material, colour, 60, 40, 30), whole, 72):
            wanted.add((f"BODY-{material}", colour, lid and f"LID-{lid[0]}", lid and lid[1]))
    given = {"length": Decimal(60), "width": Decimal(40), "height": Decimal(30), "requested_volume": Decimal(72)}
    assert box.solutions(given, ("body", "colour", "lid", "lid_colour")) == wanted
    assert len(wanted) == 58


MEASURE = st.integers(15, 100)
BODIES = st.tuples(st.sampled_from(sorted(THICKNESS)), st.sampled_from(("Red", "Natural")), MEASURE, MEASURE, MEASURE)


@given(BODIES, st.none() | BODIES, st.booleans(), st.integers(0, 300))
@settings(max_examples=200, deadline=None)
def test_a_box_is_allowed_where_it_is_published(box: Space, body: Any, lid: Any, fits: bool, requested: int):
    if lid is not None and fits:
        wall = THICKNESS[body[0]]
        lid = (*lid[:2], min(body[2] + wall, 100), min(body[3] + wall, 100), 20)
    assert box.allows(choices(body, lid, requested)) == box_is_allowed(body, lid, requested)
