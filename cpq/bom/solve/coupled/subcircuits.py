"""The parts of a circuit that share no variable: what its root puts together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.circuit import Circuit
from cpq.bom.solve.circuit.passes import find_least, spread_least
from cpq.bom.solve.coupled.components import NOWHERE
from cpq.rulebook.latest import Latest

if TYPE_CHECKING:
    from cpq.bom.solve.circuit.kernels import Bytes, Ints, Longs

MOST_KEPT = 256


class Subcircuit:
    """A circuit over some of the leaves, which it knows by their places among them."""

    def __init__(self, circuit: Circuit, leaves: Ints) -> None:
        self._circuit = circuit
        self.leaves = leaves
        self._kept: Latest[tuple[bytes, bytes], Longs] = Latest(MOST_KEPT)

    def least(self, mask: Bytes, weights: Longs) -> Longs:
        """By own leaf the least sum of the solutions here that have it and only leaves of the mask, or `NOWHERE`.

        What was asked lately is kept: a choice elsewhere in the component changes nothing here.
        """
        allowed, own = mask[self.leaves], weights[self.leaves]
        key = (allowed.tobytes(), own.tobytes())
        known = self._kept.get(key)
        if known is None:
            known = self._passed(allowed, own)
            self._kept.keep(key, known)
        return known

    def _passed(self, allowed: Bytes, own: Longs) -> Longs:
        nowhere = 2 * int(np.abs(own).sum()) + 1
        up = np.empty(len(own) + len(self._circuit.either), np.int64)
        up[: len(own)] = np.where(allowed, own, nowhere)
        if find_least(self._circuit, nowhere, up) >= nowhere:
            return np.full(len(own), NOWHERE, np.int64)
        through = np.full(len(up), nowhere, np.int64)
        spread_least(self._circuit, nowhere, up, through)
        totals = through[: len(own)]
        return np.where(totals < nowhere, totals, NOWHERE)

    def is_untouched(self, mask: Bytes, narrower: Bytes) -> bool:
        """Whether a narrower mask allows the same here."""
        return bool((mask[self.leaves] == narrower[self.leaves]).all())


def subcircuits_of(circuit: Circuit, leaves: int) -> tuple[Subcircuit, ...]:
    """Those that the root needs all of; the circuit itself where the root is a choice. What has no leaf always holds."""
    root = len(circuit.either) - 1
    children = circuit.children[circuit.child_start[root] :].tolist()
    if circuit.either[root] or len(children) < 2:
        return (Subcircuit(circuit, np.arange(leaves, dtype=np.int32)),)
    owner = np.full(leaves + len(circuit.either), -1, np.int64)
    owner[children] = np.arange(len(children))
    for node in range(root - 1, -1, -1):
        if owner[leaves + node] >= 0:
            owner[circuit.children[circuit.child_start[node] : circuit.child_start[node + 1]]] = owner[leaves + node]
    nodes = (np.flatnonzero(owner == number) for number in range(len(children)))
    return tuple(_part(circuit, leaves, each) for each in nodes if each[0] < leaves)


def _part(circuit: Circuit, leaves: int, nodes: Ints) -> Subcircuit:
    """The nodes renumbered; a leaf alone becomes a node of one child."""
    own, inner = nodes[nodes < leaves], nodes[nodes >= leaves] - leaves
    place = np.full(leaves + len(circuit.either), -1, np.int64)
    place[nodes] = np.arange(len(nodes))
    below = [
        place[circuit.children[circuit.child_start[node] : circuit.child_start[node + 1]]] for node in inner.tolist()
    ]
    below = below or [np.zeros(1, np.int64)]
    starts = np.cumsum([0, *map(len, below)])
    either = circuit.either[inner] if len(inner) else np.zeros(1, np.uint8)
    return Subcircuit(
        Circuit(starts.astype(np.int32), np.concatenate(below).astype(np.int32), either), own.astype(np.int32)
    )
