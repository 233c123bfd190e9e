"""A ZIP archive that somebody sent becomes files in memory. Whatever it says of itself, no more is read than the limits allow.

Of a workspace's files those below `rules/` and `quotes/templates/` are taken; a folder around them, as most programs pack one, is
looked through. Nothing is written to disk.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import TypeVar
from zipfile import BadZipFile, ZipFile, ZipInfo

from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.folder import is_looked_at
from cpq.rulebooks import archive_problems as problems
from cpq.rulebooks.archive_limits import ArchiveLimits
from cpq.rulebooks.contents import RULES, TEMPLATES, Contents, is_template
from cpq.rulebooks.entry_names import alike, name_of, refusal

_HEAD_OF_ENTRY = b"PK\x01\x02"
_BROKEN = (BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError, ValueError, struct.error)
"""What reading a damaged archive raises."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Archive:
    """What was in an archive: the files of a workspace, and what is worth knowing about the others."""

    contents: Contents
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """An entry by the name that it has in the workspace."""

    name: str
    entry: ZipInfo


def read_archive(content: bytes, limits: ArchiveLimits | None = None) -> Archive:
    """The files of an archive. Raises `Refused` with everything that is wrong with it; never anything else, for any content."""
    limits = limits or ArchiveLimits()
    # Each entry of the directory begins so, and this reads it before anything is built of it: a million entries take a gigabyte.
    if content.count(_HEAD_OF_ENTRY) > limits.entries:
        raise Refused([problems.too_many(limits)])
    archive = _unbroken(lambda: ZipFile(BytesIO(content)))
    named, findings = _named(archive.infolist())
    found = _in_workspace(named)
    files = [each for each in found if _is_part(each.name)]
    findings += [*_unfit(files, limits), *_alike(files), *_outside(found, files)]
    if any(each.severity is Severity.ERROR for each in findings):
        raise Refused(findings)
    read = _read(archive, files, limits)
    return Archive(Contents(_below(RULES, read), _below(TEMPLATES, read)), tuple(findings))


def _unbroken(work: Callable[[], T], name: str = problems.ARCHIVE) -> T:
    try:
        return work()
    except _BROKEN:
        raise Refused([problems.unreadable(name)]) from None


def _named(entries: Iterable[ZipInfo]) -> tuple[list[_File], list[Finding]]:
    """The files by their decoded names, without folders and what systems leave hidden; and what is wrong with names."""
    files: list[_File] = []
    findings: list[Finding] = []
    for entry in entries:
        name, guessed = name_of(entry)
        wrong = refusal(name)
        if wrong:
            findings.append(wrong)
        elif not name.endswith("/") and not _is_hidden(name):
            files.append(_File(name, entry))
            findings += [guessed] if guessed else []
    return files, findings


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _in_workspace(files: list[_File]) -> list[_File]:
    """The files by their names in the workspace: without the one folder that is around all of them, if there is one."""
    around = {each.name.split("/", 1)[0] for each in files}
    if len(around) != 1 or around <= {RULES, TEMPLATES.split("/", 1)[0]}:
        return files
    top = f"{around.pop()}/"
    return [_File(each.name.removeprefix(top), each.entry) for each in files]


def _is_part(name: str) -> bool:
    if name.startswith(f"{RULES}/"):
        return is_looked_at(name.removeprefix(f"{RULES}/"))
    return name.startswith(f"{TEMPLATES}/") and is_template(name)


def _unfit(files: Iterable[_File], limits: ArchiveLimits) -> Iterator[Finding]:
    """What an entry says of itself that is not taken; what it keeps to itself is found when it is read."""
    total = 0
    for each in files:
        wrong = problems.of_entry(each.name, each.entry, limits)
        if wrong:
            yield wrong
        total += each.entry.file_size
    if total > limits.unpacked:
        yield problems.too_large(limits)


def _alike(files: Iterable[_File]) -> Iterator[Finding]:
    """Names that are one file on some systems, and files that are folders of others."""
    known: dict[str, str] = {}
    for each in files:
        first = known.setdefault(alike(each.name), each.name)
        if first is not each.name:
            yield problems.duplicate(first, each.name)
    for name in known.values():
        above = (known.get(alike(parent.as_posix())) for parent in PurePosixPath(name).parents)
        yield from (problems.duplicate(each, name) for each in above if each is not None)


def _outside(found: Iterable[_File], files: Iterable[_File]) -> Iterator[Finding]:
    taken = {id(each) for each in files}
    names = [each.name for each in found if id(each) not in taken]
    if not any(each.name.startswith(f"{RULES}/") for each in files):
        yield problems.no_rules()
    if names:
        yield problems.passed_over(names)


def _read(archive: ZipFile, files: Iterable[_File], limits: ArchiveLimits) -> dict[str, bytes]:
    """The content of every file; an entry that holds more than it says is broken."""
    read: dict[str, bytes] = {}
    left = limits.unpacked
    for each in files:
        read[each.name] = _unbroken(lambda each=each, left=left: _content(archive, each, left), each.name)
        left -= len(read[each.name])
    return read


def _content(archive: ZipFile, file: _File, left: int) -> bytes:
    with archive.open(file.entry) as opened:
        content = opened.read(min(left, file.entry.file_size) + 1)
    if len(content) != file.entry.file_size:
        raise BadZipFile
    return content


def _below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    top = f"{folder}/"
    return {name.removeprefix(top): content for name, content in files.items() if name.startswith(top)}
