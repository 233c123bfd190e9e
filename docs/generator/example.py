"""The rulebook that the reference takes its examples from: a maker of espresso machines, in `docs/example`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import cast

from cpq.kinds import SECTIONS, load_rulebook
from cpq.rulebook.model import Strict
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook

EXAMPLE = Path(__file__).resolve().parents[1] / "example"


@cache
def example_rulebook() -> Rulebook:
    """The example, which must load without a word."""
    loaded = load_rulebook(EXAMPLE / "rules", EXAMPLE)
    if loaded.rulebook is None or loaded.findings:
        raise SystemExit("\n".join(["docs/example does not load:", *(each.line("en") for each in loaded.findings)]))
    return loaded.rulebook


@cache
def excerpts() -> Mapping[type[Strict], tuple[str, str]]:
    """Class → (file, its YAML) of the first thing of that class in the example."""
    found: dict[type[Strict], tuple[str, str]] = {}
    for section in SECTIONS:
        for entity in example_rulebook().all(section.kind).values():
            for part, path in parts_of(entity, ()):
                place = entity.at(*path)
                if type(part) not in found and place.line:
                    found[type(part)] = place.file, _block(place)
    return found


def parts_of(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[Strict, tuple[str | int, ...]]]:
    """Every model inside a value, with the path to it; what is not written in the file is left out."""
    if isinstance(value, Strict):
        yield value, path
        for name, field in type(value).model_fields.items():
            if name in value.model_fields_set:
                yield from parts_of(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, each in cast("Mapping[object, object]", value).items():
            yield from parts_of(each, (*path, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, each in enumerate(cast("Sequence[object]", value)):
            yield from parts_of(each, (*path, number))


def _block(place: Place) -> str:
    """The line at a place and the lines below that are indented further."""
    lines = (EXAMPLE / place.file).read_text("utf-8").splitlines()[place.line - 1 :]
    indent = _indent(lines[0])
    end = next(
        (number for number, line in enumerate(lines) if number and line.strip() and _indent(line) <= indent), len(lines)
    )
    return dedent("\n".join(lines[:end])).rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
