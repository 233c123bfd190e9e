"""Promotions that have nothing to do with each other are chosen by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import networkx as nx

from cpq.promotions.promotion import Promotion
from cpq.promotions.stacking import go_together, is_choosy


def components(candidates: Sequence[Promotion], lines: Mapping[str, frozenset[str]]) -> list[tuple[Promotion, ...]]:
    """The candidates in independent parts: no two of different parts work on a line together or exclude each other."""
    graph: nx.Graph[str] = nx.Graph()
    for each in candidates:
        graph.add_node(f"promotion {each.id}")
        graph.add_edges_from((f"promotion {each.id}", f"line {line}") for line in lines[each.id])
    choosy = [each for each in candidates if is_choosy(each)]
    for each in choosy:
        others = (other for other in candidates if not go_together(each, other))
        graph.add_edges_from((f"promotion {each.id}", f"promotion {other.id}") for other in others)
    number_of = {node: number for number, part in enumerate(nx.connected_components(graph)) for node in part}
    parts: dict[int, list[Promotion]] = {}
    for each in candidates:
        parts.setdefault(number_of[f"promotion {each.id}"], []).append(each)
    return [tuple(part) for part in parts.values()]
