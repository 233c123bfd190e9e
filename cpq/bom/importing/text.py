"""The text of a file: bounded, and decoded from the encodings that such files come in."""

from __future__ import annotations

import codecs
from pathlib import Path

from cpq.bom.importing.trouble import Trouble
from cpq.rulebook.place import Place

LARGEST = 64_000_000
"""Bytes of a model file. The largest published feature models have a few million."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_text(path: Path, trouble: Trouble) -> str:
    """The text of a file without its byte order mark, with plain line feeds.

    UTF-8, else what a byte order mark says, else GB18030 (which GBK and GB2312 are part of) with a warning. Raises
    `Refused`.
    """
    text = _decoded(_content(path, trouble), trouble)
    if "\0" in text:
        before = text[: text.index("\0")]
        trouble.stop(
            "binary-file",
            _at(before, trouble),
            zh="这里有 NUL 字符，文件不是文本；请检查是否选错了文件",
            en="there is a NUL character here, so this is no text; check whether it is the right file",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _content(path: Path, trouble: Trouble) -> bytes:
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        trouble.stop("unreadable", trouble.place(), zh=f"打不开文件：{reason}", en=f"cannot be opened: {reason}")
    if len(content) > LARGEST:
        size = LARGEST // 1_000_000
        trouble.stop(
            "too-large",
            trouble.place(),
            zh=f"文件超过 {size} MB；请拆分模型",
            en=f"is larger than {size} MB; split the model",
        )
    return content


def _decoded(content: bytes, trouble: Trouble) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, trouble)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _strictly(content, "gb18030", trouble)
        trouble.warning(
            "read-as-gb18030",
            _at(content[: error.start].decode("utf-8"), trouble),
            zh="文件从这里起不是 UTF-8，已按 GB18030（含 GBK）读取；若名称显示有误，请另存为 UTF-8",
            en="from here on the file is not UTF-8; it was read as GB18030 (GBK). If names look wrong, save it as UTF-8",
        )
        return text


def _strictly(content: bytes, encoding: str, trouble: Trouble) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, errors="replace")
        trouble.stop(
            "encoding",
            _at(before, trouble),
            zh="这里的字节既不是 UTF-8 也不是 GB18030；请把文件另存为 UTF-8",
            en="the bytes here are neither UTF-8 nor GB18030; save the file as UTF-8",
        )


def _at(before: str, trouble: Trouble) -> Place:
    line = before.count("\n") + 1
    return trouble.place(line, len(before) - before.rfind("\n"))
