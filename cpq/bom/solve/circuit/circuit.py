"""A circuit as flat arrays, and how it comes from the nodes of a search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cpq.bom.solve.circuit.kernels import Bytes, Ints
from cpq.bom.solve.circuit.sharing import Node, shared
from cpq.bom.solve.circuit.simplifying import TRUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cpq.bom.solve.circuit.compiler import Nodes


class Circuit(NamedTuple):
    """Nodes in an order in which children come before their parents; the last one is the root.

    The first nodes are leaves. The i-th of the others holds when all children hold, or, with `either[i]`, when one does;
    its children are `children[child_start[i]:child_start[i + 1]]`. Each solution is one way to hold: it has exactly one
    leaf of every variable.
    """

    child_start: Ints
    children: Ints
    either: Bytes

    @property
    def size(self) -> int:
        """Nodes that are no leaves, and edges."""
        return len(self.either) + len(self.children)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A circuit over the leaves of a model; `left_out` are by place the constraints of the model that it does not know of."""

    circuit: Circuit
    left_out: tuple[int, ...] = ()


@dataclass(slots=True)
class _Builder:
    """`leaves` are by literal those it stands for: none, one, or several that always go together."""

    leaves: Sequence[Sequence[int]]
    nodes: Nodes
    first: int
    made: list[tuple[bool, tuple[int, ...]]]
    known: dict[tuple[bool, tuple[int, ...]], int]

    def node(self, either: bool, children: tuple[int, ...]) -> int:
        """A node that holds when all (or, `either`, one) of the children do; the same one for the same children."""
        if len(children) == 1:
            return children[0]
        key = (either, children)
        if key not in self.known:
            self.known[key] = self.first + len(self.made)
            self.made.append(key)
        return self.known[key]

    def literal(self, literal: int) -> tuple[int, ...]:
        """As parts of a conjunction."""
        leaves = tuple(self.leaves[literal])
        return leaves if len(leaves) < 3 else (self.node(False, leaves),)


def circuit_of(nodes: Nodes | None, leaves: Sequence[Sequence[int]], always: Sequence[int], count: int) -> Circuit:
    """Keeps of the literals only the leaves. `always` are leaves that hold in every solution, of `count`.

    Conjunctions within conjunctions, and disjunctions within disjunctions, become one where nothing else refers to them.
    """
    if nodes is None:
        return arranged(count, [(True, ())])
    builder = _Builder(leaves, nodes, count, [], {})
    root = _parts(builder, _flattened(nodes))
    builder.made.append((False, tuple(sorted((*always, *root)))))
    return arranged(count, shared(count, builder.made))


def _parts(builder: _Builder, flat: dict[int, tuple[bool, list[int]]]) -> tuple[int, ...]:
    """What the root is made of."""
    variables = builder.nodes.variables
    parts: dict[int, tuple[int, ...]] = {}

    def given(node: int) -> tuple[int, ...]:
        if node not in parts:
            if node < 2 * variables:
                parts[node] = builder.literal(node)
            else:
                sides = [
                    builder.node(False, given(literal))
                    for literal in (2 * node - 4 * variables, 2 * node - 4 * variables + 1)
                ]
                parts[node] = (builder.node(True, tuple(sides)),)
        return parts[node]

    for number, (either, children) in flat.items():
        below = [parts[child] if child in parts else given(child) for child in children]
        if either:
            parts[number] = (builder.node(True, tuple(sorted(builder.node(False, each) for each in below))),)
        else:
            parts[number] = (builder.node(False, tuple(sorted(chain.from_iterable(below)))),)
    return parts[builder.nodes.root] if builder.nodes.root in parts else given(builder.nodes.root)


def _flattened(nodes: Nodes) -> dict[int, tuple[bool, list[int]]]:
    """By node that the root needs, children first, its kind and children."""
    first = 3 * nodes.variables
    starts, children = nodes.child_start.tolist(), nodes.children.tolist()
    either = nodes.either.astype(bool).tolist()
    below = [children[start:end] for start, end in pairwise(starts)]
    uses = Counter({nodes.root: 2})
    for number in reversed(range(len(below))):
        if uses[first + number]:
            uses.update(below[number])
    flat: dict[int, tuple[bool, list[int]]] = {}
    for number, kind in enumerate(either):
        if uses[first + number]:
            flat[first + number] = (kind, _drawn_in(below[number], kind, flat, uses))
    return flat


def _drawn_in(
    children: Sequence[int], kind: bool, flat: dict[int, tuple[bool, list[int]]], uses: Mapping[int, int]
) -> list[int]:
    """The children, and instead of those of the same kind that nothing else needs what they have below."""
    drawn: list[int] = []
    for child in children:
        if uses[child] == 1 and child in flat and flat[child][0] == kind:
            drawn += flat.pop(child)[1]
        else:
            drawn.append(child)
    return drawn


def arranged(first: int, given: Sequence[Node]) -> Circuit:
    """The circuit of nodes, children first and the root last, over the first so many leaves.

    Nodes that the root does not need are left out: they come of branches that turned out to be impossible, and might stand above it.
    Nodes of the same height, kind and number of children stand together: a pass then hardly ever mispredicts a branch.
    """
    heights = [0] * (first + len(given))
    for node, (_, children) in enumerate(given, start=first):
        heights[node] = 1 + max((heights[child] for child in children), default=0)
    order = sorted(
        _needed(first, given), key=lambda node: (heights[first + node], given[node][0], len(given[node][1]), node)
    )
    place = dict(zip(order, range(len(order)), strict=True))
    made = [
        (given[node][0], [each if each < first else first + place[each - first] for each in given[node][1]])
        for node in order
    ]
    starts = np.fromiter(accumulate((len(children) for _, children in made), initial=0), np.int32, len(made) + 1)
    return Circuit(
        starts,
        np.fromiter(chain.from_iterable(children for _, children in made), np.int32, int(starts[-1])),
        np.fromiter((either for either, _ in made), np.uint8, len(made)),
    )


def _needed(first: int, given: Sequence[Node]) -> Iterator[int]:
    """The root and what is below it."""
    needed = {first + len(given) - 1}
    for node in reversed(range(len(given))):
        if first + node in needed:
            needed.update(given[node][1])
            yield node


def leaves_by_literal(
    literals: Sequence[int], image: Sequence[int], variables: int
) -> tuple[list[list[int]], list[int]]:
    """By simplified literal the leaves that it stands for, and the leaves that always hold."""
    by_literal: list[list[int]] = [[] for _ in range(2 * variables)]
    always: list[int] = []
    for leaf, literal in enumerate(literals):
        now = image[literal]
        if now >= 0:
            by_literal[now].append(leaf)
        elif now == TRUE:
            always.append(leaf)
    return by_literal, always
