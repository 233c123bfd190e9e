"""An engine with further rules that each keep a variable from some of its values: what is not to be had today.

Its answers are those of an engine for the model with these rules in it, which come after the model's own. The model stays as
it is, with whatever was compiled from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from cpq.bom.solve.engine import Conflict, Least
from cpq.bom.solve.explain import preferred_conflict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cpq.bom.solve.engine import Best, Count, Engine, EngineName, Objective, Selection, Solution, Status
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is

    Entries = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class RuledOut:
    """By this rule the variable has none of the values."""

    rule: str
    variable: str
    values: frozenset[int]


class RestrictedEngine:
    """Closes the engine that it asks with itself."""

    def __init__(self, engine: Engine, ruled_out: Sequence[RuledOut]) -> None:
        self._engine = engine
        self._ruled_out = tuple(ruled_out)

    @property
    def name(self) -> EngineName:
        return self._engine.name

    @property
    def model(self) -> Model:
        """Without the further rules."""
        return self._engine.model

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        return self._engine.status(self._all(selection), only)

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        # A rule speaks of one variable, so that what it leaves can be told from the others' answer.
        left = self._left({}, self._ruled_out)
        found = self._engine.alternatives(self._all(selection))
        return {
            name: tuple(value for value in found[name] if value in left.get(name, found[name])) for name in selection
        }

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        return self._engine.solve(self._all(selection), prefer)

    def count(self, selection: Selection) -> Count:
        return self._engine.count(self._all(selection))

    def best(self, selection: Selection, objective: Objective, prefer: Sequence[Is] = ()) -> Best | None:
        return self._engine.best(self._all(selection), objective, prefer)

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        return self._engine.least(self._all(selection), objective, only)

    def instead(self, selection: Selection, objective: Objective) -> Least:
        left = self._left({}, self._ruled_out)
        found = self._engine.instead(self._all(selection), objective)
        totals = {
            name: {value: total for value, total in found.totals[name].items() if value in left.get(name, {value})}
            for name in selection
            if name in found.totals
        }
        return Least(totals, found.proven)

    def conflict(self, selection: Selection) -> Conflict | None:
        return self._why(_entries(selection), {})

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        domain = self.model.domain(literal.variable)
        asked = frozenset(value for value in domain if (value == literal.value) is literal.positive)
        others = {name: left for name, left in _entries(selection).items() if name != literal.variable}
        return self._why(others, {literal.variable: asked})

    def _all(self, selection: Selection) -> Entries:
        return self._left(_entries(selection), self._ruled_out)

    def _left(self, entries: Entries, rules: Iterable[RuledOut]) -> dict[str, frozenset[int]]:
        """What the entries and the rules leave, the rules first: of conflicts, the one is preferred that needs fewer choices."""
        left: dict[str, frozenset[int]] = {}
        for each in rules:
            left[each.variable] = left.get(each.variable, self._domain(each.variable)) - each.values
        return left | {name: left.get(name, self._domain(name)) & values for name, values in entries.items()}

    def _domain(self, variable: str) -> frozenset[int]:
        return frozenset(self.model.domain(variable))

    def _why(self, entries: Entries, asked: Entries) -> Conflict | None:
        if not all(self._left(asked, ()).values()):
            return Conflict((), ())
        left = self._left({**asked, **entries}, self._ruled_out)
        empty = [name for name, values in left.items() if not values]
        found = None if empty else self._engine.conflict(left)
        if not empty and found is None:
            return None
        involved = empty if found is None else found.entries
        choices = [name for name in entries if name in involved]
        if found is not None and not {each.variable for each in self._ruled_out}.intersection(involved):
            return Conflict(tuple(choices), found.rules)  # the model's own, of which each entry is needed

        def impossible(names: Collection[str], some: Sequence[RuledOut]) -> bool:
            left = self._of(names, entries, asked, some)
            return not all(left.values()) or not self._engine.status(left, ()).possible

        needed = preferred_conflict(choices, lambda names: impossible(names, self._ruled_out)) or ()
        against = preferred_conflict(self._ruled_out, lambda some: impossible(needed, some)) or ()
        left = self._of(needed, entries, asked, against)
        rest = self._engine.conflict(left) if all(left.values()) else None
        return Conflict(needed, (*(rest.rules if rest else ()), *(each.rule for each in against)))

    def _of(self, names: Collection[str], entries: Entries, asked: Entries, rules: Iterable[RuledOut]) -> Entries:
        return self._left({**asked, **{name: entries[name] for name in entries if name in names}}, rules)

    def close(self) -> None:
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _entries(selection: Selection) -> dict[str, frozenset[int]]:
    return {name: entry if isinstance(entry, frozenset) else frozenset((entry,)) for name, entry in selection.items()}
