"""Fingerprints: equal models have equal ones, in every process; whatever else a model says gives another."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from cpq.bom.solve import ANY, Clause, Derived, Is, Largest, Linear, Model, Predicate, Table, Term, Variable
from cpq.bom.solve.fingerprint import fingerprint
from cpq.bom.solve.normal_form import Accepted
from cpq.bom.solve.renaming import prefixed_constraints, prefixed_variables

VARIABLES = tuple(Variable(name, (0, 1, 2)) for name in "abc")
CLAUSE = Clause("clause", (Is("a", 1), Is("b", 2, positive=False)))
TABLE = Table("table", ("a", "b"), ((0, ANY), (1, frozenset({1, 2}))), (Is("c", 0),))
SUM = Linear("sum", (Term("a", ((1, 3),)), Term("b", ((2, 4),))), "<=", 5, (Is("c", 1),))
NUMBERS = (Derived("n", (Term("a", ((1, 3),)),), 1), Largest("l", (Term("b", ((2, 4),)),)))
AMONG = Predicate("among", NUMBERS, Accepted(frozenset({(1, 4), (4, 0)})))
EVEN = Predicate("even", ("a", "b"), lambda numbers: sum(numbers) % 2 == 0)
CONSTRAINTS = (CLAUSE, TABLE, SUM, AMONG, EVEN)
MODEL = Model(VARIABLES, CONSTRAINTS)


def test_another_process_comes_to_the_same():
    script = "from tests.bom.solve import test_fingerprint as test; test.sys.stdout.write(test.fingerprint(test.MODEL).hex())"
    told = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert told == {(fingerprint(MODEL) or b"").hex()}


def test_names_of_variables_and_rules_do_not_count():
    other = Model(tuple(prefixed_variables(MODEL, "p/")), tuple(prefixed_constraints(MODEL, "p/")))
    assert fingerprint(other) == fingerprint(MODEL)


def test_a_predicate_is_told_by_what_it_accepts():
    same = replace(EVEN, holds=lambda numbers: (numbers[0] - numbers[1]) % 2 == 0)
    assert fingerprint(Model(VARIABLES, (same,))) == fingerprint(Model(VARIABLES, (EVEN,)))


OTHERS = {
    "literal": (CLAUSE, replace(CLAUSE, literals=(Is("a", 1), Is("b", 2)))),
    "variable": (CLAUSE, replace(CLAUSE, literals=(Is("a", 1), Is("c", 2, positive=False)))),
    "cell": (TABLE, replace(TABLE, rows=((0, ANY), (1, frozenset({1}))))),
    "any": (TABLE, replace(TABLE, rows=((0, 0), (1, frozenset({1, 2}))))),
    "column": (TABLE, replace(TABLE, variables=("b", "a"))),
    "guard of a table": (TABLE, replace(TABLE, when=())),
    "weight": (SUM, replace(SUM, terms=(Term("a", ((1, 3),)), Term("b", ((2, 5),))))),
    "relation": (SUM, replace(SUM, relation=">=")),
    "bound": (SUM, replace(SUM, bound=6)),
    "guard of a sum": (SUM, replace(SUM, when=(Is("c", 2),))),
    "accepted": (AMONG, replace(AMONG, holds=Accepted(frozenset({(1, 4)})))),
    "not accepted": (AMONG, replace(AMONG, holds=Accepted(frozenset({(1, 4), (4, 0)}), wanted=False))),
    "offset": (AMONG, replace(AMONG, over=(replace(NUMBERS[0], offset=2), NUMBERS[1]))),
    "least": (AMONG, replace(AMONG, over=(NUMBERS[0], replace(NUMBERS[1], least=1)))),
    "function": (EVEN, replace(EVEN, holds=lambda numbers: sum(numbers) % 3 == 0)),
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_constraint_is_another_model(what: str):
    before, after = OTHERS[what]
    changed = tuple(after if each is before else each for each in CONSTRAINTS)
    assert fingerprint(Model(VARIABLES, changed)) != fingerprint(MODEL)


@pytest.mark.parametrize(
    "model",
    [
        Model((Variable("a", (0, 2, 1)), *VARIABLES[1:]), CONSTRAINTS),
        Model((*VARIABLES, Variable("d", (0,))), CONSTRAINTS),
        Model(VARIABLES, CONSTRAINTS[1:]),
        Model(VARIABLES, CONSTRAINTS[::-1]),
    ],
    ids=["domain", "variable", "fewer", "order"],
)
def test_other_domains_and_constraints_are_another_model(model: Model):
    assert fingerprint(model) != fingerprint(MODEL)


def test_what_has_too_many_cases_to_look_at_has_none():
    wide = tuple(Variable(name, tuple(range(60))) for name in "abc")
    assert fingerprint(Model(wide, (Predicate("p", ("a", "b", "c"), lambda numbers: sum(numbers) < 9),))) is None
