"""Circuits made from automata: the automata of all constraints read one variable after the other.

What is still asked of the variables to come splits into parts that share none; equal parts become one node, and so do nodes
that say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.circuit.automata import BROKEN, KEPT, Automaton, steps_foreseen
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.leaves import Leaves
from cpq.bom.solve.circuit.reading import automaton_or_left_out, order_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.circuit.budget import Clock
    from cpq.bom.solve.circuit.sharing import Node
    from cpq.bom.solve.model import Model

MOST_PARTS = 400_000
"""Parts that are looked at before it is given up."""
MOST_STEPS = 100_000_000
"""Of the automata, as far as they are foreseen: some thirty seconds, and what would come of them is slow."""
MOST_VARIABLES = 200
"""Each can be a few calls within one another."""

Asked = tuple[tuple[int, int, int], ...]
"""Automaton, level and state: what is still asked."""


def traced(model: Model, clock: Clock) -> tuple[list[Node], tuple[int, ...]]:
    """The nodes, the root last, and by place the constraints that they leave out. Raises `DidNotCompile`."""
    order = order_of(model)
    if len(order) > MOST_VARIABLES:
        raise DidNotCompile
    place = {name: number for number, name in enumerate(order)}
    if sum(steps_foreseen(each, place, model.domains) for each in model.constraints) > MOST_STEPS:
        raise DidNotCompile
    automata: list[Automaton] = []
    left_out: list[int] = []
    for number, constraint in enumerate(model.constraints):
        clock.look()
        automaton = automaton_or_left_out(constraint, place, model)
        if automaton is False:
            return [NOTHING], ()
        if automaton is None:
            left_out.append(number)
        elif isinstance(automaton, Automaton):
            automata.append(automaton)
    return _Tracer(model, order, automata, clock).nodes(), tuple(left_out)


NOTHING: Node = (True, ())


class _Tracer:
    def __init__(self, model: Model, order: Sequence[str], automata: Sequence[Automaton], clock: Clock) -> None:
        self._clock = clock
        self._leaves = Leaves(model)
        self._names = order
        self._domains = [model.domains[name] for name in order]
        bits = {name: 1 << number for number, name in enumerate(order)}
        self._levels = [each.levels for each in automata]
        self._reads = [[order.index(name) for name in each.names] for each in automata]
        self._rest = [
            [sum(bits[name] for name in each.names[level:]) for level in range(len(each.names))] for each in automata
        ]
        self._parts: dict[Asked, int | None] = {}
        self._made: list[Node] = []
        self._known: dict[Node, int] = {}

    def nodes(self) -> list[Node]:
        begin = tuple((number, 0, 0) for number in range(len(self._levels)))
        children = self._together(begin, (1 << len(self._names)) - 1)
        if children is None:
            return [NOTHING]
        self._made.append((False, children))
        return self._made

    def _node(self, either: bool, children: tuple[int, ...]) -> int:
        """One for the same children."""
        if len(children) == 1:
            return children[0]
        key = (either, children)
        if key not in self._known:
            self._known[key] = self._leaves.count + len(self._made)
            self._made.append(key)
        return self._known[key]

    def _together(self, asked: Asked, variables: int) -> tuple[int, ...] | None:
        """What everything asked comes to, over just these variables; None where it cannot be."""
        children: list[int] = []
        for part, mask in self._split(asked):
            node = self._part(part, mask)
            if node is None:
                return None
            children.append(node)
            variables &= ~mask
        if variables:
            children.append(self._any(variables))
        return tuple(sorted(children))

    def _split(self, asked: Asked) -> list[tuple[Asked, int]]:
        """Parts that share no variable, with the variables of each."""
        groups: list[tuple[list[tuple[int, int, int]], int]] = []
        for each in asked:
            mask = self._rest[each[0]][each[1]]
            members = [each]
            apart: list[tuple[list[tuple[int, int, int]], int]] = []
            for other, others_mask in groups:
                if others_mask & mask:
                    members, mask = other + members, mask | others_mask
                else:
                    apart.append((other, others_mask))
            groups = [*apart, (members, mask)]
        return [(tuple(sorted(members)), mask) for members, mask in groups]

    def _any(self, variables: int) -> int:
        """Any value of each of the variables."""
        nodes: list[int] = []
        while variables:
            number = (variables & -variables).bit_length() - 1
            nodes.append(self._values(number, tuple(range(len(self._domains[number])))))
            variables &= variables - 1
        return self._node(False, tuple(sorted(nodes)))

    def _values(self, number: int, places: tuple[int, ...]) -> int:
        first = self._leaves.first(self._names[number])
        return self._node(True, tuple(first + place for place in places))

    def _part(self, asked: Asked, mask: int) -> int | None:
        if asked not in self._parts:
            if len(self._parts) > MOST_PARTS:
                raise DidNotCompile
            self._clock.look()
            self._parts[asked] = None
            self._parts[asked] = self._decided(asked, mask)
        return self._parts[asked]

    def _decided(self, asked: Asked, mask: int) -> int | None:
        """By the values of the first variable."""
        number = (mask & -mask).bit_length() - 1
        here = [each for each in asked if self._reads[each[0]][each[1]] == number]
        kept = [each for each in asked if self._reads[each[0]][each[1]] != number]
        sides: dict[tuple[int, ...], list[int]] = {}
        for then, places in self._branches(number, here).items():
            rest = self._together(tuple(sorted((*kept, *then))), mask & (mask - 1))
            if rest is not None:
                sides.setdefault(rest, []).extend(places)
        nodes = [
            self._node(False, tuple(sorted((*rest, self._values(number, tuple(sorted(places)))))))
            for rest, places in sides.items()
        ]
        return self._node(True, tuple(sorted(set(nodes)))) if nodes else None

    def _branches(self, number: int, here: Sequence[tuple[int, int, int]]) -> dict[Asked, list[int]]:
        """What is asked then, and the places of the values with which."""
        rows = [(automaton, level + 1, self._levels[automaton][level][state]) for automaton, level, state in here]
        branches: dict[Asked, list[int]] = {}
        for place in range(len(self._domains[number])):
            then = [(automaton, level, row[place]) for automaton, level, row in rows if row[place] != KEPT]
            if all(state != BROKEN for _, _, state in then):
                branches.setdefault(tuple(then), []).append(place)
        return branches
