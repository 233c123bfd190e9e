"""The smallest rulebook that comes with the program, as files, archives and versions of it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cpq.rulebook.folder import open_folder
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.checking import checked
from cpq.rulebooks.contents import Contents, kept

FOLDER = Path(__file__).parents[2] / "examples/minimal/rules"
RULES = kept(open_folder(FOLDER))


def zipped(files: dict[str, bytes | str], method: int = ZIP_DEFLATED) -> bytes:
    """An archive as any program makes one."""
    made = BytesIO()
    with ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def workspace(**more: bytes) -> dict[str, bytes | str]:
    """The files of the workspace by their names in it."""
    return {**{f"rules/{name}": content for name, content in RULES.items()}, **more}


def entry(name: str, mode: int) -> ZipInfo:
    """An entry with a mode of Unix."""
    made = ZipInfo(name)
    made.external_attr = mode << 16
    return made


def version(edits: dict[str, list[str]] | None = None, files: dict[str, str | None] | None = None) -> Rulebook:
    """The rulebook with words replaced, `{file: [old, new, old, new]}`, and with whole files; None takes one away."""
    rules = dict(RULES)
    for name, words in (edits or {}).items():
        text = rules[name].decode()
        for old, new in zip(words[::2], words[1::2], strict=True):
            assert old in text, old
            text = text.replace(old, new)
        rules[name] = text.encode()
    for name, content in (files or {}).items():
        if content is None:
            del rules[name]
        else:
            rules[name] = content.encode()
    made = checked(Contents(rules, {}))
    assert made.rulebook is not None, made.findings
    return made.rulebook
