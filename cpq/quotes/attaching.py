"""Files that belong to a quote: of which kinds, how large, and under which names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import quote

from cpq.platform.kinds_of_problems import INVALID, MEDIA, TOO_LARGE
from cpq.platform.problems import Problem, ProblemError
from cpq.rulebook.text import Text

MOST_FILES = 20
MOST_BYTES = 50_000_000
"""Of one quote together."""
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: how its names end, and what its content begins with or must be."""

    endings: tuple[str, ...]
    is_like: Callable[[bytes], bool]


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, FileKind] = {
    "application/pdf": FileKind((".pdf",), _begins(b"%PDF-")),
    "image/png": FileKind((".png",), _begins(b"\x89PNG\r\n\x1a\n")),
    "image/jpeg": FileKind((".jpg", ".jpeg"), _begins(b"\xff\xd8\xff")),
    "text/plain": FileKind((".txt",), _is_text),
    "text/csv": FileKind((".csv",), _is_text),
    f"{_OFFICE}.wordprocessingml.document": FileKind((".docx",), _begins(b"PK\x03\x04")),
    f"{_OFFICE}.spreadsheetml.sheet": FileKind((".xlsx",), _begins(b"PK\x03\x04")),
}
"""Media type → kind. Nothing that a browser or an office program would run by itself is among them."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff<>:"|?*\\/]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def safe_name(given: str) -> str:
    """A name that is the same file name everywhere: no folders, no signs that cannot be seen. Raises a `Problem` where none is left."""
    name = _UNSAFE.sub("_", normalize("NFC", given).replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(name) > LONGEST_NAME:
        name = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending[:20]}"
    if not name or _DEVICES.fullmatch(name):
        text = Text(zh="请用 name 给出文件名", en="give the file a `name`")
        raise Problem(INVALID, text, [ProblemError("file-name", text, parameter="name")])
    return name[:LONGEST_NAME]


def checked_kind(name: str, content_type: str, content: bytes) -> str:
    """The media type of a file that may be kept. Raises a `Problem` where type, name and content do not fit each other."""
    media_type = content_type.partition(";")[0].strip().lower()
    kind = KINDS.get(media_type)
    if kind is None:
        known = ", ".join(KINDS)
        raise Problem(MEDIA, Text(zh=f"可用的附件类型：{known}", en=f"attachments are of these types: {known}"))
    if not name.lower().endswith(kind.endings):
        endings = " / ".join(kind.endings)
        text = Text(zh=f"{media_type} 的文件名须以 {endings} 结尾", en=f"the name of a {media_type} ends in {endings}")
        raise Problem(INVALID, text, [ProblemError("file-name", text, parameter="name")])
    if not content or not kind.is_like(content):
        text = Text(zh=f"内容不是 {media_type}", en=f"the content is no {media_type}")
        raise Problem(INVALID, text, [ProblemError("file-content", text)])
    return media_type


def has_room(count: int, size: int, more: int) -> None:
    """Raises a `Problem` where a quote has enough files already."""
    if count >= MOST_FILES or size + more > MOST_BYTES:
        text = Text(
            zh=f"每份报价至多 {MOST_FILES} 个附件、共 {MOST_BYTES // 1_000_000} MB；请先删去一些",
            en=f"a quote has at most {MOST_FILES} attachments of {MOST_BYTES // 1_000_000} MB together; remove some first",
        )
        raise Problem(TOO_LARGE, text)


def download_headers(name: str) -> dict[str, str]:
    """So that a browser stores the file and never shows it as a page (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "no-store",
    }
