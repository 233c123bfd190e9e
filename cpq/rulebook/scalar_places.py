"""Where a character of a scalar's value stands in the text, for every YAML style and for JSON strings.

Each style is walked the way the YAML reader walks it, giving for every character of the value the index that it came
from. The value is known, so the walk never has to find the scalar's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

_PROPERTIES = re.compile(r"(?:&[^\s,\[\]{}]+\s+)*")
_GAP = re.compile(r"[ \t]*(?:(?:\r\n|\n|\r)[ \t]*)*")
_BREAK = re.compile(r"\r\n|\n|\r")
_ESCAPED_GAP = re.compile(r"\\(?:\r\n|\n|\r)[ \t]*(?:(?:\r\n|\n|\r)[ \t]*)*")
_ESCAPE = re.compile(r"\\(?:x.{2}|u[dD][89abAB]..\\u.{4}|u.{4}|U.{8}|.)", re.DOTALL)
_HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n|\n|\r|\Z)")


def index_inside(text: str, start: int, value: str, offset: int) -> int:
    """The index in `text` of the character `offset` of a value whose scalar begins at `start`.

    `offset` equal to the value's length gives the index after its last character.
    """
    start = _skip_properties(text, start)
    if not value:
        return start + (text[start : start + 1] in ('"', "'"))
    offset = max(0, min(offset, len(value)))
    past_end = offset == len(value)
    found = next(islice(_indexes(text, start, value), offset - past_end, None), start)
    return found + past_end


def _skip_properties(text: str, start: int) -> int:
    found = _PROPERTIES.match(text, start)
    return found.end() if found else start


def _indexes(text: str, start: int, value: str) -> Iterator[int]:
    match text[start : start + 1]:
        case '"':
            return _double_quoted(text, start + 1)
        case "'":
            return _single_quoted(text, start + 1)
        case "|" | ">" as style:
            return _block(text, start, value, folded=style == ">")
        case _:
            return _plain(text, start)


def _plain(text: str, index: int) -> Iterator[int]:
    while index < len(text):
        if text[index] in " \t\r\n":
            gap = _gap(text, index)
            yield from _folded_gap(text, index, gap)
            index = gap
        else:
            yield index
            index += 1


def _single_quoted(text: str, index: int) -> Iterator[int]:
    while index < len(text):
        if text[index] in " \t\r\n":
            gap = _gap(text, index)
            yield from _folded_gap(text, index, gap)
            index = gap
        else:
            yield index
            index += 2 if text[index] == "'" else 1


def _double_quoted(text: str, index: int) -> Iterator[int]:
    while index < len(text):
        if text[index] in " \t\r\n":
            gap = _gap(text, index)
            yield from _folded_gap(text, index, gap)
            index = gap
        elif escaped := _ESCAPED_GAP.match(text, index):
            # The escaped break itself is nothing; each further empty line is a line break of the value.
            yield from [found.start() for found in _BREAK.finditer(text, index, escaped.end())][1:]
            index = escaped.end()
        else:
            yield index
            found = _ESCAPE.match(text, index)
            index = found.end() if found else index + 1


def _gap(text: str, index: int) -> int:
    """Where white space that may run over line breaks ends."""
    found = _GAP.match(text, index)
    return found.end() if found else index


def _folded_gap(text: str, start: int, end: int) -> Iterator[int]:
    """White space within a line stands as it is; over line breaks it is one space, or a break for each empty line."""
    breaks = [found.start() for found in _BREAK.finditer(text, start, end)]
    if not breaks:
        yield from range(start, end)
    elif len(breaks) == 1:
        yield breaks[0]
    else:
        yield from breaks[1:]


def _block(text: str, start: int, value: str, *, folded: bool) -> Iterator[int]:
    header = _HEADER.match(text, start)
    lines = _block_lines(text, header.end() if header else len(text), _spaces(value))
    return _folded_lines(text, lines) if folded else _literal_lines(lines)


Line = tuple[int, int]
"""Where a line's content begins and where its line break stands."""


def _spaces(value: str) -> int:
    """By how many spaces the first line of a value that is not blank is indented."""
    for line in value.split("\n"):
        if line.strip(" "):
            return len(line) - len(line.lstrip(" "))
    return 0


def _block_lines(text: str, index: int, inner: int) -> Iterator[Line]:
    indent = _indent(text, index, inner)
    while index < len(text):
        end = _line_end(text, index)
        content = text[index:end].lstrip(" ")
        spaces = end - index - len(content)
        if content and spaces < indent:
            return
        yield index + min(spaces, indent), end
        index = _next_line(text, end)


def _indent(text: str, index: int, inner: int) -> int:
    """How far the block is indented: its first line that is not blank, less what belongs to the value."""
    while index < len(text):
        end = _line_end(text, index)
        content = text[index:end].lstrip(" ")
        if content:
            return max(0, end - index - len(content) - inner)
        index = _next_line(text, end)
    return 0


def _line_end(text: str, index: int) -> int:
    found = _BREAK.search(text, index)
    return found.start() if found else len(text)


def _next_line(text: str, end: int) -> int:
    found = _BREAK.match(text, end)
    return found.end() if found else len(text)


def _literal_lines(lines: Iterable[Line]) -> Iterator[int]:
    for begin, end in lines:
        yield from range(begin, end + 1)


def _folded_lines(text: str, lines: Iterable[Line]) -> Iterator[int]:
    """Line breaks between two lines of plain text become a space, those of blank and of more indented lines stay."""
    blank: list[int] = []
    last: Line | None = None
    for begin, end in lines:
        if begin == end:
            blank.append(end)
            continue
        yield from _joint(text, last, begin, blank)
        yield from range(begin, end)
        blank, last = [], (begin, end)
    if last is not None:
        yield last[1]
    yield from blank


def _joint(text: str, last: Line | None, begin: int, blank: list[int]) -> Iterator[int]:
    if last is not None and (not blank or text[last[0]] in " \t" or text[begin] in " \t"):
        yield last[1]
    yield from blank
