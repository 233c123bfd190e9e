"""libyaml's marks count from 0, ours from 1."""

from __future__ import annotations

from typing import Protocol, cast

from yaml import Event


class _Mark(Protocol):
    line: int
    column: int


def line_column(event: Event) -> tuple[int, int]:
    """Where an event begins."""
    mark = cast("_Mark", event.start_mark)
    return mark.line + 1, mark.column + 1
