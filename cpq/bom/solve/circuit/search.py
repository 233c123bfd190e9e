"""Top-down compilation: decide, propagate, split into components, and never compile one twice.

The search is a machine with a stack of its own, so that it can pause after a number of decisions and be told to stop.
A. Darwiche, New advances in compiling CNF to decomposable negation normal form, ECAI 2004; J. Huang, A. Darwiche, The
language of search, JAIR 29, 2007.
"""

from __future__ import annotations

from typing import NamedTuple

from cpq.bom.solve.circuit.components import COUNT, FREE, UNKNOWN, Components, Known, recall, remember, split
from cpq.bom.solve.circuit.kernels import Bytes, Ints, Longs, kernel, step
from cpq.bom.solve.circuit.propagation import TAIL, Formula, Trail, Watches, assign, propagate, undo, watch_all

FALSE = -1
"""The node that nothing satisfies."""

MODE, DEPTH, PARTS, NODES, CHILDREN, RESULT, DECISIONS = 0, 1, 2, 3, 4, 5, 6
"""Places in `Search.ends`."""

BEGIN, ENTER, BRANCH, NEXT, CLOSE, DONE, FULL = 0, 1, 2, 3, 4, 5, 6
"""What the machine does next."""


class Search(NamedTuple):
    """Frames of open decisions by depth, the parts gathered for the node at hand, and the nodes made.

    Nodes below 3n are given: the 2n literals, then for each of n variables "either". Node 3n + i has the children from
    `child_start[i]` to `child_start[i + 1]` and holds when all do, or, with `either[i]`, when one does.
    """

    component: Ints
    literal: Ints
    trail_size: Ints
    next_component: Ints
    last_component: Ints
    first_part: Ints
    first_branch: Ints
    parts: Ints
    child_start: Longs
    children: Ints
    either: Bytes
    rank: Ints
    ends: Longs


class State(NamedTuple):
    """All that a compilation works on."""

    formula: Formula
    watches: Watches
    trail: Trail
    components: Components
    known: Known
    search: Search


@step
def _begin(state: State) -> None:
    """Opens the first frame: all variables, nothing assumed."""
    watch_all(state.formula, state.watches)
    search, components = state.search, state.components
    search.ends[DEPTH] = 1
    search.next_component[0] = split(state.formula, state.trail, components, search.component[0])
    search.last_component[0] = components.ends[COUNT]
    for place in range(components.ends[FREE]):
        _add_part(search, 2 * len(search.rank) + components.free[place])
    search.ends[MODE] = NEXT


@kernel
def advance(state: State, decisions: int) -> int:
    """Goes on for that many decisions; `DONE` (the root is in `ends[RESULT]`), `FULL` (out of room), or where it paused."""
    search = state.search
    limit = search.ends[DECISIONS] + decisions
    while search.ends[MODE] < DONE and search.ends[DECISIONS] < limit:
        if not _has_room(state):
            search.ends[MODE] = FULL
        elif search.ends[MODE] == BEGIN:
            _begin(state)
        elif search.ends[MODE] == ENTER:
            _enter(state)
        elif search.ends[MODE] == BRANCH:
            _branch(state)
        elif search.ends[MODE] == NEXT:
            _next(state)
        else:
            _close(state)
    return search.ends[MODE]


@step
def _has_room(state: State) -> bool:
    """For the most that one step can add."""
    search, components = state.search, state.components
    most = 3 * len(search.rank) + 8
    top = components.ends[COUNT]
    return (
        search.ends[NODES] + most < len(search.either)
        and search.ends[CHILDREN] + most < len(search.children)
        and search.ends[PARTS] + most < len(search.parts)
        and top + most < len(components.variable_end)
        and components.variable_start[top] + most < len(components.variables)
        and components.clause_start[top] + len(components.label_of_clause) < len(components.clauses)
    )


@step
def _enter(state: State) -> None:
    """Opens a frame for the component in `ends[RESULT]`."""
    search = state.search
    frame = search.ends[DEPTH]
    search.ends[DEPTH] = frame + 1
    search.component[frame] = search.ends[RESULT]
    search.literal[frame] = 2 * _choose(state, search.ends[RESULT])
    search.first_branch[frame] = UNKNOWN
    search.ends[MODE] = BRANCH


