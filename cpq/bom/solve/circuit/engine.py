"""The circuit engine: every answer about a compiled model is a few passes over its circuit."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Self

import numpy as np

from cpq.bom.solve.circuit.budget import Budget
from cpq.bom.solve.circuit.compiling import compile_model
from cpq.bom.solve.circuit.counting import count_solutions
from cpq.bom.solve.circuit.deciding import costs_within, number_within, possible, possible_within
from cpq.bom.solve.circuit.leaves import Leaves
from cpq.bom.solve.circuit.objectives import Contributions
from cpq.bom.solve.circuit.settling import Left, keep_cheapest, settle, uses_of
from cpq.bom.solve.circuit.statuses import Values
from cpq.bom.solve.circuit.storage import Store, store
from cpq.bom.solve.circuit.sums import sums_of
from cpq.bom.solve.engine import Best, Conflict, Count, EngineName, Least, Objective, Selection, Solution, Status
from cpq.bom.solve.errors import TooLarge
from cpq.bom.solve.plain import plain_engine
from cpq.bom.solve.selections import instead_one_by_one, one_by_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cpq.bom.solve.circuit.circuit import Circuit, Compiled
    from cpq.bom.solve.circuit.kernels import Bytes, Ints, Longs
    from cpq.bom.solve.circuit.sums import Inequality
    from cpq.bom.solve.engine import Engine
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is


class CircuitEngine:
    """Compiles once (raises `DidNotCompile`), then answers without a lock. `close` frees the engine for the rest.

    The rest is what explains, and what has to do with sums that the circuit leaves out.
    """

    def __init__(
        self, model: Model, budget: Budget | None = None, kept: Store | None = None, compiled: Compiled | None = None
    ) -> None:
        """`compiled` is a circuit that there is already."""
        self._model = model
        compiled = compiled or compile_model(model, budget or Budget(), store() if kept is None else kept)
        self._circuit = compiled.circuit
        self._leaves = Leaves(model)
        self._sums = sums_of(self._leaves, compiled.left_out)
        self._values = Values(self._leaves)
        self._uses = uses_of(self._circuit, self._leaves.count)
        self._canonical = np.arange(self._leaves.count, dtype=np.int32)
        self._rest: Engine | None = None
        self._lock = Lock()

    @property
    def name(self) -> EngineName:
        return "circuit"

    @property
    def model(self) -> Model:
        return self._model

    @property
    def circuit(self) -> Circuit:
        return self._circuit

    @property
    def left_out(self) -> tuple[Inequality, ...]:
        """The inequalities that the circuit does not know of."""
        return self._sums.inequalities

    @property
    def leaves(self) -> Leaves:
        """What the arrays of `possible` are about."""
        return self._leaves

    @property
    def size(self) -> int:
        """Nodes and edges of the circuit: what a pass takes is proportional to it."""
        return self._circuit.size

    def possible(self, mask: Bytes) -> Bytes:
        """By leaf 1 when a solution has it that only has leaves of the mask: `status` without names.

        With several sums that the circuit leaves out and that matter at once, what none of them rules out by itself.
        """
        return self._possible(mask)[0]

    def _possible(self, mask: Bytes) -> tuple[Bytes, bool]:
        """And whether that is exact."""
        if not self._sums.inequalities:
            return possible(self._circuit, mask), True
        return possible_within(self._circuit, self._sums, mask)

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        names = self._names(only)
        found, exact = self._possible(self._leaves.mask(selection))
        if not exact:
            return self._the_rest().status(self._values.selection(found), names)
        return Status(bool(found.any()) or self._trivial(), self._values.of(found, names))

    def _trivial(self) -> bool:
        """A model without variables has no leaves to tell whether it can be had."""
        return self._leaves.count == 0 and not self._circuit.either[-1]

    def _names(self, only: Iterable[str] | None) -> Sequence[str]:
        names = self._leaves.names if only is None else tuple(only)
        for name in names if only is not None else ():
            self._model.domain(name)
        return names

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        return one_by_one(self, selection)

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        found = self._cheapest(selection, Contributions.of(self._leaves, ()), self._wishes(prefer))
        if found is None or self._sums.kept(found.solution):
            return None if found is None else found.solution
        return self._the_rest().solve(selection, prefer)

    def _wishes(self, prefer: Sequence[Is]) -> Ints:
        return np.array([leaf for each in prefer if (leaf := self._wish(each)) is not None], np.int32)

    def _wish(self, literal: Is) -> int | None:
        """A leaf, or ~leaf to do without; None when the literal never holds, or always."""
        self._model.domain(literal.variable)
        leaf = self._leaves.leaf(literal.variable, literal.value)
        return leaf if leaf is None or literal.positive else ~leaf

    def count(self, selection: Selection) -> Count:
        mask = self._leaves.mask(selection)
        if not self._sums.inequalities:
            return Count(count_solutions(self._circuit, mask))
        number = number_within(self._circuit, self._sums, mask)
        return self._the_rest().count(selection) if number is None else Count(number)

    def best(self, selection: Selection, objective: Objective, prefer: Sequence[Is] = ()) -> Best | None:
        wishes = self._wishes(prefer)
        try:
            prices = Contributions.of(self._leaves, objective)
        except TooLarge:
            return self._the_rest().best(selection, objective, prefer)
        found = self._cheapest(selection, prices, wishes)
        if found is None or self._sums.kept(found.solution):
            return found
        mask = self._leaves.mask(selection)
        costs = costs_within(self._circuit, self._sums, mask, prices)
        if costs is None or costs.known.min() > costs.floor.min():
            return self._the_rest().best(selection, objective, prefer)
        total = int(costs.known.min())
        return None if total >= prices.nowhere else Best(self._first(mask, prices, total, wishes), total)

    def _first(self, mask: Bytes, prices: Contributions, total: int, wishes: Ints) -> Solution:
        """The first solution, by the wishes and then the model's order, of those within the sums that cost so much, the least there is."""
        for wish in wishes.tolist():
            self._settle(wish, mask, prices, total)
        for start, end in zip(self._leaves.starts, self._leaves.starts[1:], strict=False):
            costs = costs_within(self._circuit, self._sums, mask, prices)
            known = mask if costs is None else costs.known == total
            first = start + int(np.argmax(known[start:end]))
            mask[start:first], mask[first + 1 : end] = 0, 0
        return self._values.solution(mask)

    def _settle(self, wish: int, mask: Bytes, prices: Contributions, total: int) -> None:
        """Leaves of the mask what grants the wish, where that costs no more."""
        leaf = wish if wish >= 0 else ~wish
        variable = int(self._leaves.variable[leaf])
        start, end = self._leaves.starts[variable : variable + 2]
        granting = mask.copy()
        granting[start:end] *= np.arange(start, end) == leaf if wish >= 0 else np.arange(start, end) != leaf
        costs = costs_within(self._circuit, self._sums, granting, prices)
        if costs is not None and (costs.known[start:end] == total).any():
            mask[:] = granting

    def _cheapest(self, selection: Selection, contributions: Contributions, wishes: Ints) -> Best | None:
        """The first of the cheapest, without regard to sums that the circuit leaves out: right when it keeps them."""
        cost, total = contributions.least(self._circuit, self._leaves.mask(selection))
        if total is None:
            return None
        left = self._room(cost)
        keep_cheapest(self._circuit, left)
        leaves = self._leaves
        order = np.concatenate((wishes, self._canonical))
        settle(self._circuit, self._uses, left, leaves.start, leaves.variable, order)
        return Best(self._values.solution(left.alive[: leaves.count]), total)

    def _room(self, cost: Longs) -> Left:
        size = len(cost)
        ints = np.empty((3, size), np.int32)
        return Left(np.empty(size, np.uint8), ints[0], ints[1], cost, ints[2])

    def instead(self, selection: Selection, objective: Objective) -> Least:
        return instead_one_by_one(self, selection, objective)

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        names = self._names(only)
        try:
            prices, mask = Contributions.of(self._leaves, objective), self._leaves.mask(selection)
        except TooLarge:
            return self._the_rest().least(selection, objective, names)
        if not self._sums.inequalities:
            return Least(self._values.totals(prices.through(self._circuit, mask), prices.nowhere, names))
        costs = costs_within(self._circuit, self._sums, mask, prices)
        if costs is None:
            return self._the_rest().least(selection, objective, names)
        totals = self._values.totals(costs.known, prices.nowhere, names)
        open_names = [name for name, values in self._values.of(costs.open, names).items() if values]
        rest = self._the_rest().least(selection, objective, open_names) if open_names else Least({})
        return Least({name: rest.totals.get(name, by_value) for name, by_value in totals.items()}, rest.proven)

    def conflict(self, selection: Selection) -> Conflict | None:
        return self._the_rest().conflict(selection)

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        return self._the_rest().why_not(selection, literal)

    def _the_rest(self) -> Engine:
        with self._lock:
            if self._rest is None:
                self._rest = plain_engine(self._model)
            return self._rest

    def close(self) -> None:
        with self._lock:
            if self._rest is not None:
                self._rest.close()
                self._rest = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
