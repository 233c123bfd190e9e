"""Passes over a circuit: each visits every edge once or twice.

All take room for what they work out by node, so that a circuit can be shared between threads. Sums are kept below
`nowhere`, which stands for "not possible" and is larger than any sum.
"""

from __future__ import annotations

import numpy as np

from cpq.bom.solve.circuit.circuit import Circuit
from cpq.bom.solve.circuit.kernels import Bytes, Floats, Longs, kernel, step


@kernel
def find_possible(circuit: Circuit, allowed: Bytes, state: Bytes) -> bool:
    """Whether the allowed leaves leave a solution; the second bit of `state` is then set for what is in one, leaf or node."""
    first = len(allowed)
    for leaf in range(first):
        state[leaf] = allowed[leaf]
    for node in range(len(circuit.either)):
        state[first + node] = _holds(circuit, node, state)
    root = len(state) - 1
    if state[root] == 0:
        for leaf in range(first):
            state[leaf] = 0
        return False
    state[root] = 3
    for node in range(len(circuit.either) - 1, -1, -1):
        if state[first + node] >= 2:
            for place in range(circuit.child_start[node], circuit.child_start[node + 1]):
                child = circuit.children[place]
                state[child] |= state[child] << 1  # faster than to ask whether it is 1
    return True


@step
def _holds(circuit: Circuit, node: int, state: Bytes) -> int:
    if circuit.either[node] != 0:
        for place in range(circuit.child_start[node], circuit.child_start[node + 1]):
            if state[circuit.children[place]] != 0:
                return 1
        return 0
    for place in range(circuit.child_start[node], circuit.child_start[node + 1]):
        if state[circuit.children[place]] == 0:
            return 0
    return 1


@kernel
def find_least(circuit: Circuit, nowhere: int, up: Longs) -> int:
    """The least sum of a solution. `up` comes with the leaves' contributions and gets the least sum below each node."""
    first = len(up) - len(circuit.either)
    for node in range(len(circuit.either)):
        if circuit.either[node] != 0:
            up[first + node] = _smallest(circuit, node, nowhere, up)
        else:
            up[first + node] = _sum(circuit, node, nowhere, up)
    return up[len(up) - 1]


@step
def _smallest(circuit: Circuit, node: int, nowhere: int, up: Longs) -> int:
    least = nowhere
    for place in range(circuit.child_start[node], circuit.child_start[node + 1]):
        least = min(least, up[circuit.children[place]])
    return least


@step
def _sum(circuit: Circuit, node: int, nowhere: int, up: Longs) -> int:
    total = 0
    for place in range(circuit.child_start[node], circuit.child_start[node + 1]):
        part = up[circuit.children[place]]
        if part >= nowhere:
            return nowhere
        total += part
    return total


@kernel
def spread_least(circuit: Circuit, nowhere: int, up: Longs, through: Longs) -> None:
    """After `find_least`: `through` gets the least sum of the solutions that use each node, `nowhere` without any."""
    root = len(up) - 1
    for node in range(root):
        through[node] = nowhere
    through[root] = up[root]
    first = len(up) - len(circuit.either)
    for node in range(len(circuit.either) - 1, -1, -1):
        if through[first + node] >= nowhere:
            continue
        lift = through[first + node] - up[first + node]
        either = circuit.either[node] != 0
        for place in range(circuit.child_start[node], circuit.child_start[node + 1]):
            child = circuit.children[place]
            total = lift + up[child] if either else through[first + node]
            if up[child] < nowhere and total < through[child]:
                through[child] = total


@kernel
def count_modulo(circuit: Circuit, allowed: Bytes, prime: int, counts: Longs) -> int:
    """The number of solutions with the allowed leaves, modulo a prime below 2^31."""
    first = len(allowed)
    for leaf in range(first):
        counts[leaf] = allowed[leaf]
    for node in range(len(circuit.either)):
        total = 0 if circuit.either[node] != 0 else 1
        for place in range(circuit.child_start[node], circuit.child_start[node + 1]):
            part = counts[circuit.children[place]]
            if circuit.either[node] != 0:
                total += part
            else:
                total = total * part % prime
        counts[first + node] = total % prime
    return counts[len(counts) - 1]


@kernel
def find_digits(circuit: Circuit, allowed: Bytes, digits: Floats) -> float:
    """A number of binary digits that is enough for the number of solutions."""
    first = len(allowed)
    for leaf in range(first):
        digits[leaf] = 0.0 if allowed[leaf] != 0 else -np.inf
    for node in range(len(circuit.either)):
        start, end = circuit.child_start[node], circuit.child_start[node + 1]
        if circuit.either[node] != 0:
            digits[first + node] = _digits_of_sum(circuit, start, end, digits)
        else:
            digits[first + node] = _digits_of_product(circuit, start, end, digits)
    return max(digits[len(digits) - 1], 0.0) * 1.000001 + 2.0  # far more than what rounding can lose


@step
def _digits_of_sum(circuit: Circuit, start: int, end: int, digits: Floats) -> float:
    most = -np.inf
    for place in range(start, end):
        most = max(most, digits[circuit.children[place]])
    if most == -np.inf:
        return most
    total = 0.0
    for place in range(start, end):
        total += 2.0 ** (digits[circuit.children[place]] - most)
    return most + np.log2(total)


@step
def _digits_of_product(circuit: Circuit, start: int, end: int, digits: Floats) -> float:
    total = 0.0
    for place in range(start, end):
        total += digits[circuit.children[place]]
    return total
