"""The completion with the least amount, and of those the one that gives up the fewest defaults: closest to the standard machine.

With no amounts all completions amount to nothing, and the closest to the defaults is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cpq.bom.configuration.amounts import Amounts, weighing
from cpq.bom.configuration.answering import configuration_of
from cpq.bom.configuration.preferences import hanging, offer_names, on_offer
from cpq.bom.configuration.state import Configuration
from cpq.bom.configuration.whole import Whole
from cpq.bom.configuration.wishes import Demands, Wish
from cpq.bom.solve import Best, Engine, Objective, Term


def by_amount(engine: Engine, whole: Whole, demands: Demands, amounts: Amounts) -> Configuration | None:
    """The configuration whose options add up to the least; None where there is none.

    A default of a part counts as often as the part is there. Of several that are equally close, the one that keeps the earlier
    defaults.
    """
    wishes = tuple((each.compiled.values.vocabulary, each.wishes) for each in whole.every())
    times = {each.prefix: each.times for each in whole.every()}
    search = _Closest(engine, weighing(whole, amounts).objective, times, dict(demands))
    search.count(*(wish for _, own in wishes for wish in own if not wish.offers))
    for together in hanging(wishes):
        best = search.best()
        if best is None:
            return None
        search.demands |= {name: frozenset((best.solution[name],)) for name in offer_names(together[0])}
        if on_offer(best.solution, together[0]):
            search.count(*together)
    best = search.best()
    return None if best is None else replace(configuration_of(whole, best.solution), proven=search.proven)


@dataclass
class _Closest:
    """`demands` grow by what is on offer or not: no default brings that about, and none avoids it."""

    engine: Engine
    amounts: Objective
    times: dict[str, int]
    demands: dict[str, frozenset[int]]
    proven: bool = True
    _counted: list[Wish] = field(default_factory=list[Wish])
    _found: Best | None = None

    def count(self, *wishes: Wish) -> None:
        """From now on these defaults count."""
        self._counted += wishes
        self._found = None if wishes else self._found

    def best(self) -> Best | None:
        """As things stand; what was found keeps to demands that were read off it."""
        if self._found is None:
            self._found = self.engine.best(self.demands, self._objective, [wish.literal for wish in self._counted])
            self.proven = self.proven and self._found is not None and self._found.proven
        return self._found

    @property
    def _objective(self) -> Objective:
        """The amount first: one unit of it is more than all defaults together."""
        kept = [(wish.literal, self.times[wish.prefix]) for wish in self._counted]
        unit = 1 + sum(times for _, times in kept)
        scaled = (
            Term(term.variable, tuple((value, weight * unit) for value, weight in term.weights))
            for term in self.amounts
        )
        return (*scaled, *(Term.when(literal.variable, literal.value, -times) for literal, times in kept))
