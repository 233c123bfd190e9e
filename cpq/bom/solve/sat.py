"""The SAT engine: always available, incremental, fast enough for clicks.

Two solvers work on the same clauses. One knows them as facts: it answers what is possible. The other, made when the
first conflict is asked for, switches every rule by a Boolean of its own: it answers why not.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Self

from cpq.bom.solve.cnf import DEFINITION, Cnf
from cpq.bom.solve.encoding import Encoding, encode
from cpq.bom.solve.engine import Conflict, EngineName, Selection, Solution, Status
from cpq.bom.solve.explain import preferred_conflict
from cpq.bom.solve.neighbours import Neighbourhood
from cpq.bom.solve.normal_form import Is
from cpq.bom.solve.selections import allowed, without
from cpq.bom.solve.solver import Solver
from cpq.bom.solve.witnesses import Layout, Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cpq.bom.solve.model import Model


class SatEngine:
    """Encodes once (raises `TooLarge`), then answers under a lock. Use as a context manager, or call `close`."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._encoding = encode(model)
        self._layout = Layout(model, self._encoding.ladders)
        self._pool = Pool()
        self._never = 0
        self._neighbourhood = Neighbourhood(model)
        self._facts = Solver(
            self._encoding.cnf.variables,
            (clause for _, clause in self._encoding.cnf.clauses),
            self._encoding.cnf.watched,
        )
        self._switched: Solver | None = None
        self._lock = Lock()

    @property
    def name(self) -> EngineName:
        return "sat"

    @property
    def model(self) -> Model:
        return self._model

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        names = tuple(self._model.domains if only is None else only)
        for name in names:
            self._model.domain(name)
        left = allowed(self._model, selection)
        with self._lock:
            possible, proven = self._provable(left, self._layout.all_bits(names))
        return Status(possible, {name: self._layout.values(name, proven) for name in names})

    def _provable(self, left: Mapping[str, tuple[int, ...]], wanted: int) -> tuple[bool, int]:
        """Whether the selection can be completed, and which of the wanted bits can be had with it."""
        assumptions = [literal for name in left for literal in self._assume(name, left[name])]
        implied = self._facts.implied(assumptions)
        if implied is None:
            return False, 0
        forbidden = self._layout.forbidden(left)
        found = self._pool.latest(forbidden) or self._search(assumptions)
        if not found:
            return False, 0
        proven = found | self._pool.proven(forbidden)
        pending = self._not_excluded(wanted & ~forbidden & ~proven & ~self._never, implied)
        near = self._near(found, pending)
        return True, self._cover(assumptions, pending & ~near, proven | near)

    def _near(self, found: int, pending: int) -> int:
        """Pending bits that the solution's neighbours have."""
        reached = self._neighbourhood.reach(self._layout.solution(found), self._layout.by_variable(pending))
        return sum(self._layout.bits(name, values) for name, values in reached.items())

    def _not_excluded(self, bits: int, implied: set[int]) -> int:
        for name, value in self._layout.pairs(bits):
            if -self._value(name, value) in implied:
                bits &= ~self._layout.bit(name, value)
        return bits

    def _cover(self, assumptions: list[int], pending: int, proven: int) -> int:
        """Asks for pending bits until each is proven or refuted; every solution found proves one bit per variable."""
        low = self._phases(())
        while pending:
            self._facts.lean(low)  # small solutions leave the most room for their neighbours
            gained = self._ask(assumptions, pending)
            proven |= gained
            pending &= ~(gained | pending & -pending)
        return proven

    def _ask(self, assumptions: list[int], pending: int) -> int:
        """The bits that a solution with the lowest pending bit proves; 0 when there is none, which is remembered."""
        name, value = self._layout.lowest(pending)
        found = self._search([*assumptions, self._value(name, value)])
        if not found:
            self._refuted(self._facts.core(), pending & -pending)
            return 0
        return found | self._near(found, pending & ~found)

    def _refuted(self, core: list[int], bit: int) -> None:
        """What was refuted once is from now on found by propagation, or known never to hold."""
        self._facts.add([-literal for literal in core])
        if len(core) == 1:
            self._never |= bit

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        for literal in prefer:
            self._model.domain(literal.variable)
        left = allowed(self._model, selection)
        with self._lock:
            return self._best(left, prefer)

    def _best(self, left: Mapping[str, tuple[int, ...]], prefer: Sequence[Is]) -> Solution | None:
        """Settles one wish after the other; the solution at hand often grants the next one without a question."""
        settled = [literal for name in left for literal in self._assume(name, left[name])]
        self._facts.lean(self._phases(prefer))
        found = self._search(settled)
        if not found:
            return None
        for wish in prefer:
            found, _ = self._settle(settled, wish, found)
        for name, domain in self._model.domains.items():
            for value in domain:
                found, granted = self._settle(settled, Is(name, value), found)
                if granted:
                    break
        return self._layout.solution(found)

    def _phases(self, prefer: Sequence[Is]) -> list[int]:
        wishes = {wish.variable: wish.value for wish in reversed(prefer) if wish.positive}
        firsts = {name: domain[0] for name, domain in self._model.domains.items() if domain}
        ladders = self._encoding.ladders
        return [literal for name, value in (firsts | wishes).items() for literal in ladders[name].at(value)]

    def _settle(self, settled: list[int], wish: Is, found: int) -> tuple[int, bool]:
        """Adds the wish, or its denial, to what is settled; gives a solution that agrees with it."""
        literal = self._encoding.ladders.literal(self._encoding.cnf, wish)
        has = bool(found & self._layout.bit(wish.variable, wish.value)) is wish.positive
        better = found if has else self._search([*settled, literal])
        settled.append(literal if better else -literal)
        return better or found, bool(better)

    def conflict(self, selection: Selection) -> Conflict | None:
        return self._explain(allowed(self._model, selection), [])

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        self._model.domain(literal.variable)
        given = self._encoding.ladders.literal(self._encoding.cnf, literal)
        return self._explain(allowed(self._model, without(selection, literal)), [given])

    def _explain(self, left: Mapping[str, tuple[int, ...]], given: list[int]) -> Conflict | None:
        rules, entries = self._encoding.rules, tuple(left)
        items = [[self._switch(number)] for number in range(len(rules))] + [
            self._assume(each, left[each]) for each in left
        ]
        with self._lock:
            solver = self._switched = self._switched or _switched(self._encoding)

            def contradictory(places: Sequence[int]) -> bool:
                return solver.solve([*given, *(literal for place in places for literal in items[place])]) is None

            found = preferred_conflict(range(len(items)), contradictory)
        if found is None:
            return None
        return Conflict(
            tuple(entries[place - len(rules)] for place in found if place >= len(rules)),
            tuple(rules[place] for place in found if place < len(rules)),
        )

    def _switch(self, rule: int) -> int:
        return self._encoding.cnf.variables + 1 + rule

    def close(self) -> None:
        """Frees the solvers; the engine answers no more."""
        with self._lock:
            self._facts.delete()
            if self._switched is not None:
                self._switched.delete()
                self._switched = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _search(self, assumptions: Sequence[int]) -> int:
        """The bits of a solution, or 0."""
        answer = self._facts.solve(assumptions)
        if answer is None:
            return 0
        found = self._layout.read(answer)
        self._pool.add(found)
        return found

    def _value(self, name: str, value: int) -> int:
        return self._encoding.ladders[name].is_value(self._encoding.cnf, value)

    def _assume(self, name: str, values: tuple[int, ...]) -> list[int]:
        """The entry of a selection as assumptions: the value, or that it is none of the others."""
        if len(values) == 1:
            return [self._value(name, values[0])]
        if not values:
            return [Cnf.FALSE]
        return [-self._value(name, value) for value in self._model.domain(name) if value not in values]


def _switched(encoding: Encoding) -> Solver:
    """A solver in which every rule's clauses hold only when its switch is on."""
    first = encoding.cnf.variables + 1
    clauses = (clause if rule == DEFINITION else [-(first + rule), *clause] for rule, clause in encoding.cnf.clauses)
    return Solver(first + len(encoding.rules), clauses, encoding.cnf.watched)
