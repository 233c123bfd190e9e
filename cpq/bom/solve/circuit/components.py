"""Parts of what is left of a formula that share no variable, and the store of those that are compiled already.

A component is known by its unassigned variables and those of its clauses that are not satisfied yet: together they
say what is left of each clause. Clauses of two literals and groups need no mention, as both ends are unassigned.
M. Thurley, sharpSAT, SAT 2006.
"""

from __future__ import annotations

from typing import NamedTuple

from cpq.bom.solve.circuit.kernels import Ints, Longs, step
from cpq.bom.solve.circuit.propagation import Formula, Trail

COUNT, LABEL, FREE = 0, 1, 2
"""Places in `Components.ends`: components on the stack, the last label given, variables that became free."""

ENTRIES, KEYS = 0, 1
"""Places in `Known.ends`: entries, and numbers in the pool of keys."""

UNKNOWN = -2


class Components(NamedTuple):
    """A stack of components, each a slice of `variables` and one of `clauses`, both ascending; and room for finding them."""

    variable_start: Ints
    variables: Ints
    clause_start: Ints
    clauses: Ints
    label_of_variable: Ints
    label_of_clause: Ints
    variable_end: Ints
    clause_end: Ints
    hashes: Longs
    queue: Ints
    numbers: Ints
    free: Ints
    ends: Longs


class Known(NamedTuple):
    """A hash table from components to nodes: `slots` holds entry numbers + 1, `keys` the components themselves."""

    slots: Ints
    hashes: Longs
    key_start: Longs
    variable_count: Ints
    keys: Ints
    nodes: Ints
    ends: Longs


@step
def split(formula: Formula, trail: Trail, components: Components, parent: int) -> int:
    """Pushes the components of what is left of `parent`, lists the variables that became free; the first one's number."""
    first = components.ends[COUNT]
    components.ends[LABEL] += 1
    dead = components.ends[LABEL]
    components.ends[FREE] = 0
    for place in range(components.variable_start[parent], components.variable_start[parent + 1]):
        variable = components.variables[place]
        if trail.value[2 * variable] == 0 and components.label_of_variable[variable] <= dead:
            _collect(formula, trail, components, variable, dead)
    _copy_variables(trail, components, parent, dead)
    _copy_clauses(components, parent, dead)
    return first


@step
def _collect(formula: Formula, trail: Trail, components: Components, start: int, dead: int) -> None:
    """Labels everything that hangs together with the variable."""
    components.ends[LABEL] += 1
    label = components.ends[LABEL]
    components.label_of_variable[start] = label
    components.queue[0] = start
    head, tail, clauses = 0, 1, 0
    while head < tail:
        variable = components.queue[head]
        head += 1
        for literal in range(2 * variable, 2 * variable + 2):
            tail = _visit_implied(formula, trail, components, literal, label, tail)
            tail = _visit_groups(formula, trail, components, literal, label, tail)
        for place in range(formula.occurs_start[variable], formula.occurs_start[variable + 1]):
            clause = formula.occurs[place]
            if components.label_of_clause[clause] >= dead:
                continue
            components.label_of_clause[clause] = dead
            if not _is_satisfied(formula, trail, clause):
                components.label_of_clause[clause] = label
                clauses += 1
                tail = _visit_clause(formula, trail, components, clause, label, tail)
    _reserve(components, start, label - dead, tail, clauses)


@step
def _visit(trail: Trail, components: Components, variable: int, label: int, tail: int) -> int:
    if trail.value[2 * variable] == 0 and components.label_of_variable[variable] != label:
        components.label_of_variable[variable] = label
        components.queue[tail] = variable
        return tail + 1
    return tail


@step
def _visit_implied(formula: Formula, trail: Trail, components: Components, literal: int, label: int, tail: int) -> int:
    for place in range(formula.implied_start[literal], formula.implied_start[literal + 1]):
        tail = _visit(trail, components, formula.implied[place] >> 1, label, tail)
    return tail


@step
def _visit_groups(formula: Formula, trail: Trail, components: Components, literal: int, label: int, tail: int) -> int:
    for place in range(formula.groups_of_start[literal], formula.groups_of_start[literal + 1]):
        group = formula.groups_of[place]
        for member in range(formula.group_start[group], formula.group_start[group + 1]):
            tail = _visit(trail, components, formula.groups[member] >> 1, label, tail)
    return tail


@step
def _is_satisfied(formula: Formula, trail: Trail, clause: int) -> bool:
    for place in range(formula.clause_start[clause], formula.clause_start[clause + 1]):
        if trail.value[formula.clauses[place]] == 1:
            return True
    return False


