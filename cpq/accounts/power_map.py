"""The power map of an account or a deal: who is in it, what each is in it, and who moves whom.

What somebody is belongs to the map and not to the person: the same contact may decide in one deal and be nobody in the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cpq.accounts.tree import above
from cpq.rulebook.text import Text

BuyingRole = Literal["user", "evaluator", "decision_maker", "approver"]
Support = Literal["mentor", "supporter", "neutral", "non_supporter", "enemy"]
Status = Literal["outside", "political_structure", "inner_circle"]
Orientation = Literal["financial", "technical", "relationship", "business"]
Coverage = Literal["unknown", "none", "brief", "multiple", "in_depth"]
EdgeKind = Literal["reports_to", "influence", "conflict"]

LEVELS: tuple[Coverage, ...] = ("unknown", "none", "brief", "multiple", "in_depth")
"""From no contact that we know of to in depth; a goal of coverage is met by the level and those after it."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the map, by the id of a contact."""

    contact: str
    role: BuyingRole | None = None
    support: Support | None = None
    status: Status | None = None
    orientation: Orientation | None = None
    coverage: Coverage = "unknown"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` reports to `target`, influences them, or is in conflict with them."""

    source: str
    target: str
    kind: EdgeKind


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be of the member or edge with that index."""

    of: Literal["members", "edges"]
    index: int
    code: str
    text: Text


def wrong(members: Sequence[Member], edges: Sequence[Edge]) -> Iterator[Wrong]:
    """What does not fit: somebody twice, an edge to nobody or to oneself, the same edge again, two superiors, a circle of superiors."""
    known: set[str] = set()
    for index, each in enumerate(members):
        if each.contact in known:
            text = Text(zh="此人已在图中；请去掉一个", en="this contact is in the map already; take one out")
            yield Wrong("members", index, "duplicate-member", text)
        known.add(each.contact)
    seen: set[tuple[str, str, EdgeKind]] = set()
    parents: dict[str, str] = {}
    for index, each in enumerate(edges):
        found = _wrong_edge(each, known, seen, parents)
        if found is not None:
            yield Wrong("edges", index, *found)
        else:
            seen.add(_key(each))
            if each.kind == "reports_to":
                parents[each.source] = each.target


def _key(edge: Edge) -> tuple[str, str, EdgeKind]:
    """A conflict is the same from both sides."""
    pair = sorted((edge.source, edge.target)) if edge.kind == "conflict" else (edge.source, edge.target)
    return pair[0], pair[1], edge.kind


def _wrong_edge(
    edge: Edge, known: set[str], seen: set[tuple[str, str, EdgeKind]], parents: Mapping[str, str]
) -> tuple[str, Text] | None:
    outside = next((each for each in (edge.source, edge.target) if each not in known), None)
    if outside is not None:
        return "unknown-member", Text(
            zh=f"{outside} 不在图中；请先加入", en=f"{outside} is not in the map; add them first"
        )
    if edge.source == edge.target:
        return "cycle", Text(zh="不能指向自己", en="an edge leads to somebody else")
    if _key(edge) in seen:
        return "duplicate-edge", Text(zh="此关系已有；请去掉一个", en="this edge is there already; take one out")
    if edge.kind != "reports_to":
        return None
    if edge.source in parents:
        text = Text(
            zh=f"已有上级 {parents[edge.source]}；只能有一个",
            en=f"they report to {parents[edge.source]} already; to one only",
        )
        return "two-superiors", text
    if edge.source in above(parents, edge.target):
        way = " → ".join([edge.source, edge.target, *above(parents, edge.target)])
        return "cycle", Text(zh=f"上下级成环：{way}", en=f"they would report in a circle: {way}")
    return None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many members of a role there are, and how many of them are covered as well as is wanted."""

    members: int
    covered: int


def coverage_of(members: Iterable[Member], role: BuyingRole, level: Coverage) -> Counted:
    """Of the members in a role, how many are covered at a level or better."""
    levels = Counter(LEVELS.index(each.coverage) >= LEVELS.index(level) for each in members if each.role == role)
    return Counted(levels.total(), levels[True])
