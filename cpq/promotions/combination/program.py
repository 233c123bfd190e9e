"""An integer program over units: which deals are made how often, with which units, so that most is saved.

For each deal a number of applications, for each of its parts and each kind of unit how many it takes. A unit is taken once; a deal takes
what its parts say for each application; deals that exclude each other are not both made. What is got of the same lines as is bought is
the cheapest of each application: of those that are got from some price on, every application needs what it buys from that price on, too.
What is got of other lines is the cheapest of what no deal takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from ortools.sat.python import cp_model

from cpq.promotions.combination.contender import Contender, costs_of_making
from cpq.promotions.combination.units import Kind

BUDGET = 0.25
"""Deterministic seconds of the solver for one group: the same on every machine, and about as many real ones."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How often each deal is made, how many units of each kind each of its parts takes, what that saves, and whether that is proven."""

    times: Sequence[int]
    taken: Sequence[Sequence[Mapping[int, int]]]
    saved: int
    proven: bool


@dataclass(frozen=True, slots=True)
class _Deal:
    """The variables of one deal: how often, whether at all, the units of each kind in each part, and what it saves."""

    times: Any
    made: Any
    parts: Sequence[Mapping[int, Any]]
    saved: Any


class Program:
    """Built once for a group of deals. `apart` are pairs that exclude each other; `left` is what all may save together."""

    def __init__(
        self,
        contenders: Sequence[Contender],
        kinds: Sequence[Kind],
        apart: Sequence[tuple[int, int]],
        at_most: int | None,
        left: int | None,
    ) -> None:
        self._model: Any = cp_model.CpModel()
        self._contenders = contenders
        self._kinds = kinds
        self._deals = [self._deal(number, contender) for number, contender in enumerate(contenders)]
        self._units_are_taken_once()
        for contender, deal in zip(contenders, self._deals, strict=True):
            self._the_cheapest_are_got(contender, deal)
        for one, other in apart:
            self._model.add_at_most_one(self._deals[one].made, self._deals[other].made)
        if at_most is not None:
            self._model.add(sum(deal.made for deal in self._deals) <= at_most)
        if left is not None:
            self._model.add(sum(deal.saved for deal in self._deals) <= left)

    def solved(self) -> Plan | None:
        """The plan that saves most; among equals the fewest deals, then the highest priorities, then the first in order."""
        step, costs = costs_of_making(self._contenders, self._kinds)
        self._model.maximize(
            sum(deal.saved * step for deal in self._deals)
            - sum(deal.made * cost for deal, cost in zip(self._deals, costs, strict=True))
        )
        solver: Any = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.linearization_level = 2
        # On models this small, what looking for more before the search costs is more than it saves the search.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.max_deterministic_time = BUDGET
        status = solver.solve(self._model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None

        def value(variable: Any) -> int:
            return cast("int", solver.value(variable))

        return Plan(
            [value(deal.times) for deal in self._deals],
            [[{kind: value(units) for kind, units in part.items()} for part in deal.parts] for deal in self._deals],
            sum(value(deal.saved) for deal in self._deals),
            status == cp_model.OPTIMAL,
        )

    def _deal(self, number: int, contender: Contender) -> _Deal:
        form, model = contender.form, self._model
        parts = [self._part(number, at) for at in range(len(form.parts))]
        most = min(form.most, self._possible(number)) if parts else 1
        times, made = model.new_int_var(0, most, ""), model.new_bool_var("")
        model.add(times >= made)
        model.add(times <= most * made)
        for part, units in zip(form.parts, parts, strict=True):
            model.add(sum(units.values()) == part.units * times)
        return _Deal(times, made, parts, self._saved(contender, parts, times, made))

    def _part(self, number: int, at: int) -> dict[int, Any]:
        return {
            index: self._model.new_int_var(0, kind.number, "")
            for index, kind in enumerate(self._kinds)
            if (number, at) in kind.parts
        }

    def _possible(self, number: int) -> int:
        """How often a deal can be made at most: each part has units enough, and all together, too."""
        parts = self._contenders[number].form.parts
        of_parts = [
            sum(kind.number for kind in self._kinds if (number, at) in kind.parts) // part.units
            for at, part in enumerate(parts)
        ]
        every = {(number, at) for at in range(len(parts))}
        together = sum(kind.number for kind in self._kinds if kind.parts & every)
        return min([together // sum(part.units for part in parts), *of_parts])

    def _units_are_taken_once(self) -> None:
        for index, kind in enumerate(self._kinds):
            takers = [part[index] for deal in self._deals for part in deal.parts if index in part]
            self._model.add(sum(takers) <= kind.number)

    def _saved(self, contender: Contender, parts: Sequence[Mapping[int, Any]], times: Any, made: Any) -> Any:
        """What a deal saves: what its units say, and no more than its cap leaves."""
        linear, most = self._of_units(contender, parts, times) if parts else (made * contender.worth, contender.worth)
        saved = self._model.new_int_var(0, most, "")
        if contender.most_saved is None:
            self._model.add(saved == linear)
        else:
            self._model.add(saved <= linear)
            self._model.add(saved <= contender.most_saved)
        return saved

    def _of_units(self, contender: Contender, parts: Sequence[Mapping[int, Any]], times: Any) -> tuple[Any, int]:
        got = [
            (self._kinds[index], units)
            for part, taken in zip(contender.form.parts, parts, strict=True)
            if part.got
            for index, units in taken.items()
        ]
        most = sum(kind.price * kind.number for kind, _ in got)
        if contender.rate is not None:
            return sum(int(kind.price * contender.rate) * units for kind, units in got), most
        costs = sum(kind.price * units for kind, units in got)
        if contender.price is not None:
            return costs - contender.price * times, most
        # An amount off never takes more than the units cost, all together.
        least = self._model.new_int_var(0, most, "")
        self._model.add(least <= costs)
        self._model.add(least <= contender.off * times)
        return least, most

    def _the_cheapest_are_got(self, contender: Contender, deal: _Deal) -> None:
        if contender.form.order != "cheapest":
            return
        bought, got = deal.parts
        if bought.keys() == got.keys():
            self._cheapest_of_each(contender, bought, got)
        elif not bought.keys() & got.keys():
            self._cheapest_of_all(got)

    def _cheapest_of_each(self, contender: Contender, bought: Mapping[int, Any], got: Mapping[int, Any]) -> None:
        """From every price on: as many applications as get something from there buy what they buy from there."""
        buy, get = (part.units for part in contender.form.parts)
        for price in sorted({self._kinds[index].price for index in got}, reverse=True):
            from_here = [index for index in got if self._kinds[index].price >= price]
            got_here, bought_here = (sum(units[index] for index in from_here) for units in (got, bought))
            number = sum(self._kinds[index].number for index in from_here)
            if get == 1:
                self._model.add(buy * got_here <= bought_here)
                self._model.add(got_here <= number // (buy + 1))
                continue
            applications = self._model.new_int_var(0, number, "")
            self._model.add(got_here <= get * applications)
            self._model.add(buy * applications <= bought_here)

    def _cheapest_of_all(self, got: Mapping[int, Any]) -> None:
        """A dearer kind is got only where deals take every unit of the cheaper ones."""
        for index, units in got.items():
            kind = self._kinds[index]
            cheaper = [each for each in got if self._kinds[each].price < kind.price]
            some = self._model.new_bool_var("")
            self._model.add(units <= kind.number * some)
            for each in cheaper:
                takers = [part[each] for deal in self._deals for part in deal.parts if each in part]
                self._model.add(sum(takers) >= self._kinds[each].number * some)