@step
def _choose(state: State, number: int) -> int:
    """The variable of the component that comes first in the order."""
    components, rank = state.components, state.search.rank
    best = components.variables[components.variable_start[number]]
    for place in range(components.variable_start[number] + 1, components.variable_start[number + 1]):
        variable = components.variables[place]
        if rank[variable] < rank[best]:
            best = variable
    return best


@step
def _branch(state: State) -> None:
    """Assumes the literal of the frame and splits what is left of its component."""
    search, trail, components = state.search, state.trail, state.components
    frame = search.ends[DEPTH] - 1
    search.ends[DECISIONS] += 1
    search.trail_size[frame] = trail.ends[TAIL]
    search.first_part[frame] = search.ends[PARTS]
    search.next_component[frame] = components.ends[COUNT]
    search.last_component[frame] = components.ends[COUNT]
    assign(trail, search.literal[frame])
    if not propagate(state.formula, state.watches, trail):
        _finish(state, FALSE)
        return
    for place in range(search.trail_size[frame], trail.ends[TAIL]):
        _add_part(search, trail.literals[place])
    search.next_component[frame] = split(state.formula, trail, components, search.component[frame])
    search.last_component[frame] = components.ends[COUNT]
    for place in range(components.ends[FREE]):
        _add_part(search, 2 * len(search.rank) + components.free[place])
    search.ends[MODE] = NEXT


@step
def _add_part(search: Search, node: int) -> None:
    search.parts[search.ends[PARTS]] = node
    search.ends[PARTS] += 1


@step
def _next(state: State) -> None:
    """Takes up the next component of the branch, or puts the branch together."""
    search = state.search
    frame = search.ends[DEPTH] - 1
    number = search.next_component[frame]
    if number == search.last_component[frame]:
        _finish(state, _conjunction(search, search.first_part[frame]))
        return
    node = recall(state.components, state.known, number)
    search.ends[RESULT] = number
    if node == UNKNOWN:
        search.ends[MODE] = ENTER
    else:
        _receive(state, node)


@step
def _receive(state: State, node: int) -> None:
    """The next component of the branch turned out to be that node."""
    search = state.search
    if node == FALSE:
        _finish(state, FALSE)
        return
    _add_part(search, node)
    search.next_component[search.ends[DEPTH] - 1] += 1
    search.ends[MODE] = NEXT


@step
def _finish(state: State, node: int) -> None:
    """Ends a branch: back to before its assumption, then the other branch, or the frame is closed."""
    search = state.search
    frame = search.ends[DEPTH] - 1
    undo(state.trail, search.trail_size[frame])
    search.ends[PARTS] = search.first_part[frame]
    search.ends[RESULT] = node
    if frame == 0:
        search.ends[MODE] = DONE
        return
    state.components.ends[COUNT] = search.last_component[frame - 1]
    if search.first_branch[frame] == UNKNOWN:
        search.first_branch[frame] = node
        search.literal[frame] ^= 1
        search.ends[MODE] = BRANCH
    else:
        search.ends[MODE] = CLOSE


@step
def _close(state: State) -> None:
    """Both branches are known: their disjunction is the component's node."""
    search = state.search
    frame = search.ends[DEPTH] - 1
    node = _disjunction(search, search.first_branch[frame], search.ends[RESULT])
    remember(state.components, state.known, search.component[frame], node)
    search.ends[DEPTH] = frame
    _receive(state, node)


@step
def _conjunction(search: Search, first: int) -> int:
    """All gathered parts as a node."""
    if search.ends[PARTS] == first + 1:
        return search.parts[first]
    for place in range(first, search.ends[PARTS]):
        _add_child(search, search.parts[place])
    return _make_node(search, False)


@step
def _disjunction(search: Search, left: int, right: int) -> int:
    if left == FALSE:
        return right
    if right == FALSE:
        return left
    _add_child(search, left)
    _add_child(search, right)
    return _make_node(search, True)


@step
def _add_child(search: Search, node: int) -> None:
    search.children[search.ends[CHILDREN]] = node
    search.ends[CHILDREN] += 1


@step
def _make_node(search: Search, either: bool) -> int:
    number = search.ends[NODES]
    search.either[number] = either
    search.child_start[number + 1] = search.ends[CHILDREN]
    search.ends[NODES] = number + 1
    return 3 * len(search.rank) + number
