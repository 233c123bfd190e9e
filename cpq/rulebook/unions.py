"""Of what every member of a union finds wrong with a value, what the member that was meant finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic_core import ErrorDetails

from cpq.rulebook.error_path import ErrorPath, Label
from cpq.rulebook.expected import is_wrong_type
from cpq.rulebook.source import Step


@dataclass(frozen=True, slots=True)
class Located:
    """An error of pydantic, with the steps of its location told apart."""

    error: ErrorDetails
    path: ErrorPath


@dataclass(frozen=True, slots=True)
class NoneFits:
    """A value at `path` that no member of a union takes, because it is of another kind."""

    path: tuple[Step, ...]
    errors: tuple[Located, ...]


def settled(errors: Sequence[Located], begin: int = 0) -> Iterator[Located | NoneFits]:
    """The errors outside of unions as they are, and of each union those of one member. `begin` is the first step looked at."""
    unions: dict[tuple[object, ...], list[Located]] = {}
    for each in errors:
        position = _label_at(each, begin)
        if position is None:
            yield each
        else:
            unions.setdefault(each.path.steps[:position], []).append(each)
    for above, members in unions.items():
        yield from _settled_union(len(above), members)


def _label_at(located: Located, begin: int) -> int | None:
    steps = located.path.steps
    return next((index for index in range(begin, len(steps)) if isinstance(steps[index], Label)), None)


def _settled_union(position: int, errors: Sequence[Located]) -> Iterator[Located | NoneFits]:
    """The member meant: one that found fault with something inside the value, or else with more than its kind."""
    fitting = [each for each in errors if not all(isinstance(step, Label) for step in each.path.steps[position:])]
    fitting = fitting or [each for each in errors if not is_wrong_type(each.error)]
    if not fitting:
        written = tuple(step for step in errors[0].path.steps[:position] if isinstance(step, str | int))
        yield NoneFits(written, tuple(errors))
        return
    members: dict[object, list[Located]] = {}
    for each in fitting:
        members.setdefault(each.path.steps[position], []).append(each)
    yield from settled(min(members.values(), key=len), position + 1)
