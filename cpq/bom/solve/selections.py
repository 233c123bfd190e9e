"""Reading a selection against a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cpq.bom.solve.engine import Engine, Selection
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is


def allowed(model: Model, selection: Selection) -> dict[str, tuple[int, ...]]:
    """For every entry, the values of its variable it leaves, in domain order. Raises `UnknownVariable`."""
    return {name: _left(model.domain(name), entry) for name, entry in selection.items()}


def _left(domain: tuple[int, ...], entry: int | frozenset[int]) -> tuple[int, ...]:
    kept = entry if isinstance(entry, frozenset) else frozenset((entry,))
    return tuple(value for value in domain if value in kept)


def one_by_one(engine: Engine, selection: Selection) -> dict[str, tuple[int, ...]]:
    """What each entry could be changed to, the others as they are: a question for each."""
    values: dict[str, tuple[int, ...]] = {}
    for name in selection:
        others = {other: entry for other, entry in selection.items() if other != name}
        values[name] = engine.status(others, [name]).values[name]
    return values


def without(selection: Selection, literal: Is) -> Selection:
    """The selection with the entry on the literal's own variable set aside."""
    return {name: entry for name, entry in selection.items() if name != literal.variable}
