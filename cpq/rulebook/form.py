"""What a value is read as: a pydantic model or union, whose errors become findings at their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from cpq.rulebook.error_path import ErrorPath, Label, Shape
from cpq.rulebook.fields import Context
from cpq.rulebook.finding import Finding
from cpq.rulebook.messages import Message, Wrong, is_wrong_type, message, none_fits
from cpq.rulebook.place import Place
from cpq.rulebook.source import Source, Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Located:
    """An error with the steps of its location told apart."""

    error: ErrorDetails
    path: ErrorPath


class Form(Generic[T]):
    """`Form[Product](AnyProduct).read(value, source, context)` gives a product, or what is wrong with the value."""

    def __init__(self, form: object, *, keyed: bool = False) -> None:
        """`keyed`: the value's id is its key and not one of the fields that can be written."""
        self._keyed = keyed
        self._adapter: TypeAdapter[T] = TypeAdapter(cast("type[T]", form))

    @cached_property
    def _shape(self) -> Shape:
        return Shape(cast("TypeAdapter[object]", self._adapter))

    def read(self, value: object, source: Source, context: Context | None) -> T | tuple[Finding, ...]:
        """Read a value that is written at `source`."""
        try:
            return self._adapter.validate_python(value, context=context)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        return tuple(dict.fromkeys(self._findings(errors, source)))

    def _findings(self, errors: Iterable[ErrorDetails], source: Source) -> Iterator[Finding]:
        located = [_Located(error, self._shape.path(_location(error))) for error in errors]
        for each in settled(located, 0):
            if isinstance(each, _NoneFits):
                said = none_fits(each.errors)
                yield Finding(said.code, _value_place(source, each.path), said.text)
            else:
                said = message(Wrong.of(each.error, self._fields(each.path), each.path.kinds))
                yield Finding(said.code, _place(each, said, source), said.text)

    def _fields(self, path: ErrorPath) -> tuple[str, ...]:
        own = self._keyed and len(path.written) == 1
        return tuple(field for field in path.fields if not (own and field == "id"))


def _location(error: ErrorDetails) -> Sequence[Step]:
    """The location, without the mark that pydantic puts behind a key that is itself wrong."""
    location = error["loc"]
    return location[:-1] if location and location[-1] == "[key]" else location


@dataclass(frozen=True, slots=True)
class _NoneFits:
    """A value that no member of a union takes, because it is of another kind."""

    path: tuple[Step, ...]
    errors: tuple[ErrorDetails, ...]


def settled(errors: Sequence[_Located], begin: int) -> Iterator[_Located | _NoneFits]:
    """Of the errors of a union's members, those of the member that was meant."""
    unions: dict[tuple[object, ...], list[_Located]] = {}
    for each in errors:
        position = _label_at(each, begin)
        if position is None:
            yield each
        else:
            unions.setdefault(each.path.steps[:position], []).append(each)
    for above, members in unions.items():
        yield from _settled_union(len(above), members)


def _label_at(located: _Located, begin: int) -> int | None:
    steps = located.path.steps
    return next((index for index in range(begin, len(steps)) if isinstance(steps[index], Label)), None)


def _settled_union(position: int, errors: Sequence[_Located]) -> Iterator[_Located | _NoneFits]:
    """The member meant: one that found fault with something inside the value, or else with more than its kind."""
    fitting = [each for each in errors if not all(isinstance(step, Label) for step in each.path.steps[position:])]
    fitting = fitting or [each for each in errors if not is_wrong_type(each.error)]
    if not fitting:
        written = tuple(step for step in errors[0].path.steps[:position] if isinstance(step, str | int))
        yield _NoneFits(written, tuple(each.error for each in errors))
        return
    members: dict[object, list[_Located]] = {}
    for each in fitting:
        members.setdefault(each.path.steps[position], []).append(each)
    yield from settled(min(members.values(), key=len), position + 1)


def _place(located: _Located, said: Message, source: Source) -> Place:
    error, path = located.error, located.path.written
    figures = error.get("ctx", {})
    offset = figures.get("offset")
    if isinstance(offset, int):
        return source.inside(path, offset)
    if said.code == "missing-field":
        return source.at(*path[:-1])
    if said.code == "unknown-field" or error["loc"][-1:] == ("[key]",):
        return source.at(*path)
    if said.code == "unknown-kind":
        return _value_place(source, (*path, str(figures.get("discriminator", "")).strip("'")))
    return _value_place(source, path)


def _value_place(source: Source, path: Sequence[Step]) -> Place:
    """Where the value is written; of a mapping or list the place of its key, which is what people look for."""
    if isinstance(source.found(*path), dict | list):
        return source.at(*path)
    return source.value(*path)
