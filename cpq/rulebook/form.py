"""What a value is read as: a pydantic model or union, whose errors become findings at their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from cpq.rulebook.error_path import Shape
from cpq.rulebook.fields import Context
from cpq.rulebook.finding import Finding
from cpq.rulebook.lacking import Lacking, lacking
from cpq.rulebook.messages import Message, Wrong, message, none_fits
from cpq.rulebook.place import Place
from cpq.rulebook.source import Source, Step
from cpq.rulebook.unions import Located, NoneFits, settled

T = TypeVar("T")


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
        every = list(settled([Located(error, self._shape.path(_location(error))) for error in errors]))
        lacks = lacking(every)
        for each in every:
            if isinstance(each, NoneFits):
                said = none_fits([Wrong.of(one.error, one.path) for one in each.errors])
                yield Finding(said.code, _value_place(source, each.path), said.text)
                continue
            here = lacks.get(each.path.written[:-1], Lacking())
            if not here.is_said_elsewhere(each):
                said = message(self._wrong(each, here, source))
                yield Finding(said.code, _place(each, said, source), said.text)

    def _wrong(self, located: Located, lacks: Lacking, source: Source) -> Wrong:
        wrong, *above = Wrong.of(located.error, located.path), *located.path.written[:-1]
        written = source.found(*above)
        own = self._keyed and not above
        taken = set(cast("Mapping[str, object]", written)) if isinstance(written, dict) else set[str]()
        fields = tuple(name for name in located.path.fields if name not in taken and not (own and name == "id"))
        return replace(wrong, fields=fields, meant=lacks.meant.get(wrong.last), lacking=tuple(lacks.missing))


def _location(error: ErrorDetails) -> Sequence[Step]:
    """The location, without the mark that pydantic puts behind a key that is itself wrong."""
    location = error["loc"]
    return location[:-1] if location and location[-1] == "[key]" else location


def _place(located: Located, said: Message, source: Source) -> Place:
    error, path = located.error, located.path.written
    figures = error.get("ctx", {})
    offset, below = figures.get("offset"), cast("tuple[Step, ...]", figures.get("below", ()))
    if isinstance(offset, int):
        return source.inside(path, offset)
    if below:
        return source.at(*path, *below) if isinstance(below[-1], str) else _value_place(source, (*path, *below))
    if said.code == "missing-field":
        return source.at(*path[:-1])
    if said.code == "unknown-field" or error["loc"][-1:] == ("[key]",):
        return source.at(*path)
    if said.code == "unknown-kind":
        return _tag_place(source, path, figures)
    return _value_place(source, path)


def _tag_place(source: Source, path: Sequence[Step], figures: Mapping[str, object]) -> Place:
    """Where the word is written that names the kind."""
    found = source.found(*path)
    named = str(figures.get("discriminator", "")).strip("'")
    if isinstance(found, dict):
        around = cast("Mapping[str, object]", found)
        named = next((key for key in (named, *around) if around.get(key) == figures.get("tag")), named)
    return _value_place(source, (*path, named))


def _value_place(source: Source, path: Sequence[Step]) -> Place:
    """Where the value is written; of several values the place of their key, which is what people look for."""
    while path and source.found(*path) is None and not isinstance(source.found(*path[:-1]), dict | list | None):
        path = path[:-1]  # A bare number stands for a field that is not written.
    if isinstance(source.found(*path), dict | list):
        return source.at(*path)
    return source.value(*path)
