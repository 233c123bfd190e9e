"""Finite-domain constraint solving: one normal form, one protocol, several engines."""

from cpq.bom.solve.engine import Conflict, CountingEngine, Engine, Selection, Solution, Status, at_least
from cpq.bom.solve.errors import MalformedModel, SolveError, TooLarge, UnknownVariable
from cpq.bom.solve.model import Model
from cpq.bom.solve.normal_form import (
    ANY,
    Cell,
    Clause,
    Constraint,
    Derived,
    Is,
    Largest,
    Linear,
    Number,
    Predicate,
    Table,
    Term,
    Variable,
    between,
)

__all__ = [
    "ANY",
    "Cell",
    "Clause",
    "Conflict",
    "Constraint",
    "CountingEngine",
    "Derived",
    "Engine",
    "Is",
    "Largest",
    "Linear",
    "MalformedModel",
    "Model",
    "Number",
    "Predicate",
    "Selection",
    "Solution",
    "SolveError",
    "Status",
    "Table",
    "Term",
    "TooLarge",
    "UnknownVariable",
    "Variable",
    "at_least",
    "between",
]
