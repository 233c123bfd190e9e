"""From bytes to characters: UTF-8 only, and none that cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.source import SourceFile
from cpq.rulebook.text import Text

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff"
_MARKS = "\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"

CONTROLS = re.compile(f"[{_CONTROLS}]")
"""Control characters and halves of characters, which no text can hold."""

UNSEEN = re.compile(f"[{_CONTROLS}{_MARKS}]")
"""And the marks that no editor shows: line separators, spaces of no width, changes of the direction of writing.

A note that somebody pasted into a request may hold them; a rule has no use for them, and could be made to look like another.
"""

ODD_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
"""Spaces that look like a plain one, or like two, and are not."""

_LOOKED_AT = 1024
_LEAST = 16
"""The bytes by which an encoding is told, at most and at least."""

_WIDE_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x00\x00": "UTF-32"}


def decoded(name: str, content: bytes) -> str | Finding:
    """The text of a file, without a byte order mark; a finding with the place of the first byte that is not UTF-8."""
    wide = _WIDE_ENCODINGS.get(content[:2])
    start = content[:_LOOKED_AT]
    if len(start) >= _LEAST and start.count(0) * 4 > len(start):
        wide = "UTF-16"  # without a byte order mark; every second byte of plain letters is zero
    if wide:
        zh = f"文件是 {wide} 编码，请另存为 UTF-8"
        return Finding("encoding", Place(name), Text(zh=zh, en=f"the file is {wide}; save it as UTF-8"))
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return Finding("encoding", _place(name, content, error.start), _not_utf8(content[error.start]))


def _place(name: str, content: bytes, position: int) -> Place:
    before = content[:position].decode("utf-8").removeprefix("\ufeff")
    file = SourceFile(name, before)
    return file.place(len(before))


def _not_utf8(byte: int) -> Text:
    return Text(
        zh=f"从这里起不是 UTF-8（字节 0x{byte:02X}），可能是 GBK 或 ANSI；请把文件另存为 UTF-8",
        en=f"not UTF-8 from here on (byte 0x{byte:02X}), perhaps GBK or Latin-1; save the file as UTF-8",
    )


def unseen(file: SourceFile, most: int) -> tuple[Finding, ...]:
    """A finding for each character that cannot be seen, at most so many."""
    return tuple(islice(_unseen(file), most))


def _unseen(file: SourceFile) -> Iterator[Finding]:
    for found in UNSEEN.finditer(file.text):
        yield Finding("unseen-character", file.place(found.start()), unseen_text(found[0]))


_AROUND_WORDS = re.compile(f"(?<=[\\s:,\\[\\]{{}}]){UNSEEN.pattern}|{UNSEEN.pattern}(?=[\\s:,\\[\\]{{}}])")


def readable(text: str) -> str:
    """The text with a space for what cannot be seen around words, and U+FFFD for it within them: no place is moved."""
    return UNSEEN.sub("\ufffd", _AROUND_WORDS.sub(" ", text))


def unseen_text(character: str) -> Text:
    """What to say of a character that cannot be seen."""
    code = f"U+{ord(character):04X}"
    if "\ud800" <= character <= "\udfff":
        return Text(
            zh=f"{code} 只是半个字符，请改成完整的字符或删去",
            en=f"{code} is half a character; write the whole one or delete it",
        )
    return Text(zh=f"有看不见的字符 {code}，请删去", en=f"the invisible character {code} stands here; delete it")


def odd_space_text(character: str) -> Text:
    """What to say of a space that is none of the plain ones."""
    code = f"U+{ord(character):04X}"
    return Text(
        zh=f"这里的空格不是普通空格（{code}，多从网页或中文输入法带来），请改成普通空格",
        en=f"this is not a plain space ({code}, from a web page or an input method); type a plain one",
    )


FULL_WIDTH_COLON = Text(
    zh="这里用了全角冒号“：”，请改成半角冒号加空格“: ”",
    en="a full-width colon stands here; write a plain colon and a space",
)
