"""In which order variables are decided: from the middle of a tree decomposition outwards, so that the rest falls apart.

T. Korhonen, M. Järvisalo, Integrating tree decompositions into decision heuristics of propositional model counters,
CP 2021.
"""

from __future__ import annotations

from collections import deque
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.elimination import UNKNOWN, Graph, eliminate
from cpq.bom.solve.circuit.kernels import Ints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.circuit.clauses import Clauses

MOST_FOR_FEWEST_EDGES = 3_000
"""Vertices beyond which those with the fewest neighbours go first: it is quicker to find them."""


def ranks(clauses: Clauses) -> Ints:
    """By variable its place in the order. The variables of a group stay together."""
    block = _blocks(clauses)
    count = max(block, default=-1) + 1
    lists = [sorted({block[literal // 2] for literal in clause}) for clause in clauses.clauses]
    order, bags = _decomposition(count, [each for each in lists if len(each) > 1])
    depth = _depths(order, bags)
    uses = np.bincount(np.fromiter(chain.from_iterable(lists), np.int64), minlength=count)
    first = sorted(range(clauses.variables), key=lambda v: (depth[block[v]], -uses[block[v]], block[v], v))
    places = np.empty(clauses.variables, np.int32)
    places[np.array(first, np.int64)] = np.arange(clauses.variables, dtype=np.int32)
    return places


def _blocks(clauses: Clauses) -> list[int]:
    """By variable the vertex that stands for it: one for each group, one for each variable in none."""
    block = [-1] * clauses.variables
    count = 0
    for group in clauses.groups:
        for literal in group:
            if block[literal // 2] < 0:
                block[literal // 2] = count
        count += 1
    for variable, known in enumerate(block):
        if known < 0:
            block[variable] = count
            count += 1
    return block


def _decomposition(count: int, lists: Sequence[Sequence[int]]) -> tuple[list[int], list[list[int]]]:
    """The order of elimination, and by vertex the neighbours that it then had."""
    graph = Graph(
        np.zeros((count, (count + 63) // 64), np.uint64), np.full(count, UNKNOWN, np.int32), np.zeros(count, np.int32)
    )
    starts = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    members = np.fromiter(chain.from_iterable(lists), np.int32, int(starts[-1]))
    order = np.empty(count, np.int32)
    eliminate(graph, starts, members, count <= MOST_FOR_FEWEST_EDGES, order)
    bits = np.unpackbits(graph.neighbours.view(np.uint8), axis=1, bitorder="little")
    return order.tolist(), [np.flatnonzero(row).tolist() for row in bits]


def _depths(order: list[int], bags: list[list[int]]) -> list[int]:
    """By vertex how far from the middle of the tree it first appears in a bag."""
    place = {vertex: number for number, vertex in enumerate(order)}
    parent = [min(map(place.__getitem__, bags[vertex]), default=-1) for vertex in order]
    depth = [len(order)] * len(order)
    for number, far in _distances(parent, _middle(parent)):
        for vertex in (order[number], *bags[order[number]]):
            depth[vertex] = min(depth[vertex], far)
    return depth


def _middle(parent: list[int]) -> list[int]:
    """By tree the node without which the largest remaining part is smallest."""
    below = [1] * len(parent)
    for number, above in enumerate(parent):  # a parent has a higher number
        if above >= 0:
            below[above] += below[number]
    heaviest = [0] * len(parent)
    for number, above in enumerate(parent):
        if above >= 0:
            heaviest[above] = max(heaviest[above], below[number])
    root = list(range(len(parent)))
    for number in reversed(range(len(parent))):
        if parent[number] >= 0:
            root[number] = root[parent[number]]
    best: dict[int, tuple[int, int]] = {}
    for number, top in enumerate(root):
        worst = max(heaviest[number], below[top] - below[number])
        best[top] = min(best.get(top, (worst, number)), (worst, number))
    return [number for _, number in best.values()]


def _distances(parent: list[int], starts: list[int]) -> list[tuple[int, int]]:
    adjacent: list[list[int]] = [[] for _ in parent]
    for number, above in enumerate(parent):
        if above >= 0:
            adjacent[number].append(above)
            adjacent[above].append(number)
    far = dict.fromkeys(starts, 0)
    queue = deque(starts)
    while queue:
        number = queue.popleft()
        for other in adjacent[number]:
            if other not in far:
                far[other] = far[number] + 1
                queue.append(other)
    return list(far.items())
