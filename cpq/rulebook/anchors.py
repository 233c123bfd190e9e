"""Anchors and aliases of one YAML text: `&x` names a value, `*x` uses it again, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yaml import AliasEvent

from cpq.rulebook.marks import line_column
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.rulebook.tree import BrokenOff, Notes


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for: the value, where it is written, and its size with everything in it."""

    node: object
    start: tuple[int, int]
    values: int
    height: int


class Anchors:
    """Every value behind an alias counts again, and so does its depth: a short text cannot stand for an endless one."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._known: dict[str, _Anchored | None] = {}
        self._used = 0
        self._deepest = 0

    def reach(self, depth: int) -> None:
        """Told of every mapping and list how deep it lies."""
        self._deepest = max(self._deepest, depth)

    def hold(self, anchor: str, start: tuple[int, int], depth: int, build: Callable[[], object]) -> object:
        """Build a value and keep it under its anchor; while it is built, the anchor stands for nothing."""
        before, deepest = self._notes.values, self._deepest
        self._known[anchor], self._deepest = None, depth
        node = build()
        height = self._deepest - depth
        self._deepest = max(deepest, self._deepest)
        self._known[anchor] = _Anchored(node, start, self._notes.values - before, height)
        return node

    def start(self, event: AliasEvent) -> tuple[int, int]:
        """Where that which the alias stands for is written."""
        found = self._known.get(str(event.anchor))
        return found.start if found is not None else line_column(event)

    def value(self, event: AliasEvent, depth: int) -> object:
        """What an alias at this depth stands for."""
        self._used += 1
        found = self._known.get(str(event.anchor))
        place = Place(self._notes.file.name, *line_column(event))
        if found is None:
            self._notes.note("unknown-alias", self._unknown(str(event.anchor)), place)
            return None
        if self._used > self._notes.limits.aliases:
            raise self._too_many(place)
        self.reach(depth + found.height)
        self._notes.deeper(depth + found.height, lambda: place)
        self._notes.count(found.values, lambda: place)
        return found.node

    def _unknown(self, anchor: str) -> Text:
        if anchor in self._known:
            return Text(
                zh=f"别名 *{anchor} 用在了它自己里面，请直接写出内容",
                en=f"the alias *{anchor} stands inside itself; write its content out",
            )
        return Text(
            zh=f"别名 *{anchor} 没有对应的 &{anchor}；若是普通文字，请加引号",
            en=f"there is no &{anchor} for the alias *{anchor}; quote it if it is plain text",
        )

    def _too_many(self, place: Place) -> BrokenOff:
        most = self._notes.limits.aliases
        if most:
            text = Text(
                zh=f"别名（*）超过 {most} 个，请直接写出内容", en=f"more than {most} aliases (*); write the content out"
            )
        else:
            text = Text(
                zh="这里不能使用别名（*），请直接写出内容", en="aliases (*) are not allowed here; write the content out"
            )
        return self._notes.stop("too-many-aliases", text, place)
