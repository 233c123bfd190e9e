"""Names of files in an archive that somebody sent: decoded, and refused where they could lead anywhere but below their folder."""

from __future__ import annotations

import re
import unicodedata
from zipfile import ZipInfo

from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

LONGEST = 240
DEEPEST = 16
_UTF_8 = 0x800
"""The flag of an entry whose name is marked as UTF-8."""
_DRIVE = re.compile(r"[A-Za-z]:")


def name_of(entry: ZipInfo) -> tuple[str, Finding | None]:
    """The name, and a warning where its encoding was guessed: UTF-8 as macOS writes it, else GB 18030 as Windows in Chinese does."""
    written = entry.orig_filename
    if entry.flag_bits & _UTF_8 or written.isascii():
        return written, None
    raw = written.encode("cp437")  # as zipfile decoded it
    for encoding in ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return name, None if encoding == "utf-8" else _guessed(name)
    return written, None


def _guessed(name: str) -> Finding:
    text = Text(
        zh="文件名未标明编码，按 GB 18030 读取；若有误，请用标明 UTF-8 的程序重新打包",
        en="the encoding of the name is not said, it was read as GB 18030; if that is wrong, pack with a program that says UTF-8",
    )
    return Finding("archive-encoding", Place(shown(name)), text, Severity.WARNING)


def refusal(name: str) -> Finding | None:
    """Why a name is not taken; None where it is fine."""
    reason = _reason(name)
    return Finding("archive-name", Place(shown(name)), reason) if reason else None


def _reason(name: str) -> Text | None:
    parts = name.removesuffix("/").split("/")
    if name.startswith("/") or _DRIVE.match(name):
        return Text(
            zh="文件名是绝对路径；请从规则所在的文件夹打包", en="the name is an absolute path; pack from the folder"
        )
    if "\\" in name:
        return Text(zh="文件名里有 \\；请以 / 分隔文件夹", en="the name has a \\; folders are parted by /")
    if any(part in ("", ".", "..") for part in parts):
        return Text(
            zh="文件名里有 .、.. 或空的部分；请从规则所在的文件夹打包",
            en="the name has a part that is ., .. or empty; pack from the folder",
        )
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in name):
        return Text(zh="文件名里有不可见字符；请改名", en="the name has a character that nobody sees; rename the file")
    if len(name.encode("utf-8")) > LONGEST or len(parts) > DEEPEST:
        return Text(
            zh=f"文件名超过 {LONGEST} 字节或 {DEEPEST} 层文件夹；请缩短",
            en=f"the name has more than {LONGEST} bytes or {DEEPEST} folders; shorten it",
        )
    return None


def shown(name: str) -> str:
    """A name as a message can have it."""
    seen = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return seen if len(seen) <= 120 else f"{seen[:119]}…"


def alike(name: str) -> str:
    """What two names have in common that are one file on some systems: letters of any case, accents written either way."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
