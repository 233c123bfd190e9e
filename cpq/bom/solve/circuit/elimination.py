"""An order in which to eliminate the vertices of a graph so that few new edges arise."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cpq.bom.solve.circuit.kernels import Ints, Words, kernel, step

UNKNOWN = -1


class Graph(NamedTuple):
    """By vertex its neighbours as a set of bits, and the cost of eliminating it (`UNKNOWN`: to be worked out)."""

    neighbours: Words
    cost: Ints
    gone: Ints


@step
def _connect(graph: Graph, starts: Ints, members: Ints) -> None:
    """Makes the members of every list neighbours of each other."""
    for number in range(len(starts) - 1):
        for place in range(starts[number], starts[number + 1]):
            for other in range(starts[number], starts[number + 1]):
                _set(graph.neighbours[members[place]], members[other])
            _clear(graph.neighbours[members[place]], members[place])


@kernel
def eliminate(graph: Graph, starts: Ints, members: Ints, fewest_edges: bool, order: Ints) -> None:
    """Makes the members of every list neighbours, then writes an order of elimination.

    The next vertex is the one whose neighbours lack the fewest edges or, without `fewest_edges`, are the fewest.

    Leaves in `neighbours` of each vertex those that were there when it was eliminated: the bags of a tree decomposition.
    H. L. Bodlaender, A. M. C. A. Koster, Treewidth computations I. Upper bounds, Information and Computation 208, 2010.
    """
    _connect(graph, starts, members)
    for place in range(len(order)):
        vertex = _cheapest(graph, fewest_edges)
        order[place] = vertex
        graph.gone[vertex] = 1
        _join_neighbours(graph, vertex)


@step
def _cheapest(graph: Graph, fewest_edges: bool) -> int:
    best = -1
    for vertex in range(len(graph.cost)):
        if graph.gone[vertex] == 0:
            if graph.cost[vertex] == UNKNOWN:
                graph.cost[vertex] = _cost(graph, vertex, fewest_edges)
            if best < 0 or graph.cost[vertex] < graph.cost[best]:
                best = vertex
    return best


@step
def _cost(graph: Graph, vertex: int, fewest_edges: bool) -> int:
    mine = graph.neighbours[vertex]
    degree = _count(mine)
    if not fewest_edges:
        return degree
    missing = 0
    for other in range(len(graph.cost)):
        if _has(mine, other):
            missing += _count_missing(mine, graph.neighbours[other]) - 1  # itself
    return missing // 2 * 1024 + min(degree, 1023)


@step
def _join_neighbours(graph: Graph, vertex: int) -> None:
    mine = graph.neighbours[vertex]
    fills = graph.cost[vertex] >= 1024
    for other in range(len(graph.cost)):
        if _has(mine, other):
            if fills:
                _forget_around(graph, other)
            theirs = graph.neighbours[other]
            for word in range(len(theirs)):
                theirs[word] |= mine[word]
            _clear(theirs, other)
            _clear(theirs, vertex)
            graph.cost[other] = UNKNOWN


@step
def _forget_around(graph: Graph, vertex: int) -> None:
    """An edge may arise between two neighbours of any vertex here."""
    for other in range(len(graph.cost)):
        if _has(graph.neighbours[vertex], other):
            graph.cost[other] = UNKNOWN


@step
def _set(words: Words, bit: int) -> None:
    words[bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)


@step
def _clear(words: Words, bit: int) -> None:
    words[bit >> 6] &= ~(np.uint64(1) << np.uint64(bit & 63))


@step
def _has(words: Words, bit: int) -> bool:
    return (words[bit >> 6] >> np.uint64(bit & 63)) & np.uint64(1) != np.uint64(0)


@step
def _count(words: Words) -> int:
    total = 0
    for word in words:
        total += _bits(word)
    return total


@step
def _count_missing(words: Words, from_: Words) -> int:
    total = 0
    for place in range(len(words)):
        total += _bits(words[place] & ~from_[place])
    return total


@step
def _bits(word: Any) -> Any:
    """The number of ones. H. S. Warren, Hacker's Delight, chapter 5."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
