"""JSON, read into the same tree as YAML: exact numbers, duplicate keys refused, bounded depth, a place for every value."""

from __future__ import annotations

import re
from collections.abc import Callable
from json import JSONDecodeError, decoder
from typing import cast

from cpq.money import InvalidAmount
from cpq.rulebook.characters import CONTROLS, unseen_text
from cpq.rulebook.limits import Limits
from cpq.rulebook.numbers import bound_text, number
from cpq.rulebook.place import Place
from cpq.rulebook.source import Map, Marks, Seq, SourceFile
from cpq.rulebook.text import Text
from cpq.rulebook.tree import BrokenOff, Notes, Tree

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"[A-Za-z0-9+\-._]+")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

# Python's own reader of JSON strings, written in C; the type stubs leave it out.
_scan = cast("Callable[[str, int, bool], tuple[str, int]]", vars(decoder)["scanstring"])


def read_json(file: SourceFile, limits: Limits) -> Tree:
    """Read a JSON text. Never raises."""
    notes = Notes(file, limits)
    scanner = _Scanner(file, notes)
    try:
        root = scanner.document()
    except BrokenOff:
        return Tree(file, None, Place(file.name), tuple(notes.findings), whole=False)
    return Tree(file, root, file.place(scanner.start), tuple(notes.findings))


class _Scanner:
    """Walks the text once; `_at` is the index of the next character."""

    def __init__(self, file: SourceFile, notes: Notes) -> None:
        self._file = file
        self._text = file.text
        self._notes = notes
        self._at = 0
        self.start = 0

    def document(self) -> object:
        self._skip_space()
        self.start = self._at
        root = self._value(0)
        self._skip_space()
        if self._at < len(self._text):
            raise self._stop(
                Text(zh="JSON 到此应当结束，请删去后面的内容", en="the JSON ends before this; delete what follows")
            )
        return root

    def _value(self, depth: int) -> object:
        start = self._at
        self._notes.count(1, lambda: self._file.place(start))
        match self._text[start : start + 1]:
            case "{":
                return self._object(depth + 1)
            case "[":
                return self._array(depth + 1)
            case '"':
                return self._string()
            case _:
                return self._word()

    def _object(self, depth: int) -> Map:
        self._enter(depth)
        node = Map()
        if self._closed("}"):
            return node
        while True:
            self._member(node, depth)
            if self._closed("}"):
                return node
            self._expect(",", _COMMA)
            self._skip_space()

    def _member(self, node: Map, depth: int) -> None:
        key_start = self._at
        if self._text[key_start : key_start + 1] != '"':
            raise self._stop(_LAST_COMMA if self._text[key_start : key_start + 1] == "}" else _QUOTED_KEY)
        key = self._string()
        self._skip_space()
        self._expect(":", Text(zh="名称后面要写冒号", en="a colon is expected after the name"))
        self._skip_space()
        value_start = self._at
        value = self._value(depth)
        if key in node:
            self._duplicate(node, key, key_start)
            return
        node.marks[key] = self._marks(key_start, value_start)
        node[key] = value

    def _array(self, depth: int) -> Seq:
        self._enter(depth)
        node = Seq()
        if self._closed("]"):
            return node
        while True:
            place = self._file.place(self._at)
            node.append(self._value(depth))
            node.marks.append((place.line, place.column))
            if self._closed("]"):
                return node
            self._expect(",", _COMMA)
            self._skip_space()
            if self._text[self._at : self._at + 1] == "]":
                raise self._stop(_LAST_COMMA)

    def _string(self) -> str:
        start = self._at
        try:
            value, self._at = _scan(self._text, start + 1, True)
        except JSONDecodeError as error:
            self._at = min(error.pos, len(self._text))
            raise self._stop(_STRING) from None
        found = CONTROLS.search(value)
        if found is not None:
            self._notes.note("unseen-character", unseen_text(found[0]), self._file.place(start))
            return CONTROLS.sub("\ufffd", value)
        return value

    def _word(self) -> object:
        start = self._at
        found = _WORD.match(self._text, start)
        word = found[0] if found else ""
        if word in _CONSTANTS:
            self._at += len(word)
            return _CONSTANTS[word]
        try:
            exact = number(word)
        except InvalidAmount as error:
            self._notes.note("number-bounds", bound_text(error), self._file.place(start))
            exact = 0
        if exact is None:
            raise self._stop(_unknown_word(word))
        self._at += len(word)
        return exact

    def _enter(self, depth: int) -> None:
        start = self._at
        self._notes.deeper(depth, lambda: self._file.place(start))
        self._at += 1
        self._skip_space()

    def _closed(self, bracket: str) -> bool:
        self._skip_space()
        if self._text[self._at : self._at + 1] != bracket:
            return False
        self._at += 1
        return True

    def _expect(self, character: str, text: Text) -> None:
        if self._text[self._at : self._at + 1] != character:
            raise self._stop(self._instead_of_more() or text)
        self._at += 1

    def _instead_of_more(self) -> Text | None:
        """What to say where the text ends early, or goes on with a comment."""
        if self._at >= len(self._text):
            return Text(zh="内容到这里就断了，请补上右括号", en="the text ends here; add the closing brackets")
        if self._text[self._at] in "/#":
            return Text(zh="JSON 里不能写注释，请删去", en="JSON has no comments; remove it")
        return None

    def _skip_space(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _marks(self, key_start: int, value_start: int) -> Marks:
        key, value = self._file.place(key_start), self._file.place(value_start)
        return key.line, key.column, value.line, value.column

    def _duplicate(self, node: Map, key: str, start: int) -> None:
        first = Place(self._file.name, *node.marks[key][:2])
        text = Text(zh=f"“{key}”写了两次，请删去一个", en=f'"{key}" is written twice; remove one')
        self._notes.note("duplicate-key", text, self._file.place(start), first)

    def _stop(self, text: Text) -> BrokenOff:
        return self._notes.stop("syntax", text, self._file.place(self._at))


_QUOTED_KEY = Text(zh="这里要写加双引号的名称", en="a name in double quotes is expected here")
_LAST_COMMA = Text(
    zh="右括号前多了一个逗号，请删去", en="the comma before this closing bracket is one too many; remove it"
)
_COMMA = Text(zh="这里要写逗号或右括号", en="a comma or a closing bracket is expected here")
_STRING = Text(
    zh="字符串在这里有误：检查结尾的双引号，反斜杠写成 \\\\，换行写成 \\n",
    en="this string is broken here: check its closing quote, write a backslash as \\\\ and a line break as \\n",
)


def _unknown_word(word: str) -> Text:
    if not word:
        return Text(zh="这里要写一个值", en="a value is expected here")
    return Text(
        zh=f"“{word[:40]}”不是 JSON 的值；文字要加双引号，数字写成 12.50",
        en=f'"{word[:40]}" is no JSON value; put text in double quotes and write a number like 12.50',
    )
