"""What is used of OR-Tools, with types: its own are incomplete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Sequence


class Literal(Protocol):
    """A Boolean variable or its negation."""

    def negated(self) -> Literal: ...


class Sum(Protocol):
    """A linear expression."""

    def __add__(self, other: int) -> Sum: ...


class Posted(Protocol):
    """A constraint in the model."""

    def only_enforce_if(self, literals: Sequence[Literal]) -> object: ...


class CpModel(Protocol):
    """A model under construction."""

    def new_bool_var(self, name: str) -> Literal: ...
    def get_bool_var_from_proto_index(self, index: int) -> Literal: ...
    def add_bool_or(self, literals: Sequence[Literal]) -> Posted: ...
    def add_linear_expression_in_domain(self, linear_expr: Sum, domain: object) -> Posted: ...
    def add_hint(self, var: Literal, value: bool) -> object: ...
    def minimize(self, obj: Sum) -> object: ...
    def clone(self) -> CpModel: ...


class Solver(Protocol):
    """A search with its parameters."""

    parameters: Any

    def solve(self, model: CpModel) -> object: ...
    def boolean_value(self, literal: Literal) -> bool: ...
    @property
    def response_proto(self) -> Any: ...


OPTIMAL, FEASIBLE, INFEASIBLE = cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE


def new_model() -> CpModel:
    return cast("CpModel", cp_model.CpModel())


def new_solver() -> Solver:
    return cast("Solver", cp_model.CpSolver())


def weighted_sum(literals: Sequence[Literal], factors: Sequence[int], constant: int = 0) -> Sum:
    return cast("Any", cp_model.LinearExpr).weighted_sum(literals, factors) + constant


def intervals(*between: tuple[int, int]) -> object:
    """The numbers in the intervals, both ends included; empty ones are left out."""
    return cp_model.Domain.from_intervals([[low, high] for low, high in between if low <= high])