@step
def _visit_clause(formula: Formula, trail: Trail, components: Components, clause: int, label: int, tail: int) -> int:
    for place in range(formula.clause_start[clause], formula.clause_start[clause + 1]):
        tail = _visit(trail, components, formula.clauses[place] >> 1, label, tail)
    return tail


@step
def _reserve(components: Components, start: int, offset: int, variables: int, clauses: int) -> None:
    """Room on the stack for a component of that size. A single variable is free."""
    if variables == 1:
        components.free[components.ends[FREE]] = start
        components.ends[FREE] += 1
        components.numbers[offset] = -1
        return
    number = components.ends[COUNT]
    components.numbers[offset] = number
    components.variable_start[number + 1] = components.variable_start[number] + variables
    components.clause_start[number + 1] = components.clause_start[number] + clauses
    components.variable_end[number] = components.variable_start[number]
    components.clause_end[number] = components.clause_start[number]
    components.ends[COUNT] = number + 1


@step
def _copy_variables(trail: Trail, components: Components, parent: int, dead: int) -> None:
    """In the order of the parent: a component is always listed the same way."""
    for place in range(components.variable_start[parent], components.variable_start[parent + 1]):
        variable = components.variables[place]
        if trail.value[2 * variable] == 0:
            number = components.numbers[components.label_of_variable[variable] - dead]
            if number >= 0:
                components.variables[components.variable_end[number]] = variable
                components.variable_end[number] += 1


@step
def _copy_clauses(components: Components, parent: int, dead: int) -> None:
    for place in range(components.clause_start[parent], components.clause_start[parent + 1]):
        clause = components.clauses[place]
        label = components.label_of_clause[clause]
        if label > dead:
            number = components.numbers[label - dead]
            components.clauses[components.clause_end[number]] = clause
            components.clause_end[number] += 1


@step
def recall(components: Components, known: Known, number: int) -> int:
    """The node of the component, `UNKNOWN` when it is not compiled yet. Keeps its hash for `remember`."""
    code = _hash(components, number)
    components.hashes[number] = code
    slot = code & (len(known.slots) - 1)
    while known.slots[slot] != 0:
        entry = known.slots[slot] - 1
        if known.hashes[entry] == code and _same(components, known, number, entry):
            return known.nodes[entry]
        slot = (slot + 1) & (len(known.slots) - 1)
    return UNKNOWN


@step
def remember(components: Components, known: Known, number: int, node: int) -> None:
    """Stores the node of a component while there is room: what is forgotten is compiled again."""
    first = components.variable_start[number]
    size = components.variable_start[number + 1] - first
    clause = components.clause_start[number]
    clauses = components.clause_start[number + 1] - clause
    entry, start = known.ends[ENTRIES], known.ends[KEYS]
    if 2 * entry >= len(known.slots) or start + size + clauses > len(known.keys):
        return
    for place in range(size):
        known.keys[start + place] = components.variables[first + place]
    for place in range(clauses):
        known.keys[start + size + place] = components.clauses[clause + place]
    known.hashes[entry] = components.hashes[number]
    known.variable_count[entry] = size
    known.nodes[entry] = node
    known.key_start[entry + 1] = start + size + clauses
    known.ends[ENTRIES], known.ends[KEYS] = entry + 1, start + size + clauses
    slot = components.hashes[number] & (len(known.slots) - 1)
    while known.slots[slot] != 0:
        slot = (slot + 1) & (len(known.slots) - 1)
    known.slots[slot] = entry + 1


@step
def _hash(components: Components, number: int) -> int:
    code = 1469598103934665603
    for place in range(components.variable_start[number], components.variable_start[number + 1]):
        code = (code ^ components.variables[place]) * 1099511628211
        code ^= code >> 29
    for place in range(components.clause_start[number], components.clause_start[number + 1]):
        code = (code ^ ~components.clauses[place]) * 1099511628211
        code ^= code >> 29
    return code


@step
def _same(components: Components, known: Known, number: int, entry: int) -> bool:
    """A hash may deceive; the whole key does not."""
    first = components.variable_start[number]
    size = components.variable_start[number + 1] - first
    clause = components.clause_start[number]
    clauses = components.clause_start[number + 1] - clause
    start = known.key_start[entry]
    if known.variable_count[entry] != size or known.key_start[entry + 1] - start != size + clauses:
        return False
    for place in range(size):
        if known.keys[start + place] != components.variables[first + place]:
            return False
    for place in range(clauses):
        if known.keys[start + size + place] != components.clauses[clause + place]:
            return False
    return True
