"""A solver that knows the rules of a model as facts, and what its answers have taught so far."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cpq.bom.solve.clause_index import ClauseIndex
from cpq.bom.solve.cnf import Cnf
from cpq.bom.solve.encoding import Encoding, encode
from cpq.bom.solve.flips import Flips
from cpq.bom.solve.neighbours import Neighbourhood
from cpq.bom.solve.solver import Solver
from cpq.bom.solve.switchboard import MOST_RULES, Switchboard
from cpq.bom.solve.switches import Switches
from cpq.bom.solve.witnesses import Layout, Pool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.model import Model

MOST_REMEMBERED = 64
"""Selections of which is remembered what they exclude."""

Left = dict[str, tuple[int, ...]]
"""What the entries of a selection leave: variable → values."""


@dataclass(frozen=True)
class Prepared:
    """A model as the solver needs it; never changed."""

    model: Model
    encoding: Encoding
    layout: Layout
    flips: Flips
    neighbourhood: Neighbourhood
    checked: int
    """The bits of the variables that the neighbourhood looks at."""
    binary: int
    """The bits of the variables with two values."""
    lowest: NDArray[np.int64]
    """The signs of the Booleans when every variable has the first value of its domain."""

    @cached_property
    def clauses(self) -> ClauseIndex:
        """Made when the first conflict is asked for."""
        return ClauseIndex(self.encoding)

    def assume(self, left: Mapping[str, tuple[int, ...]]) -> list[int]:
        """A selection as assumptions."""
        return [literal for name, values in left.items() for literal in self.entry(name, values)]

    def entry(self, name: str, values: tuple[int, ...]) -> list[int]:
        """One entry as assumptions: the value, or that it is none of the others."""
        ladder = self.encoding.ladders[name]
        if not values:
            return [Cnf.FALSE]
        if len(values) == 1:
            return ladder.exactly(values)
        return [-literal for literal in ladder.exactly(each for each in ladder.values if each not in values)]

    def leaning(self, wishes: Mapping[str, int]) -> list[int]:
        """Which way to decide to get these values."""
        ladders = self.encoding.ladders
        return [literal for name, value in wishes.items() for literal in ladders[name].at(value)]

    def towards(self, bits: int) -> list[int]:
        """Which way to decide to get as many as possible of the bits, else the first value of each domain."""
        phases = self.lowest.copy()
        places = np.flatnonzero(self.layout.unpack(bits & self.binary))
        literals = self.layout.literals[places]
        phases[np.abs(literals)] = np.sign(literals)
        for name, values in self.layout.by_variable(bits & ~self.binary).items():
            for literal in self.encoding.ladders[name].at(values[0]):
                phases[abs(literal)] = 1 if literal > 0 else -1
        return (phases * np.arange(len(phases)))[1:].tolist()

    def near(self, found: int, wanted: int) -> int:
        """Values of the solution's neighbours: all that clauses decide, and those of the wanted that take a closer look."""
        free = self.layout.pack(self.flips.free(self.layout.unpack(found)))
        asked = free & self.checked & wanted
        if not asked:
            return free & ~self.checked
        reached = self.neighbourhood.reach(self.layout.solution(found), self.layout.by_variable(asked))
        return free & ~self.checked | sum(self.layout.bits(name, values) for name, values in reached.items())


def prepare(model: Model) -> Prepared:
    """Raises `TooLarge`."""
    encoding = encode(model)
    layout = Layout(model, encoding.ladders)
    neighbourhood = Neighbourhood(model, encoding.others)
    binary = [name for name, domain in model.domains.items() if len(domain) == 2]
    return Prepared(
        model,
        encoding,
        layout,
        Flips(encoding, layout),
        neighbourhood,
        layout.all_bits(neighbourhood.variables),
        layout.all_bits(binary),
        _lowest(encoding, model),
    )


def _lowest(encoding: Encoding, model: Model) -> NDArray[np.int64]:
    signs = np.ones(1 + max((ladder.steps[-1] for ladder in encoding.ladders.values() if ladder.steps), default=0), int)
    for name, domain in model.domains.items():
        for literal in encoding.ladders[name].at(domain[0]) if domain else ():
            signs[abs(literal)] = 1 if literal > 0 else -1
    return signs


class Facts:
    """Not safe to share between threads. `never` are the bits of values that no solution has, `answer` the solver's last."""

    def __init__(self, prepared: Prepared) -> None:
        cnf = prepared.encoding.cnf
        self.prepared = prepared
        self.layout = prepared.layout
        self.pool = Pool()
        self.never = 0
        self.answer: list[int] = []
        self.solver = Solver(cnf.variables, (clause for _, clause in cnf.clauses), cnf.watched)
        self._excluded: deque[tuple[int, int]] = deque(maxlen=MOST_REMEMBERED)
        self._switches: Switches | None = None
        self._switchboard: Switchboard | None = None
        self._denied = cnf.variables - self.layout.literals

    def search(self, assumptions: Sequence[int], effort: Effort) -> int | None:
        """The bits of a solution, or None when there is none. Raises `Exhausted`."""
        answer = self.solver.solve(assumptions, effort)
        if answer is None:
            return None
        self.answer = answer
        found = self.layout.read(answer)
        self.pool.add(found)
        return found

    def solution_near(self, assumptions: Sequence[int], effort: Effort) -> list[int]:
        """The answer of a solution, with the assumptions where there is such; none where there is no solution at all."""
        if self.search(assumptions, effort) is None and not self.answer:
            self.search([], effort)
        return self.answer

    def refuted(self, bit: int) -> None:
        """Remembers why the last search found nothing: what was refuted once is from now on seen at once."""
        core = self.solver.core()
        self.solver.add([-literal for literal in core])
        if len(core) == 1:
            self.never |= bit

    def remember(self, forbidden: int, excluded: int) -> None:
        """What cannot be had with a selection cannot be had with a narrower one."""
        self._excluded.append((forbidden, excluded))

    def excluded(self, forbidden: int, implied: Sequence[int]) -> int:
        """Bits known to be impossible: always, with a wider selection, or because their literals are implied false."""
        excluded = self.never
        for wider, bits in self._excluded:
            if not wider & ~forbidden:
                excluded |= bits
        variables = self.prepared.encoding.cnf.variables
        true = np.zeros(2 * variables + 1, dtype=np.uint8)
        true[np.array(implied, dtype=np.int64) + variables] = 1
        return excluded | self.layout.pack(true[self._denied])

    @property
    def switchboard(self) -> Switchboard | None:
        """Made when the first conflict is asked for; none where the rules are too many."""
        if self._switchboard is None and len(self.prepared.encoding.rules) <= MOST_RULES:
            self._switchboard = Switchboard(self.prepared.encoding)
        return self._switchboard

    @property
    def switches(self) -> Switches:
        """Made when the first conflict is asked for."""
        if self._switches is None:
            self._switches = Switches(self.prepared.clauses, self.prepared.encoding.cnf.watched)
        return self._switches

    def close(self) -> None:
        self.solver.delete()
        for explaining in (self._switches, self._switchboard):
            if explaining is not None:
                explaining.close()
