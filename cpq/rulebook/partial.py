"""A rulebook of which something could not be read, for the checks that do not need that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar

from cpq.rulebook.finding import Finding
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.model import Entity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.sheet import Sheet

E = TypeVar("E", bound=Entity)


class NotRead(Exception):
    """Something is asked for of which there is more than could be read."""


class PartialRulebook(Rulebook):
    """What it answers is what the whole rulebook would: it raises `NotRead` for the kinds that are `lost`."""

    def __init__(
        self,
        version: str,
        things: Mapping[type[Entity], Mapping[str, Entity]],
        sheets: Mapping[str, Sheet],
        bulk: Mapping[str, RuleFile],
        lost: Iterable[type[Entity]],
    ) -> None:
        super().__init__(version, things, sheets, bulk)
        self._lost = frozenset(lost)

    def all(self, kind: type[E]) -> Mapping[str, E]:
        if kind in self._lost:
            raise NotRead(kind.__name__)
        return super().all(kind)


def found_in_part(
    checks: Sequence[Callable[[Rulebook], Iterable[Finding]]], rulebook: PartialRulebook
) -> Iterator[Finding]:
    """What the checks find until they ask for something that is missing; none of it is there only because something is."""
    for check in checks:
        with suppress(NotRead):
            yield from check(rulebook)
