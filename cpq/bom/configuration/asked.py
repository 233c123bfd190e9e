"""A question about a whole: the rep's choices, the engine that answers, the words to say it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from cpq.bom.configuration.amounts import Amounts, weighing
from cpq.bom.configuration.answering import asked_for
from cpq.bom.configuration.circles import Circles
from cpq.bom.configuration.closest import by_amount
from cpq.bom.configuration.completing import Defaults, nearest_first
from cpq.bom.configuration.nearness import rank, unchanged
from cpq.bom.configuration.state import Choice, Configuration, Explanation, PriceEffects, Repair, Repairs
from cpq.bom.configuration.states import Effects
from cpq.bom.configuration.strangers import speaks_of_something
from cpq.bom.configuration.whole import Whole
from cpq.bom.configuration.wishes import Demands, Said
from cpq.bom.configuration.wording import Wording
from cpq.bom.solve import Engine, OutOfBudget, Status
from cpq.bom.solve.repairs import Way, Ways, together


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about: a whole with the rep's choices, the engine that answers, the words to say it in."""

    engine: Engine
    whole: Whole
    wording: Wording
    alone: Callable[[Whole], Engine]
    further: Demands = field(default_factory=dict[str, frozenset[int]])
    """What is demanded beside the rep's choices: numbers of parts."""

    @property
    def circles(self) -> Circles:
        return Circles(self.engine, self.whole, self.alone)

    @property
    def demands(self) -> Demands:
        return {**self.whole.demands, **self.further}

    @property
    def defaults(self) -> Defaults:
        return Defaults(self.engine, self.whole, self.wording, self.circles)

    def completed(self, least: Amounts | None) -> Configuration | None:
        """By the defaults, or for the least amount; None where nothing is possible."""
        if least is None:
            return self.defaults.complete(self.demands)
        return by_amount(self.engine, self.whole, self.demands, least)

    def effects(self, amounts: Amounts) -> PriceEffects:
        """For everything that can still be had, what the cheapest completion would then amount to, options only."""
        weighed = weighing(self.whole, amounts)
        engine, demands = self.engine, self.demands
        least = engine.least(demands, weighed.objective, self.whole.variables)
        instead = engine.instead(demands, weighed.objective)
        first = min((min(each.values()) for each in least.totals.values() if each), default=None)
        totals = {**least.totals, **{name: instead.totals[name] for name in demands if name in instead.totals}}
        total = None if first is None else weighed.amount(first)
        return Effects(total, totals, weighed, least.proven and instead.proven).of(self.whole)

    def wanted(self, choice: Choice | None) -> Demands:
        """A choice as a demand on the variables that it speaks of; none demands nothing."""
        if choice is None:
            return {}
        part = self.whole.at(choice.within)
        return part.prefixed(asked_for(part.decisions, choice))

    @property
    def possible(self) -> bool:
        """Whether the rep's choices can be completed."""
        return self.engine.status(self.demands, ()).possible

    def left(self, *further: str) -> tuple[Mapping[str, tuple[int, ...]], bool]:
        """By variable what it can be, `further` variables included; one that the rep chose, with that one choice set aside. And
        whether all of that is known to be.
        """
        status, values = self.answered(*further)
        return values, not status.undecided

    def answered(self, *further: str) -> tuple[Status, Mapping[str, tuple[int, ...]]]:
        """The same, with whether the rep's choices can be completed. Where it is not known what they could be instead, that is anything."""
        demands = self.demands
        status = self.engine.status(demands, (*self.whole.variables, *further))
        try:
            instead = self.engine.alternatives(demands)
        except OutOfBudget:
            instead = {name: self.engine.model.domain(name) for name in demands}
            status = replace(status, undecided={**status.undecided, **instead})
        return status, {**status.values, **instead}

    def explained(self, choice: Choice) -> Explanation | None:
        """Why a choice cannot be made; None if it can."""
        if not speaks_of_something(self.whole, choice):
            return Explanation((), ())
        wanted = self.wanted(choice)
        return self.conflict({**wanted, **nearest_first(self.wording, self.demands, *wanted)}, *wanted)

    def repairs(self, choice: Choice | None, most: int) -> Repairs:
        """The ways to have the choice, or to mend the selection as it is."""
        ways = self.ways(choice, most)
        wanted, others = self._split(choice)
        done = Done(self, wanted, others)
        made = {way: done.repair(way) for way in ways.found if any(others[name].numeric for name in way)}
        order = sorted(ways.found, key=lambda way: rank(made[way]) if way in made else unchanged(way))
        told = tuple(made.get(way) or done.repair(way) for way in order[:most])
        return Repairs(told, ways.proven and not done.short)

    def ways(self, choice: Choice | None, most: int) -> Ways:
        """By their names, the choices that could be given up for one, or to mend the selection as it is."""
        if choice and not speaks_of_something(self.whole, choice):
            return Ways(())
        wanted, others = self._split(choice)
        return self.circles.ways(wanted, others, choice.within if choice else (), most)

    def _split(self, choice: Choice | None) -> tuple[Demands, Mapping[str, Said]]:
        """What is demanded in any case, and the rep's choices beside it."""
        wanted = {**self.further, **self.wanted(choice)}
        return wanted, {name: said for name, said in self.whole.said.items() if said.variable not in wanted}

    def conflict(self, demands: Demands, *asked: str) -> Explanation | None:
        """Why the demands cannot hold together, those not told of that were `asked` about."""
        conflict = self.circles.conflict(demands, self.wording.path(asked[0]) if asked else None)
        return self.wording.explanation(conflict, {}, *asked) if conflict else None


@dataclass
class Done:
    """Ways out, gone. `short`: of some it is not known what stands instead; the limits of the answer were reached before."""

    asked: Asked
    wanted: Demands
    others: Mapping[str, Said]
    short: bool = False

    def repair(self, way: Way) -> Repair:
        """What is given up on it, and what stands there instead."""
        wording = self.asked.wording
        variables = tuple(dict.fromkeys(self.others[name].variable for name in way))
        near = [literal for each in self.asked.whole.every() for literal in each.nearest(variables)]
        kept = together(said for name, said in self.others.items() if name not in way)
        given_up = tuple(wording.said(self.others[name]) for name in way)
        try:
            done = cast("Configuration", self.asked.defaults.plain({**self.wanted, **kept}, near))
        except OutOfBudget:
            self.short = True
            return Repair(given_up, ())
        return Repair(given_up, tuple(wording.instead(done, variables)))
