"""What can be said of a model in short: how large it is, of what it consists, whether anything satisfies it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from cpq.bom.importing.imported import Imported
from cpq.bom.solve import EngineName, Model, SolveError, TooLarge
from cpq.bom.solve.ahead import SECONDS
from cpq.bom.solve.errors import OutOfBudget
from cpq.bom.solve.numbering import counting_engine
from cpq.bom.solve.plain import plain_engine
from cpq.bom.solve.reference import MOST_ASSIGNMENTS, ReferenceEngine
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place


@dataclass(frozen=True, slots=True)
class Summary:
    """`constraints` are counted by their kind. `possible` and `count` are None where no engine could say within its limits.

    `count` is the exact number of complete configurations.
    """

    variables: int
    values: int
    rules: int
    constraints: Mapping[str, int]
    engine: EngineName
    possible: bool | None
    count: int | None


def summary_of(imported: Imported) -> Summary:
    """Asks the reference engine where the model is small, else the circuit, which both count; where it does not compile, SAT.

    Raises `Refused` for a constraint that is too large for it, with its place.
    """
    model = imported.model
    engine, possible, count = _asked(imported)
    return Summary(
        variables=len(model.variables),
        values=sum(len(each.domain) for each in model.variables),
        rules=len(model.rules),
        constraints=dict(sorted(Counter(type(each).__name__.lower() for each in model.constraints).items())),
        engine=engine,
        possible=possible,
        count=count,
    )


def _asked(imported: Imported) -> tuple[EngineName, bool | None, int | None]:
    model = imported.model
    if prod(len(each.domain) for each in model.variables) <= MOST_ASSIGNMENTS:
        count = ReferenceEngine(model).count({}).number
        return "reference", count > 0, count
    try:
        counted = _counted(model)
        if counted is not None:
            return "circuit", counted > 0, counted
        return *_possible(model), None
    except SolveError as error:
        place = imported.places.get(error.rule or "") if isinstance(error, TooLarge) else None
        anywhere = Place(next(iter(imported.places.values())).file) if imported.places else Place(imported.name)
        raise Refused([Finding("too-large", place or anywhere, error.text)]) from None


def _counted(model: Model) -> int | None:
    engine = counting_engine(model, SECONDS, with_machine_code=True)
    if engine is None:
        return None
    with engine:
        try:
            count = engine.count({})
        except OutOfBudget:
            return None
    return count.number if count.exact else None


def _possible(model: Model) -> tuple[EngineName, bool | None]:
    """Which engine says so."""
    with plain_engine(model) as engine:
        try:
            return engine.name, engine.status({}, ()).possible
        except OutOfBudget:
            return engine.name, None
