"""Reading a selection against a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.engine import Least
from cpq.bom.solve.errors import out_of_budget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpq.bom.solve.engine import Engine, Objective, Selection
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is


def allowed(model: Model, selection: Selection) -> dict[str, tuple[int, ...]]:
    """For every entry, the values of its variable it leaves, in domain order. Raises `UnknownVariable`."""
    return {name: _left(model.domain(name), entry) for name, entry in selection.items()}


def _left(domain: tuple[int, ...], entry: int | frozenset[int]) -> tuple[int, ...]:
    kept = entry if isinstance(entry, frozenset) else frozenset((entry,))
    return tuple(value for value in domain if value in kept)


def one_by_one(engine: Engine, selection: Selection) -> dict[str, tuple[int, ...]]:
    """What each entry could be changed to, the others as they are: a question for each. Raises `OutOfBudget`."""
    values: dict[str, tuple[int, ...]] = {}
    for name in selection:
        others = {other: entry for other, entry in selection.items() if other != name}
        status = engine.status(others, [name])
        if status.undecided:
            raise out_of_budget()
        values[name] = status.values[name]
    return values


def instead_one_by_one(engine: Engine, selection: Selection, objective: Objective) -> Least:
    """What each entry's variable would cost at least with each value, the others as they are: a question for each."""
    others = ({other: entry for other, entry in selection.items() if other != name} for name in selection)
    return together(engine.least(each, objective, [name]) for name, each in zip(selection, others, strict=True))


def together(answers: Iterable[Least]) -> Least:
    """What was found out variable by variable."""
    found = tuple(answers)
    totals = {name: by_value for each in found for name, by_value in each.totals.items()}
    return Least(totals, all(each.proven for each in found))


def without(selection: Selection, literal: Is) -> Selection:
    """The selection with the entry on the literal's own variable set aside."""
    return {name: entry for name, entry in selection.items() if name != literal.variable}
