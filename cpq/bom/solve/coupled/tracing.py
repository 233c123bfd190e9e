"""Circuits made from automata: the automata of all constraints read one variable after the other.

What is still asked of the variables to come splits into parts that share none; equal parts become one node, and so do nodes
that say the same. Sums that have to remember too much are left out.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.circuit import Circuit
from cpq.bom.solve.circuit.compiling import Compiled
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.leaves import Leaves
from cpq.bom.solve.coupled.automata import BROKEN, KEPT, Automaton, TooManyStates, automaton_of
from cpq.bom.solve.meaning import scope
from cpq.bom.solve.normal_form import Linear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cpq.bom.solve.circuit.storage import Store
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Constraint

FORMAT = "traced 1"
"""Changes whenever the same automata may give another circuit."""
MOST_OF_A_SUM = 400
"""States of a sum's automaton; every one may multiply the circuit."""
MOST_PARTS = 400_000
"""Parts that are looked at before it is given up."""

Asked = tuple[tuple[int, int, int], ...]
"""Automaton, level and state: what is still asked."""


def traced(model: Model, kept: Store) -> Compiled:
    """The circuit, and the inequalities that it leaves out. Raises `DidNotCompile`."""
    order = _order(model)
    automata, left_out = _read(model, {name: number for number, name in enumerate(order)})
    tracer = _Tracer(model, order, automata) if automata is not None else None
    key = sha256(repr((FORMAT, order, tuple(model.domains.items()), automata)).encode()).digest()
    circuit = kept.load(key, tracer.leaves.count) if tracer else None
    if circuit is None:
        circuit = tracer.circuit() if tracer else _arrays([(True, ())])
        if tracer:
            kept.save(key, circuit)
    return Compiled(circuit, left_out)


def _read(model: Model, place: Mapping[str, int]) -> tuple[tuple[Automaton, ...] | None, tuple[Linear, ...]]:
    """The automata, None if something never holds; and what is left out."""
    automata: list[Automaton] = []
    left_out: list[Linear] = []
    for constraint in model.constraints:
        automaton = _automaton(constraint, place, model)
        if automaton is None and isinstance(constraint, Linear):
            left_out.append(constraint)
        elif automaton is False:
            return None, ()
        elif isinstance(automaton, Automaton):
            automata.append(automaton)
    return tuple(automata), tuple(left_out)


def _automaton(constraint: Constraint, place: Mapping[str, int], model: Model) -> Automaton | bool | None:
    """None for an inequality that is left out. Raises `DidNotCompile`."""
    may_be_left_out = isinstance(constraint, Linear) and constraint.relation in ("<=", ">=")
    try:
        automaton = automaton_of(constraint, place, model.domains)
    except TooManyStates:
        if may_be_left_out:
            return None
        raise DidNotCompile(f"rule {constraint.rule}") from None
    large = isinstance(automaton, Automaton) and automaton.size > MOST_OF_A_SUM
    return None if large and may_be_left_out else automaton


def _order(model: Model) -> tuple[str, ...]:
    """What most constraints ask about comes first, variables by which alike constraints ask come last and stay together."""
    asked: dict[str, list[int]] = {name: [] for name in model.domains}
    for number, constraint in enumerate(model.constraints):
        for name in scope(constraint):
            asked[name].append(number)
    alike = Counter(tuple(each) for each in asked.values() if each)
    return tuple(sorted(model.domains, key=lambda name: (alike[tuple(asked[name])] > 1, -len(asked[name]))))


class _Tracer:
    def __init__(self, model: Model, order: Sequence[str], automata: Sequence[Automaton]) -> None:
        self.leaves = Leaves(model)
        self._names = order
        self._domains = [model.domains[name] for name in order]
        bits = {name: 1 << number for number, name in enumerate(order)}
        self._levels = [each.levels for each in automata]
        self._reads = [[order.index(name) for name in each.names] for each in automata]
        self._rest = [
            [sum(bits[name] for name in each.names[level:]) for level in range(len(each.names))] for each in automata
        ]
        self._parts: dict[Asked, int | None] = {}
        self._made: list[tuple[bool, tuple[int, ...]]] = []
        self._known: dict[tuple[bool, tuple[int, ...]], int] = {}

    def circuit(self) -> Circuit:
        begin = tuple((number, 0, 0) for number in range(len(self._levels)))
        children = self._together(begin, (1 << len(self._names)) - 1)
        if children is None:
            return _arrays([(True, ())])
        self._made.append((False, children))
        return _arrays(self._made)

    def _node(self, either: bool, children: tuple[int, ...]) -> int:
        """One for the same children."""
        if len(children) == 1:
            return children[0]
        key = (either, children)
        if key not in self._known:
            self._known[key] = self.leaves.count + len(self._made)
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
        first = self.leaves.first(self._names[number])
        return self._node(True, tuple(first + place for place in places))

    def _part(self, asked: Asked, mask: int) -> int | None:
        if asked not in self._parts:
            if len(self._parts) > MOST_PARTS:
                raise DidNotCompile("parts")
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


def _arrays(made: Iterable[tuple[bool, tuple[int, ...]]]) -> Circuit:
    nodes = list(made)
    starts = np.cumsum([0, *(len(children) for _, children in nodes)])
    children = [child for _, each in nodes for child in each]
    return Circuit(
        starts.astype(np.int32),
        np.array(children, np.int32),
        np.array([either for either, _ in nodes], np.uint8),
    )
