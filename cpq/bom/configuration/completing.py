"""Whole configurations by the defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cpq.bom.configuration.answering import configuration_of
from cpq.bom.configuration.circles import Circles
from cpq.bom.configuration.preferences import counting, preferences
from cpq.bom.configuration.state import Configuration, GivenUp, Path
from cpq.bom.configuration.whole import Whole
from cpq.bom.configuration.wishes import Demands, Wish
from cpq.bom.configuration.wording import Wording
from cpq.bom.solve import Conflict, Engine, Is, Solution
from cpq.bom.solve.meaning import holds

MOST_LISTED = 1_000
"""Values of a whole of which the defaults that stand against each other are listed, whatever parts they belong to."""


class Defaults:
    """Completes a whole by its defaults: those of the parts first, so that a part is as it is by itself where it can be.

    Where not all are possible together, the later yield to the earlier.
    """

    def __init__(self, engine: Engine, whole: Whole, wording: Wording, circles: Circles) -> None:
        self._engine = engine
        self._whole = whole
        self._wording = wording
        self._circles = circles
        self._wishes = tuple((each.compiled.values.vocabulary, each.wishes) for each in whole.every())

    def complete(self, demands: Demands) -> Configuration | None:
        """With what was given up, in the part to which it belongs; None where nothing is possible."""
        solution = self._engine.solve(demands, preferences(self._engine, demands, self._wishes))
        if solution is None:
            return None
        given_up: dict[Path, list[GivenUp]] = {}
        for path, each in self._given_up(solution, demands):
            given_up.setdefault(path, []).append(each)
        return configuration_of(self._whole, solution, given_up)

    def plain(self, demands: Demands, first: Sequence[Is]) -> Configuration | None:
        """With as many as can be of what is wished for `first`; without saying which defaults were given up."""
        solution = self._engine.solve(demands, [*first, *preferences(self._engine, demands, self._wishes)])
        return None if solution is None else configuration_of(self._whole, solution)

    def _given_up(self, solution: Solution, demands: Demands) -> Iterator[tuple[Path, GivenUp]]:
        """Each default that did not come true, with what stood against it."""
        honoured: dict[str, Wish] = {}
        granted = dict(demands)
        for wish in counting(solution, _all(self._wishes)):
            variable, value = wish.literal.variable, wish.literal.value
            if solution[variable] == value:
                honoured.setdefault(variable, wish)
                granted[variable] = frozenset((value,))
            else:
                conflict = self._against(wish, granted, demands, solution)
                if conflict is not None:
                    why = self._wording.explanation(conflict, honoured, variable)
                    lost = GivenUp(wish.name, wish.option, self._wording.given_up(wish), why)
                    yield self._wording.path(variable), lost

    def _against(self, wish: Wish, granted: Demands, demands: Demands, solution: Solution) -> Conflict | None:
        """What stands against a default: choices, or else defaults that went before it.

        Of a large whole, where it takes the defaults of other parts, the rules that would break as all is now: a list of hundreds
        would tell nobody anything, and take long to find.
        """
        variable, value = wish.literal.variable, wish.literal.value
        path = self._wording.path(variable)
        asked = {variable: granted.get(variable, frozenset((value,))) & {value}}
        here = {name: left for name, left in granted.items() if name in demands or self._wording.path(name) == path}
        for entries in (demands, here):
            found = self._circles.conflict({**asked, **nearest_first(self._wording, entries, variable)}, path)
            if found is not None:
                return found
        broken = self._broken({**solution, variable: value}) if self._is_large else ()
        if broken:
            return Conflict((), broken)
        return self._circles.conflict({**asked, **nearest_first(self._wording, granted, variable)}, path)

    @property
    def _is_large(self) -> bool:
        return sum(map(len, self._engine.model.domains.values())) > MOST_LISTED

    def _broken(self, values: Mapping[str, int]) -> tuple[str, ...]:
        """The rules in words that these values break."""
        told = self._whole.compiled.rules
        rules = (each.rule for each in self._engine.model.constraints if each.rule in told and not holds(each, values))
        return tuple(dict.fromkeys(rules))


def nearest_first(wording: Wording, entries: Mapping[str, frozenset[int]], *asked: str) -> Demands:
    """The other entries, those first that belong to the same part as what is asked: of conflicts, the nearest is told."""
    here = {wording.path(variable) for variable in asked}
    others = [name for name in entries if name not in asked]
    return {name: entries[name] for name in sorted(others, key=lambda name: wording.path(name) not in here)}


def _all(wishes: Sequence[tuple[object, Sequence[Wish]]]) -> tuple[Wish, ...]:
    return tuple(wish for _, own in wishes for wish in own)
