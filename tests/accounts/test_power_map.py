"""Power maps as pictures: nobody on somebody else, the same map the same picture, and every name harmless."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.accounts.power_map import Edge, Member, coverage_of, wrong
from cpq.accounts.power_map_layout import HEIGHT, WIDTH, layout
from cpq.accounts.power_map_svg import Person, picture

NAMES = st.text(max_size=40)


@st.composite
def maps(draw: st.DrawFn) -> tuple[list[Member], list[Edge]]:
    """People of whom each reports to an earlier one or to nobody, with other edges between them."""
    ids = [f"con_{each}" for each in range(draw(st.integers(0, 9)))]
    members = [Member(each, support=draw(st.sampled_from([None, "mentor", "enemy"]))) for each in ids]
    bosses = [(each, draw(st.sampled_from([None, *ids[:index]]))) for index, each in enumerate(ids)]
    edges = [Edge(each, boss, "reports_to") for each, boss in bosses if boss is not None]
    pairs = draw(st.lists(st.sampled_from(list(combinations(ids, 2))), unique=True)) if len(ids) > 1 else []
    return members, [*edges, *(Edge(*pair, draw(st.sampled_from(["influence", "conflict"]))) for pair in pairs)]


@settings(max_examples=60, deadline=None)
@given(maps(), st.lists(NAMES, min_size=9, max_size=9))
def test_every_map_is_drawn_with_nobody_on_somebody_else(
    drawn: tuple[list[Member], list[Edge]], names: list[str]
) -> None:
    members, edges = drawn
    assert list(wrong(members, edges)) == []
    made = layout(members, edges)
    spots = [made.spots[each.contact] for each in members]
    assert all(spot.x + WIDTH <= made.width and spot.y + HEIGHT <= made.height for spot in spots)
    assert all(abs(a.x - b.x) >= WIDTH or abs(a.y - b.y) >= HEIGHT for a, b in combinations(spots, 2))
    boxes = {each.contact: spot for each, spot in zip(members, spots, strict=True)}
    assert all(boxes[each.target].y < boxes[each.source].y for each in edges if each.kind == "reports_to")
    people = {each.contact: Person(name, name) for each, name in zip(members, names, strict=False)}
    text = picture("M", members, edges, people, "en")
    assert text == picture("M", members, edges, people, "en")
    assert {each.tag.rpartition("}")[2] for each in ET.fromstring(text).iter()} <= {
        "svg", "title", "desc", "rect", "g", "text", "circle", "path", "polygon"
    }  # fmt: skip


def test_coverage_counts_those_of_a_role_at_a_level_or_better() -> None:
    members = [
        Member("a", "user", coverage="in_depth"),
        Member("b", "user", coverage="brief"),
        Member("c", "approver", coverage="in_depth"),
    ]
    assert [coverage_of(members, "user", level).covered for level in ("brief", "multiple", "in_depth")] == [2, 1, 1]
    assert coverage_of(members, "evaluator", "brief").members == 0
