"""Contradictions inside one component: what it says of them by itself is what the whole would say.

The others can be had whatever this one has, as far as no sum couples them. So of the rules that contradict something here, the sums are
given up first where they are the later ones, and with them all rules of the others. Of choices the whole may need other
ones, because of the sums: that is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpq.bom.solve.coupled.splitting import rules_of
from cpq.bom.solve.engine import Conflict
from cpq.bom.solve.normal_form import Is

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from cpq.bom.solve.coupled.components import Place
    from cpq.bom.solve.coupled.splitting import Split
    from cpq.bom.solve.model import Model

    Entries = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Inside:
    """A component that explains. `rules` are its own by the names of the whole, in the order of its own."""

    place: Place
    rules: tuple[str, ...]

    def why(self, entries: Entries, asked: Is | None, possible: Callable[[Collection[str]], bool]) -> Conflict | None:
        """Why what is asked here, or nothing beside them, does not go with the entries; None where the component cannot tell.

        `possible` says whether some of the entries, by their names, go with what is asked in the whole.
        """
        own = {name: str(number) for number, name in enumerate(self.place.names)}
        if asked is not None and asked.variable not in own:
            return None
        mine = {own[name]: values for name, values in entries.items() if name in own}
        literal = asked and Is(own[asked.variable], asked.value, asked.positive)
        engine = self.place.component.engine
        found = engine.why_not(mine, literal) if literal else engine.conflict(mine)
        if found is None:
            return None
        told = {self.place.names[int(each)] for each in found.entries}
        if not all(possible(others) for others in _fewer(tuple(entries), told)):
            return None
        rules = tuple(self.rules[int(rule)] for rule in found.rules)
        return Conflict(tuple(name for name in entries if name in told), rules)


def _fewer(names: Sequence[str], told: Collection[str]) -> list[tuple[str, ...]]:
    """For each of those told of: the entries before it, and of those after it the ones told of."""
    return [
        (*names[:place], *(each for each in names[place + 1 :] if each in told))
        for place, name in enumerate(names)
        if name in told
    ]


def explaining(model: Model, parts: Split, places: Sequence[Place]) -> Mapping[int, Inside]:
    """By their numbers the places all of whose rules come before those of the sums."""
    number = {rule: place for place, rule in enumerate(model.rules)}
    first = min((number[each.rule] for each in parts.couplings), default=len(number))
    of_places = zip(places, rules_of(model, parts), strict=True)
    return {
        at: Inside(place, rules)
        for at, (place, rules) in enumerate(of_places)
        if all(number[rule] < first for rule in rules)
    }
