"""Writing files whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from cpq.cli.failure import refuse, unwritable
from cpq.rulebook.text import Text


def write_all(files: Sequence[tuple[Path, bytes]]) -> tuple[Path, ...]:
    """Write every file beside its place, then move all of them there: a failure ends the command and leaves none behind."""
    drafts: list[tuple[Path, Path]] = []
    try:
        for path, content in files:
            drafts.append((path.with_name(f".{path.name}.part"), path))
            _draft(path, drafts[-1][0], content)
        for draft, path in drafts:
            _move(draft, path)
    finally:
        for draft, _ in drafts:
            with suppress(OSError):
                draft.unlink()
    return tuple(path for path, _ in files)


def _draft(path: Path, draft: Path, content: bytes) -> None:
    file = next((each for each in path.parents if each.exists() and not each.is_dir()), None)
    if file is not None:
        text = Text(zh="这是文件，不能当作文件夹；请换一个文件夹", en="it is a file and no folder; name another folder")
        refuse("unwritable", str(file), text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(EISDIR, "")
        draft.write_bytes(content)
    except OSError as error:
        unwritable(path, error)


def _move(draft: Path, path: Path) -> None:
    try:
        draft.replace(path)
    except OSError as error:
        unwritable(path, error)
