"""The engine for a model when nobody asks for a certain one.

A circuit that was compiled before answers fastest; no whole model is compiled while somebody waits. A large model in parts
that only a few sums couple is answered part by part. Else SAT answers; CP-SAT where the model is more than clauses hold, and
where SAT finds no answer, or cannot prove that it is the best one.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Self, TypeVar

from cpq.bom.solve.ahead import is_kept, is_worth_it
from cpq.bom.solve.circuit.budget import Budget
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.errors import OutOfBudget
from cpq.bom.solve.fingerprint import fingerprint
from cpq.bom.solve.numbering import counting_engine
from cpq.bom.solve.plain import plain_engine
from cpq.rulebook.memory import take_for_granted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cpq.bom.solve.circuit.circuit import Compiled
    from cpq.bom.solve.engine import (
        Best,
        Conflict,
        Count,
        Engine,
        EngineName,
        Least,
        Objective,
        Selection,
        Solution,
        Status,
    )
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is


Answer = TypeVar("Answer")

AT_ONCE = Budget(seconds=0.2)
"""What may be compiled while somebody waits: the small parts of a whole, which hang on what stands beside them."""

LARGE = 1_000
"""Values of a model in parts; SAT answers as fast about a smaller one."""


class AutomaticEngine:
    """The first question raises `TooLarge` for a model that no engine holds.

    Both engines are made when they are first needed. What only SAT can do, and what it does as well, does not wait for
    the other: a quote asks for one solution, a rep for what is possible.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._lock = RLock()
        self._sat: Engine | None = None
        self._quick: Engine | None = None
        self._second: Engine | None = None
        self._counting: Engine | None = None
        self._uncounted = False
        """Whether there is no circuit to count by."""

    @property
    def name(self) -> EngineName:
        """The engine that says what is possible."""
        return self._possible.name

    @property
    def model(self) -> Model:
        return self._model

    @property
    def _plain(self) -> Engine:
        with self._lock:
            self._sat = self._sat or plain_engine(self._model)
            return self._sat

    @property
    def _possible(self) -> Engine:
        with self._lock:
            if self._quick is None:
                self._quick = _compiled(self._model) or _coupled(self._model)
                if self._quick is not None and _is_large(self._model):
                    take_for_granted()
            self._quick = self._quick or self._plain
            return self._quick

    @property
    def _at_hand(self) -> Engine:
        """For one solution, and whether there is any: not worth the loading of circuits."""
        return self._quick or self._plain

    @property
    def _explaining(self) -> Engine:
        """SAT explains for every engine but one."""
        return self._possible if _is_large(self._model) else self._at_hand

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        names = None if only is None else tuple(only)
        engine = self._at_hand if names == () else self._possible
        return self._or_second(engine, lambda asked: asked.status(selection, names))

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        return self._possible.alternatives(selection)

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        return self._or_second(self._at_hand, lambda asked: asked.solve(selection, prefer))

    def conflict(self, selection: Selection) -> Conflict | None:
        return self._or_second(self._explaining, lambda asked: asked.conflict(selection))

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        return self._or_second(self._explaining, lambda asked: asked.why_not(selection, literal))

    def count(self, selection: Selection) -> Count:
        """By a circuit that is compiled for it where none is kept and the model compiles soon."""
        first = self._possible
        counting = None if first.name in ("circuit", "coupled") else self._numbering
        return self._or_second(counting or first, lambda asked: asked.count(selection))

    def best(self, selection: Selection, objective: Objective, prefer: Sequence[Is] = ()) -> Best | None:
        first = self._possible
        found = self._or_second(first, lambda asked: asked.best(selection, objective, prefer))
        if found is None or found.proven or first.name == "cp-sat":
            return found
        other = self._second_opinion().best(selection, objective, prefer)
        return found if other is None or (not other.proven and found.total <= other.total) else other

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        return self._possible.least(selection, objective, only)

    def instead(self, selection: Selection, objective: Objective) -> Least:
        return self._possible.instead(selection, objective)

    @property
    def _numbering(self) -> Engine | None:
        with self._lock:
            if self._counting is None and not self._uncounted:
                self._counting = counting_engine(self._model)
                self._uncounted = self._counting is None
            return self._counting

    def _or_second(self, first: Engine, question: Callable[[Engine], Answer]) -> Answer:
        """What the first engine answers; CP-SAT where that finds no answer within its limits. Raises `OutOfBudget`."""
        try:
            return question(first)
        except OutOfBudget:
            if first.name == "cp-sat":
                raise
        return question(self._second_opinion())

    def _second_opinion(self) -> Engine:
        from cpq.bom.solve.cp_sat import CpSatEngine  # noqa: PLC0415 - it loads slowly and is seldom needed

        with self._lock:
            self._second = self._second or CpSatEngine(self._model, alone=True)
            return self._second

    def close(self) -> None:
        with self._lock:
            for engine in (self._sat, self._quick, self._second, self._counting):
                if engine is not None:
                    engine.close()
            self._sat = self._quick = self._second = self._counting = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _compiled(model: Model) -> Engine | None:
    """The circuit engine where the model's circuit is kept. The compiled passes are loaded only where there are circuits at all."""
    if not is_kept(model):
        return None
    from cpq.bom.solve.circuit.engine import CircuitEngine  # noqa: PLC0415

    return _unless_damaged(lambda: CircuitEngine(model, compiled=_loaded(model)))


def _coupled(model: Model) -> Engine | None:
    """The coupled engine where the model is large and in parts whose circuits are kept. What it takes is loaded only then."""
    parts = parts_of(model)
    if not parts or not all(not is_worth_it(each) or is_kept(each) for each in parts):
        return None
    from cpq.bom.solve.circuit.engine import CircuitEngine  # noqa: PLC0415
    from cpq.bom.solve.coupled.circuits import CircuitComponent  # noqa: PLC0415
    from cpq.bom.solve.coupled.engine import CoupledEngine  # noqa: PLC0415

    def component(part: Model) -> CircuitComponent:
        return CircuitComponent(CircuitEngine(part, AT_ONCE, compiled=_loaded(part) if is_worth_it(part) else None))

    return _unless_damaged(lambda: CoupledEngine(model, component))


def _is_large(model: Model) -> bool:
    return sum(map(len, model.domains.values())) >= LARGE


def parts_of(model: Model) -> tuple[Model, ...]:
    """The models, each once, that a large model in parts is answered by; none for any other."""
    if not _is_large(model):
        return ()
    from cpq.bom.solve.coupled.splitting import models_of, split  # noqa: PLC0415

    parts = split(model)
    made = {(each.variables, each.constraints): each for each in models_of(model, parts)} if parts else {}
    return tuple(made.values())


def _loaded(model: Model) -> Compiled:
    """Raises `DidNotCompile` where there is none, or not a sound one."""
    from cpq.bom.solve.circuit.storage import store  # noqa: PLC0415

    key = fingerprint(model)
    found = None if key is None else store().load(key, model)
    if found is None:
        raise DidNotCompile
    return found


def _unless_damaged(make: Callable[[], Engine]) -> Engine | None:
    """None where a file is there that does not hold what its name says; the next check mends it."""
    try:
        return make()
    except DidNotCompile:
        return None
