"""Clauses of an automaton: between two columns a hidden variable tells in which state it is.

I. Abío, G. Gange, V. Mayer-Eichberger, P. J. Stuckey, On CNF encodings of decision diagrams, CPAIOR 2016.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from cpq.bom.solve.circuit.automata import BROKEN, KEPT, Automaton

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.circuit.clauses import Clauses

    Node = tuple[int, ...]
    """By place in the domain, the number of the node on the next level, or `DEAD`."""

DEAD = -1
"""Leads nowhere: the constraint is broken."""


def post_automaton(clauses: Clauses, automaton: Automaton, literals: Mapping[str, Sequence[int]]) -> None:
    """`literals` are by variable those of its values. The hidden variables follow from these."""
    levels = _layered(automaton, [len(literals[name]) for name in automaton.names])
    here: tuple[int | None, ...] = (None,)
    for number, (name, nodes) in enumerate(zip(automaton.names, levels, strict=True), start=1):
        count = len(levels[number]) if number < len(levels) else 1
        below = (None,) if count == 1 else clauses.group(count)
        _post_step(clauses, here, nodes, literals[name], below)
        here = below


def _layered(automaton: Automaton, sizes: Sequence[int]) -> list[list[Node]]:
    """Every path reads every variable: one that is decided to be kept runs past the others. At the end there is one node."""
    levels: list[list[Node]] = []
    past = False
    for number, (rows, size) in enumerate(zip(automaton.levels, sizes, strict=True)):
        last = number + 1 == len(automaton.levels)
        kept = 0 if last else len(automaton.levels[number + 1])
        level = [tuple(kept if each == KEPT else DEAD if each == BROKEN else each for each in row) for row in rows]
        if past:
            level.append((kept,) * size)
        past = past or any(KEPT in row for row in rows)
        levels.append(level)
    return levels


def _post_step(
    clauses: Clauses,
    here: Sequence[int | None],
    nodes: Sequence[Sequence[int]],
    values: Sequence[int],
    below: Sequence[int | None],
) -> None:
    """One column: node and value lead to the node below, and none of the three without one of the others.

    None stands for the literal of the only node of a level, which always holds.
    """
    places = range(len(values))
    by_edge = defaultdict[tuple[int, int], list[int]](list)
    for (place, node), value in product(enumerate(nodes), places):
        if node[value] == DEAD:
            _add(clauses, [_not(here[place]), values[value] ^ 1])
        else:
            by_edge[place, node[value]].append(value)
    edges = {edge: [values[place] for place in each] for edge, each in by_edge.items()}
    whole = len(values)
    for (place, child), leading in edges.items():
        if below[child] is not None:
            for literal in leading if len(leading) < whole else ():
                _add(clauses, [_not(here[place]), literal ^ 1, below[child]])
            if len(leading) == whole:
                _add(clauses, [_not(here[place]), below[child]])
            else:
                _add(clauses, [_not(here[place]), _not(below[child]), *leading])
    _post_supports(clauses, here, nodes, values, below)


def _post_supports(
    clauses: Clauses,
    here: Sequence[int | None],
    nodes: Sequence[Sequence[int]],
    values: Sequence[int],
    below: Sequence[int | None],
) -> None:
    """What each node and value needs on the other side."""
    for child, literal in enumerate(below):
        if literal is not None:
            _add(clauses, [literal ^ 1, *(here[place] for place, node in enumerate(nodes) if child in node)])
    for place, node in enumerate(nodes):
        children = sorted(set(node) - {DEAD})
        _add(clauses, [_not(here[place]), *(below[child] for child in children)])
    for value, literal in enumerate(values):
        children = sorted({node[value] for node in nodes} - {DEAD})
        _add(clauses, [literal ^ 1, *(below[child] for child in children)])
        if any(node[value] == DEAD for node in nodes):
            _add(clauses, [literal ^ 1, *(here[place] for place, node in enumerate(nodes) if node[value] != DEAD)])


def _not(literal: int | None) -> int:
    return -1 if literal is None else literal ^ 1


def _add(clauses: Clauses, literals: Sequence[int | None]) -> None:
    """None holds always, -1 never."""
    if None not in literals:
        clauses.clauses.append(tuple(each for each in literals if each is not None and each >= 0))
