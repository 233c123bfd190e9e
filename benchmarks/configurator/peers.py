"""What else one could use, doing the same jobs; each gives the milliseconds of what it got done.

`click` is the median of a few clicks; of a job that was not finished in `PATIENCE` seconds the share that was done is
extrapolated, and `extrapolated` says so. `first step` is what the smallest part of a job takes, for those that finish none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from cases import Case
from constraint import Problem
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Glucose4

from cpq.bom.solve import Constraint, Table
from cpq.bom.solve.facts import Prepared, prepare
from cpq.bom.solve.meaning import holds, scope
from cpq.bom.solve.totals import Totals

Row = dict[str, Any]
PATIENCE = 10.0
CLICKS = 3


def one_solve_per_literal(given: Case) -> Iterator[Row]:
    """Glucose, incremental: for each click one question for each value."""
    prepared = prepare(given.model)
    solver = Glucose4(bootstrap_with=[clause for _, clause in prepared.encoding.cnf.clauses], incr=True)
    literals = prepared.layout.literals.tolist()
    spent, extrapolated = [], False
    for step in given.steps[1 : CLICKS + 1]:
        assumptions = prepared.assume({name: (value,) for name, value in step.selection.items()})
        begin, done, possible = process_time(), 0, set()
        for place, literal in enumerate(literals):
            done += 1
            if solver.solve(assumptions=[*assumptions, literal]):
                possible.add(prepared.layout.owners[place])
            if process_time() - begin > PATIENCE:
                break
        spent.append(1000 * (process_time() - begin) * len(literals) / done)
        extrapolated |= done < len(literals)
        yield {"click": median(spent), "extrapolated": extrapolated}
        if done == len(literals):
            assert possible == {(name, value) for name, left in step.values.items() for value in left}


def python_constraint(given: Case) -> Iterator[Row]:
    """All solutions of the first click, or as many as there is patience for."""
    step = given.steps[1]
    problem = Problem()
    for each in given.model.variables:
        value = step.selection.get(each.name)
        problem.addVariable(each.name, list(each.domain) if value is None else [value])
    for constraint in given.model.constraints:
        names = scope(constraint)
        problem.addConstraint(_check(constraint, names), names)
    begin, found = process_time(), 0
    solutions = problem.getSolutionIter()
    while process_time() - begin < PATIENCE and next(solutions, None) is not None:
        found += 1
        if found == 1:
            yield {"first step": 1000 * (process_time() - begin), "step": "first solution"}
    stopped = process_time() - begin >= PATIENCE
    yield {"click": 1000 * (process_time() - begin), **({"found": found} if stopped else {})}


def _check(constraint: Constraint, names: tuple[str, ...]) -> Callable[..., bool]:
    if isinstance(constraint, Table) and not constraint.when:
        rows = frozenset(constraint.rows)
        return lambda *values: values in rows
    return lambda *values: holds(constraint, dict(zip(names, values, strict=True)))


def clingo_brave(given: Case) -> Iterator[Row]:
    """Brave consequences: what is true in some answer set."""
    import clingo  # noqa: PLC0415

    prepared = prepare(given.model)
    control = clingo.Control(["--enum-mode=brave", "--models=0", "--project=show"])
    atoms, places = _ground(control, clingo, prepared)
    spent = []
    for step in given.steps[1 : CLICKS + 1]:
        assumptions = prepared.assume({name: (value,) for name, value in step.selection.items()})
        wanted = [atoms[abs(each)] if each > 0 else -atoms[abs(each)] for each in assumptions]
        begin, last = process_time(), []
        with control.solve(assumptions=wanted, yield_=True) as handle:
            for found in handle:
                if not spent and not last:
                    yield {"first step": 1000 * (process_time() - begin), "step": "first answer set"}
                last = [symbol.arguments[0].number for symbol in found.symbols(shown=True)]
        spent.append(1000 * (process_time() - begin))
        yield {"click": median(spent)}
        possible = {(name, value) for name, left in step.values.items() for value in left}
        assert {prepared.layout.owners[places[each]] for each in last} == possible


def _ground(control: Any, clingo: Any, prepared: Prepared) -> tuple[dict[int, int], dict[int, int]]:
    """Clauses as integrity constraints over freely chosen atoms; the values are shown."""
    cnf = prepared.encoding.cnf
    with control.backend() as backend:
        atoms = {each: backend.add_atom() for each in range(1, cnf.variables + 1)}
        backend.add_rule(list(atoms.values()), choice=True)
        for _, clause in cnf.clauses:
            backend.add_rule([], [-atoms[each] if each > 0 else atoms[-each] for each in clause])
        places = {}
        for place, literal in enumerate(prepared.layout.literals.tolist()):
            shown = backend.add_atom(clingo.Function("value", [clingo.Number(place)]))
            backend.add_rule([shown], [atoms[abs(literal)] if literal > 0 else -atoms[abs(literal)]])
            places[place] = place
    control.add("base", [], "#show value/1.")
    return atoms, places


def rc2(given: Case) -> Iterator[Row]:
    """The cheapest completion, and the repair cost of a single option."""
    prepared = prepare(given.model)
    spent, total = _rc2(prepared, given.prices, {name: (value,) for name, value in given.middle.items()})
    yield {"cheapest": spent, "= cheapest": total}
    spent = [_rc2(prepared, given.penalties, {each.variable: (each.value,)})[0] for each in islice(given.refused, 3)]
    yield {"repair of one": median(spent)}


def _rc2(prepared: Prepared, objective: Any, left: dict[str, tuple[int, ...]]) -> tuple[float, int | None]:
    totals = Totals(prepared, objective)
    formula = WCNF()
    formula.extend([clause for _, clause in prepared.encoding.cnf.clauses])
    formula.extend([[literal] for literal in prepared.assume(left)])
    for literal, weight in totals.wanted().items():
        formula.append([literal], weight=weight)
    begin = process_time()
    with RC2(formula) as solver:
        found = solver.compute()
        cost = solver.cost
    return 1000 * (process_time() - begin), None if found is None else int(np.int64(totals.base + cost))


PEERS = {
    "python-constraint2": python_constraint,
    "one solve per literal": one_solve_per_literal,
    "clingo": clingo_brave,
    "rc2": rc2,
}
