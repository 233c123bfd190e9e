"""Constraints as layered decision diagrams: by level the nodes, by node what each value of the level's variable leads to.

Every path reads every column, so that "where the path is" can be a hidden variable between two columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpq.bom.solve.meaning import accepts
from cpq.bom.solve.predicate_diagrams import FALSE, TRUE, PredicateDiagram

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.normal_form import Is, Table

DEAD = -1
"""Leads nowhere: the constraint is broken."""

Node = tuple[int, ...]
"""By place in the domain, the number of the node on the next level, or `DEAD`."""


@dataclass(frozen=True, slots=True)
class Levels:
    """`columns` are variables, read in that order, one perhaps twice; `nodes[i]` are the nodes at which the i-th is read.

    The first node of the first level is the start. After the last column there is one node: the constraint is kept.
    `void`: there is no path at all.
    """

    columns: tuple[str, ...]
    nodes: tuple[tuple[Node, ...], ...]
    void: bool = False

    @property
    def size(self) -> int:
        return sum(len(level) for level in self.nodes)


class TooManyNodes(Exception):
    """A diagram is larger than it may be."""


def levels_of_table(table: Table, domains: Mapping[str, Sequence[int]], most: int) -> Levels:
    """What is left of a table is told by the rows that still match. Raises `TooManyNodes`."""
    columns = table.variables
    matching = [_matching(table, column, domains[name]) for column, name in enumerate(columns)]
    reached: list[dict[int, None]] = [{(1 << len(table.rows)) - 1: None}]
    for column in matching:
        reached.append(dict.fromkeys(rows & each for rows in reached[-1] for each in column if rows & each))
        if sum(map(len, reached)) > most:
            raise TooManyNodes
    places = [{rows: place for place, rows in enumerate(level)} for level in reached]
    nodes = [
        tuple(tuple(below.get(rows & each, DEAD) for each in column) for rows in level)
        for level, column, below in zip(reached, matching, [*places[1:-1], dict.fromkeys(reached[-1], 0)], strict=False)
    ]
    return reduced(Levels(columns, tuple(nodes), void=not table.rows))


def _matching(table: Table, column: int, domain: Sequence[int]) -> list[int]:
    """By value the set of rows that accept it, as bits."""
    return [sum(1 << place for place, row in enumerate(table.rows) if accepts(row[column], value)) for value in domain]


def levels_of_diagram(
    diagram: PredicateDiagram, columns: Sequence[str], domains: Mapping[str, Sequence[int]]
) -> Levels:
    """A diagram in which an edge may skip columns; `columns` are all that it reads, in order."""
    if diagram.root == FALSE:
        return Levels((), (), void=True)
    place = _places(diagram, columns)
    here = {diagram.root: 0}
    nodes: list[tuple[Node, ...]] = []
    for number, name in enumerate(columns):
        below: dict[int, int] = {}
        level: list[Node] = []
        for node in here:
            read = node != TRUE and place[node] == number
            children = diagram.nodes[node - 2][1] if read else (node,) * len(domains[name])
            level.append(tuple(DEAD if each == FALSE else below.setdefault(each, len(below)) for each in children))
        nodes.append(tuple(level))
        here = below
    return reduced(Levels(tuple(columns), tuple(nodes)))


def _places(diagram: PredicateDiagram, columns: Sequence[str]) -> dict[int, int]:
    """By node the column that it reads: the last one of its name that still comes before all that it leads to."""
    place: dict[int, int] = {}
    for number, (name, children) in enumerate(diagram.nodes, start=2):
        below = min((place[each] for each in children if each > TRUE), default=len(columns))
        place[number] = max(column for column in range(below) if columns[column] == name)
    return place


def guarded(levels: Levels, when: Sequence[Is], domains: Mapping[str, Sequence[int]]) -> Levels:
    """The same, but only asked when all of `when` holds: else the path runs past the constraint."""
    if not when:
        return levels
    guards: list[tuple[Node, ...]] = [
        (tuple(_side(each, value) for value in domains[each.variable]), _aside(each, domains)) for each in when
    ]
    names = tuple(each.variable for each in when)
    if not levels.nodes:
        asked = DEAD if levels.void else 0
        guards[-1] = tuple(tuple((asked, 0)[side] for side in node) for node in guards[-1])
        return reduced(Levels(names, tuple(guards)))
    inner = [(*level, _past(levels, number, domains)) for number, level in enumerate(levels.nodes)]
    return reduced(Levels((*names, *levels.columns), (*guards, *inner)))


def _side(literal: Is, value: int) -> int:
    """0: go on asking, 1: past it."""
    return 0 if (value == literal.value) is literal.positive else 1


def _aside(literal: Is, domains: Mapping[str, Sequence[int]]) -> Node:
    return (1,) * len(domains[literal.variable])


def _past(levels: Levels, number: int, domains: Mapping[str, Sequence[int]]) -> Node:
    last = number + 1 == len(levels.nodes)
    return (0 if last else len(levels.nodes[number + 1]),) * len(domains[levels.columns[number]])


def reduced(levels: Levels) -> Levels:
    """Without nodes that lead nowhere, that do the same as another, or that no path reaches."""
    number = {0: 0}
    nodes: list[dict[Node, int]] = []
    for level in reversed(levels.nodes):
        made: dict[Node, int] = {}
        below, number = number, {}
        for place, old in enumerate(level):
            node = tuple(below.get(child, DEAD) for child in old)
            if any(child != DEAD for child in node):
                number[place] = made.setdefault(node, len(made))
        nodes.append(made)
    if levels.void or 0 not in number:
        return Levels((), (), void=True)
    return Levels(levels.columns, _reached([list(level) for level in reversed(nodes)], number[0]))


def _reached(levels: list[list[Node]], start: int) -> tuple[tuple[Node, ...], ...]:
    """The nodes that a path from the start reaches, renumbered."""
    here = {start: 0}
    kept: list[tuple[Node, ...]] = []
    for level in levels:
        below: dict[int, int] = {}
        kept.append(
            tuple(
                tuple(DEAD if child == DEAD else below.setdefault(child, len(below)) for child in level[node])
                for node in here
            )
        )
        here = below
    return tuple(kept)
