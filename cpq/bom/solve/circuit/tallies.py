"""Numbers of solutions by the sum that they come to, for those within an inequality."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cpq.bom.solve.circuit.circuit import Circuit
from cpq.bom.solve.circuit.counting import by_remainders
from cpq.bom.solve.circuit.kernels import Longs, kernel, step
from cpq.bom.solve.circuit.passes import find_digits, find_least

if TYPE_CHECKING:
    from cpq.bom.solve.circuit.kernels import Bytes
    from cpq.bom.solve.circuit.leaves import Leaves
    from cpq.bom.solve.circuit.sums import Case

MOST_CELLS = 40_000_000
"""Nodes and the sums below each, all together."""
MOST_STEPS = 1_000_000_000
"""For each prime."""


class Room(NamedTuple):
    """By node `low`, the least sum below it, and from `start[n]` to `start[n + 1]` in `cells` a number for this and each larger sum."""

    low: Longs
    start: Longs
    cells: Longs
    scratch: Longs


def count_within(circuit: Circuit, leaves: Leaves, case: Case) -> int | None:
    """The solutions of a case with one inequality; None where that is too much work."""
    (inequality,) = case.tight
    by_leaf = inequality.contributions.by_leaf
    lows = np.minimum.reduceat(by_leaf, leaves.start[:-1])
    above: Longs = by_leaf - lows[leaves.variable]
    room = inequality.bound - int(lows.sum())
    unit = gcd(*above.tolist())
    if room < 0 or not unit:
        return 0 if room < 0 else None
    above, room = above // unit, room // unit
    low, start = _spans(circuit, case.mask, above, room)
    if int(start[-1]) > MOST_CELLS:
        return None
    cells = Room(low, start, np.empty(int(start[-1]), np.int64), np.empty((2, room + 1), np.int64))
    bits = find_digits(circuit, case.mask, np.empty(len(low), np.float64))

    try:
        return by_remainders(bits, lambda prime: _residue(circuit, cells, prime))
    except _TooManySteps:
        return None


class _TooManySteps(Exception):
    pass


def _residue(circuit: Circuit, room: Room, prime: int) -> int:
    found = int(tally(circuit, room, prime, MOST_STEPS))
    if found < 0:
        raise _TooManySteps
    return found


def _spans(circuit: Circuit, mask: Bytes, above: Longs, room: int) -> tuple[Longs, Longs]:
    """By node the least sum below it, and where the cells for this and all larger sums begin, as far as there is room."""
    nowhere = 2 * int(above.sum()) + 1
    low, high = (np.empty(len(mask) + len(circuit.either), np.int64) for _ in range(2))
    low[: len(mask)] = np.where(mask, above, nowhere)
    high[: len(mask)] = np.where(mask, -above, nowhere)
    find_least(circuit, nowhere, low)
    find_least(circuit, nowhere, high)
    length = np.where(low < nowhere, np.maximum(0, np.minimum(-high, room) - low + 1), 0)
    return low, np.concatenate((np.zeros(1, np.int64), np.cumsum(length)))


@kernel
def tally(circuit: Circuit, room: Room, prime: int, most: int) -> int:
    """The number of solutions with no more than there is room for, modulo the prime; -1 after too many steps."""
    low, start, cells = room.low, room.start, room.cells
    leaves = len(low) - len(circuit.either)
    for leaf in range(leaves):
        if start[leaf] < start[leaf + 1]:
            cells[start[leaf]] = 1
    steps = 0
    for node in range(len(circuit.either)):
        own = leaves + node
        if start[own] == start[own + 1]:
            continue
        if circuit.either[node] != 0:
            _add(circuit, node, room, prime)
        else:
            steps += _multiply(circuit, node, room, prime)
        if steps > most:
            return -1
    total = 0
    root = len(low) - 1
    for place in range(start[root], start[root + 1]):
        total += cells[place]
    return total % prime


@step
def _add(circuit: Circuit, node: int, room: Room, prime: int) -> None:
    low, start, cells = room.low, room.start, room.cells
    own = len(low) - len(circuit.either) + node
    for place in range(start[own], start[own + 1]):
        cells[place] = 0
    for edge in range(circuit.child_start[node], circuit.child_start[node + 1]):
        child = circuit.children[edge]
        shift = start[own] + low[child] - low[own] - start[child]
        for place in range(start[child], start[child + 1]):
            cells[place + shift] = (cells[place + shift] + cells[place]) % prime


@step
def _multiply(circuit: Circuit, node: int, room: Room, prime: int) -> int:
    """Sums from the least on: the least of a conjunction is that of its parts together."""
    start, cells, scratch = room.start, room.cells, room.scratch
    own = len(room.low) - len(circuit.either) + node
    length = start[own + 1] - start[own]
    scratch[0, 0] = 1
    size, side, steps = 1, 0, 0
    for edge in range(circuit.child_start[node], circuit.child_start[node + 1]):
        child = circuit.children[edge]
        width = start[child + 1] - start[child]
        steps += size * width
        now = min(length, size + width - 1)
        _convolve(room, child, prime, side, size, now)
        side, size = 1 - side, now
    for place in range(length):
        cells[start[own] + place] = scratch[side, place] if place < size else 0
    return steps


@step
def _convolve(room: Room, child: int, prime: int, side: int, size: int, now: int) -> None:
    """What stands on one side of the scratch with what is below the child, to the other side."""
    start, cells, scratch = room.start, room.cells, room.scratch
    width = start[child + 1] - start[child]
    for place in range(now):
        scratch[1 - side, place] = 0
    for place in range(size):
        factor = scratch[side, place]
        if factor != 0:
            for other in range(min(width, now - place)):
                value = scratch[1 - side, place + other] + factor * cells[start[child] + other]
                scratch[1 - side, place + other] = value % prime
