"""One wish after the other is honoured on what is left of a circuit, and what it rules out is taken away.

Everything left is in some solution, so a wish can be honoured exactly when its leaf is left. Each node and edge is taken
away at most once, so that all wishes together cost no more than a few passes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cpq.bom.solve.circuit.circuit import Circuit
from cpq.bom.solve.circuit.kernels import Bytes, Ints, Longs, kernel, step


class Uses(NamedTuple):
    """By node its parents: `parents[parent_start[n]:parent_start[n + 1]]`, as nodes."""

    parent_start: Ints
    parents: Ints


class Left(NamedTuple):
    """What is left: by node whether it is, how many of its children or parents it can lose, and nodes yet to be spread.

    `cost` is by node the least sum below it: a disjunction keeps only the children that cost no more than itself.
    """

    alive: Bytes
    children: Ints
    parents: Ints
    cost: Longs
    gone: Ints


def uses_of(circuit: Circuit, leaves: int) -> Uses:
    count = leaves + len(circuit.either)
    owners = np.repeat(np.arange(leaves, count, dtype=np.int32), np.diff(circuit.child_start))
    order = np.argsort(circuit.children, kind="stable")
    starts = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(circuit.children, minlength=count), out=starts[1:])
    return Uses(starts, owners[order])


@kernel
def keep_cheapest(circuit: Circuit, left: Left) -> None:
    """Keeps what is in a solution of least cost, given that the root is possible. `left.cost` is by node."""
    first = len(left.alive) - len(circuit.either)
    for node in range(len(left.alive)):
        left.alive[node] = 0
        left.children[node] = 0
        left.parents[node] = 0
    left.alive[len(left.alive) - 1] = 1
    for node in range(len(circuit.either) - 1, -1, -1):
        if left.alive[first + node] == 0:
            continue
        for place in range(circuit.child_start[node], circuit.child_start[node + 1]):
            child = circuit.children[place]
            if circuit.either[node] == 0 or left.cost[child] == left.cost[first + node]:
                left.alive[child] = 1
                left.children[first + node] += 1
                left.parents[child] += 1


@kernel
def settle(circuit: Circuit, uses: Uses, left: Left, starts: Ints, variables: Ints, wishes: Ints) -> None:
    """Honours the wishes as far as each is possible after those before it: a leaf to have, or ~leaf to do without.

    `variables` is by leaf its variable, whose leaves are `starts[v]` to `starts[v + 1]`.
    """
    for wish in wishes:
        wanted = wish >= 0
        leaf = wish if wanted else ~wish
        variable = variables[leaf]
        if not _possible(left, leaf, wanted, starts[variable], starts[variable + 1]):
            continue
        for other in range(starts[variable], starts[variable + 1]):
            if (other == leaf) != wanted and left.alive[other] != 0:
                _take_away(circuit, uses, left, other)


@step
def _possible(left: Left, leaf: int, wanted: bool, start: int, end: int) -> bool:
    for other in range(start, end):
        if (other == leaf) == wanted and left.alive[other] != 0:
            return True
    return False


@step
def _take_away(circuit: Circuit, uses: Uses, left: Left, node: int) -> None:
    """And all that cannot be without it."""
    left.alive[node] = 0
    left.gone[0] = node
    count = 1
    while count > 0:
        count -= 1
        node = left.gone[count]
        count = _tell_parents(circuit, uses, left, node, count)
        count = _tell_children(circuit, left, node, count)


@step
def _tell_parents(circuit: Circuit, uses: Uses, left: Left, node: int, count: int) -> int:
    first = len(left.alive) - len(circuit.either)
    for place in range(uses.parent_start[node], uses.parent_start[node + 1]):
        parent = uses.parents[place]
        either = circuit.either[parent - first] != 0
        if left.alive[parent] != 0 and not (either and left.cost[node] != left.cost[parent]):
            left.children[parent] -= 1
            if not either or left.children[parent] == 0:
                count = _bury(left, parent, count)
    return count


@step
def _tell_children(circuit: Circuit, left: Left, node: int, count: int) -> int:
    inner = node - (len(left.alive) - len(circuit.either))
    if inner < 0:
        return count
    either = circuit.either[inner] != 0
    for place in range(circuit.child_start[inner], circuit.child_start[inner + 1]):
        child = circuit.children[place]
        if left.alive[child] != 0 and not (either and left.cost[child] != left.cost[node]):
            left.parents[child] -= 1
            if left.parents[child] == 0:
                count = _bury(left, child, count)
    return count


@step
def _bury(left: Left, node: int, count: int) -> int:
    left.alive[node] = 0
    left.gone[count] = node
    return count + 1
