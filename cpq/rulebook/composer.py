"""From libyaml's events to a tree with places; what a rulebook does not allow is noted on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol, cast

from yaml import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cpq.money import InvalidAmount
from cpq.rulebook.anchors import Anchors
from cpq.rulebook.characters import FULL_WIDTH_COLON, ODD_SPACE, UNSEEN, odd_space_text, unseen_text
from cpq.rulebook.duplicates import Duplicates
from cpq.rulebook.marks import line_column
from cpq.rulebook.numbers import bound_text, number
from cpq.rulebook.place import Place
from cpq.rulebook.source import Map, Seq
from cpq.rulebook.text import Text
from cpq.rulebook.tree import Notes

_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBER_STARTS = frozenset("-0123456789")
_SLIPS_IN_KEYS = re.compile(f"：|{ODD_SPACE.pattern}")

Start = MappingStartEvent | SequenceStartEvent


class Parser(Protocol):
    """libyaml's parser."""

    def get_event(self) -> Event | None:
        """The next event; raises `YAMLError`."""
        ...


class Composer:
    """Builds the tree of one text. `root` is there even when building broke off, with what stands before.

    The methods are called for every value of every file: they do without what the reader of a small file would not miss.
    """

    def __init__(self, parser: Parser, notes: Notes) -> None:
        self._next = cast("Callable[[], Event]", parser.get_event)
        self._notes = notes
        self._anchors = Anchors(notes)
        self._duplicates = Duplicates(notes)
        self.root: object = None
        self.place = Place(notes.file.name)
        self.whole = False

    def document(self) -> None:
        """Compose the only document; raises `YAMLError` and `BrokenOff`."""
        self._next()
        event = self._next()
        if isinstance(event, DocumentStartEvent):
            self._document()
            event = self._next()
        if not isinstance(event, StreamEndEvent):
            self._notes.note("several-documents", _SEVERAL, self._place(event))
        self.whole = True

    def _document(self) -> None:
        event = self._next()
        self.place = self._place(event)
        if type(event) is MappingStartEvent:
            root = self.root = Map()
            self._held(event, 0, lambda: self._fill(root, 1))
        else:
            self.root = self._value(event, 0)
        self._next()

    def _value(self, event: Event, depth: int) -> object:
        kind = type(event)
        if kind is ScalarEvent:
            scalar = cast("ScalarEvent", event)
            if scalar.anchor is None and scalar.tag is None:
                return self._scalar(scalar)
            return self._held(scalar, depth, lambda: self._scalar(scalar))
        if kind is AliasEvent:
            return self._anchors.value(cast("AliasEvent", event), depth)
        start = cast("Start", event)
        build = self._mapping if kind is MappingStartEvent else self._sequence
        self._enter(start, depth + 1)
        if start.anchor is None and start.tag is None:
            return build(depth + 1)
        return self._held(start, depth, lambda: build(depth + 1))

    def _enter(self, event: Event, depth: int) -> None:
        self._anchors.reach(depth)
        self._notes.deeper(depth, lambda: self._place(event))
        self._notes.count(1, lambda: self._place(event))

    def _held(self, event: ScalarEvent | Start, depth: int, build: Callable[[], object]) -> object:
        """Build a value that has an anchor or a tag."""
        if event.tag is not None:
            self._notes.note("tag", _tag_text(event.tag), self._place(event))
        if event.anchor is None:
            return build()
        return self._anchors.hold(event.anchor, line_column(event), depth, build)

    def _mapping(self, depth: int) -> Map:
        node = Map()
        self._fill(node, depth)
        return node

    def _fill(self, node: Map, depth: int) -> None:
        while True:
            event = self._next()
            if type(event) is MappingEndEvent:
                return
            key = self._key(event, depth)
            following = self._next()
            if key is None:
                self._value(following, depth)
            elif key in node:
                self._value(following, depth)
                self._duplicates.note(node, key, self._place(event))
            elif depth == 1 and type(following) is MappingStartEvent:
                self._section(node, key, event, following)
            else:
                start = self._start(following)
                node[key] = self._value(following, depth)
                node.marks[key] = (*line_column(event), *start)

    def _section(self, root: Map, key: str, event: Event, following: MappingStartEvent) -> None:
        """A mapping right below the root hangs in it before it is filled: an error in it does not hide what stands before."""
        node = root[key] = Map()
        root.marks[key] = (*line_column(event), *line_column(following))
        self._enter(following, 2)
        self._held(following, 1, lambda: self._fill(node, 2))

    def _sequence(self, depth: int) -> Seq:
        node = Seq()
        while True:
            event = self._next()
            if type(event) is SequenceEndEvent:
                return node
            node.marks.append(self._start(event))
            node.append(self._value(event, depth))

    def _key(self, event: Event, depth: int) -> str | None:
        if not isinstance(event, ScalarEvent):
            self._notes.note("complex-key", _COMPLEX_KEY, self._place(event))
            self._value(event, depth)
            return None
        if event.anchor is not None or event.tag is not None:
            self._notes.note("marked-key", _MARKED_KEY, self._place(event))
        if event.implicit[0] and event.value in ("<<", ""):
            code, text = ("merge-key", _MERGE_KEY) if event.value else ("empty-key", _EMPTY_KEY)
            self._notes.note(code, text, self._place(event))
            return None
        return event.value if event.value.isascii() and event.style != '"' else self._readable(event)

    def _readable(self, event: ScalarEvent) -> str:
        """A key with characters beyond ASCII: what looks like a colon or a space in it is a slip that hides the rest."""
        slip = _SLIPS_IN_KEYS.search(event.value) if event.implicit[0] else None
        if slip is None:
            return self._seen(event)
        file = self._notes.file
        place = file.place(file.text.index(slip[0], file.index(*line_column(event))))
        raise self._notes.stop("full-width", FULL_WIDTH_COLON if slip[0] == "：" else odd_space_text(slip[0]), place)

    def _scalar(self, event: ScalarEvent) -> object:
        # Counted only: what a file itself can hold is bounded by its size.
        self._notes.values += 1
        value = event.value
        if not event.implicit[0]:
            return self._seen(event)
        if value in _CONSTANTS:
            return _CONSTANTS[value]
        if value[0] not in _NUMBER_STARTS:
            return value
        try:
            exact = number(value)
        except InvalidAmount as error:
            self._notes.note("number-bounds", bound_text(error), self._place(event))
            return 0
        return value if exact is None else exact

    def _seen(self, event: ScalarEvent) -> str:
        """Only double quotes can write, by an escape, what cannot be seen."""
        found = UNSEEN.search(event.value) if event.style == '"' else None
        if found is None:
            return event.value
        self._notes.note("unseen-character", unseen_text(found[0]), self._place(event))
        return UNSEEN.sub("\ufffd", event.value)

    def _start(self, event: Event) -> tuple[int, int]:
        """Where a value is written; for an alias, where what it stands for is."""
        return self._anchors.start(event) if isinstance(event, AliasEvent) else line_column(event)

    def _place(self, event: Event) -> Place:
        return Place(self._notes.file.name, *line_column(event))


_SEVERAL = Text(
    zh="一个文件只能有一份 YAML 文档；请删去“---”，或拆成几个文件",
    en="a file holds one YAML document; remove the `---` or split the file",
)
_COMPLEX_KEY = Text(
    zh="冒号前的名称只能是一个词，不能是列表或花括号",
    en="the name before a colon is a single word, not a list or braces",
)
_MARKED_KEY = Text(
    zh="冒号前的名称不能带锚点（&）或标签（!），请删去",
    en="the name before a colon has no anchor (&) or tag (!); remove it",
)
_MERGE_KEY = Text(
    zh="不支持合并键“<<”，请把字段逐一写出，或用 & 和 * 复用整个值",
    en="the merge key `<<` is not supported; write the fields out, or reuse a whole value with & and *",
)
_EMPTY_KEY = Text(zh="冒号前缺少名称，请写上", en="there is no name before the colon; write it")


def _tag_text(tag: str) -> Text:
    written = tag.replace("tag:yaml.org,2002:", "!!")[:80]
    return Text(
        zh=f"不能使用标签“{written}”，请删去；若是以 ! 开头的文字，请加引号",
        en=f'the tag "{written}" is not allowed; remove it, or quote a text that begins with "!"',
    )
