"""What a version of a rulebook consists of: its files, in memory, and one archive that is the same for the same files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.folder import Folder, folder_of, version_of
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

RULES = "rules"
TEMPLATES = "quotes/templates"
TEMPLATE_ENDINGS = (
    *(".j2", ".css", ".yaml", ".yml", ".txt"),
    *(".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"),
    *(".ttf", ".otf", ".woff", ".woff2"),
)
"""Templates, styles, words, pictures and fonts."""

Files = Mapping[str, bytes]
"""By name relative to their folder, with `/`."""
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that an archive can hold: the same files are the same archive, whenever they were written."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The files below `rules/` and below `quotes/templates/`; there may be no templates."""

    rules: Files
    templates: Files

    @property
    def folder(self) -> Folder:
        """The rules as the loader takes them."""
        return folder_of(self.rules, RULES)

    @property
    def templates_version(self) -> str | None:
        """The SHA-256 of the templates' names and contents; None where there are none."""
        return version_of(self.templates) if self.templates else None


def kept(folder: Folder) -> dict[str, bytes]:
    """Of the files of a rulebook those that make its version."""
    return {file.name: file.content for file in (*folder.files, *folder.tables, *folder.bulk)}


def templates_in(folder: Path) -> dict[str, bytes]:
    """The files of a workspace's folder of templates; none where there is no such folder."""
    top = folder.resolve()
    found = sorted(path for path in top.rglob("*") if path.is_file() and path.resolve().is_relative_to(top))
    named = {path.relative_to(top).as_posix(): path for path in found}
    return {name: path.read_bytes() for name, path in named.items() if is_template(name)}


def is_template(name: str) -> bool:
    """Whether a document can be made from such a file."""
    hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
    return not hidden and name.lower().endswith(TEMPLATE_ENDINGS)


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP archive of files. Raises `Refused` where a name cannot be written in one."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(files):
            archive.writestr(_entry(name), content, ZIP_DEFLATED)
    return made.getvalue()


def _entry(name: str) -> ZipInfo:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        shown = name.encode("utf-8", "replace").decode()
        text = Text(zh="文件名不是 UTF-8；请改名", en="the file's name is not UTF-8; rename it")
        raise Refused([Finding("archive-name", Place(shown), text)]) from None
    entry = ZipInfo(name, _NO_TIME)
    entry.external_attr = 0o644 << 16
    return entry


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The files of an archive that `packed` made."""
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def whole(contents: Contents) -> bytes:
    """The archive of a workspace: what a person downloads, edits and uploads again."""
    rules = ((f"{RULES}/{name}", content) for name, content in contents.rules.items())
    templates = ((f"{TEMPLATES}/{name}", content) for name, content in contents.templates.items())
    return packed((*rules, *templates))
