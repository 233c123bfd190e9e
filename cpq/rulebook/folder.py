"""The files of a rulebook: every `*.yaml`, `*.yml` and `*.csv` below a folder, in capitals or not, in the order of their names.

A `*.json` is not read and has a warning.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePath, PurePosixPath
from typing import TypeAlias

from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.limits import MOST_BULK_BYTES, MOST_BYTES, MOST_FILES, RULE_FILE
from cpq.rulebook.place import Place
from cpq.rulebook.system import why
from cpq.rulebook.text import Text

_ENDINGS = (".yaml", ".yml")
_HIDDEN_ENDINGS = (".yaml.txt", ".yml.txt")
"""What becomes of `prices.yaml` in an editor that appends its own ending, where the system does not show endings."""

_JSON = ".json"
_SCHEMA = ".schema.json"
"""What `cpq schema` writes is for editors and may lie anywhere."""

_RULES = (*_ENDINGS, *_HIDDEN_ENDINGS, _JSON)
_TABLES = (".csv",)
_BULK = (".prices.csv", ".parquet", ".digests")
"""Tables of very many rows, which are not read cell by cell, and digests of very many coupons."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file and its bytes. `name` is relative to the rulebook's folder, `shown` to what was opened; both with `/`."""

    name: str
    shown: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Folder:
    """What was found; a file that cannot be read has a finding instead. `shown` names the folder itself.

    `files` are rules, `tables` the tables that rules may name, `bulk` those of very many rows, and the digests of coupons.
    """

    shown: str
    files: tuple[RuleFile, ...]
    tables: tuple[RuleFile, ...]
    bulk: tuple[RuleFile, ...]
    findings: tuple[Finding, ...]

    @property
    def version(self) -> str:
        """SHA-256 over names and contents, each with its length, so that no two folders can look alike."""
        every = (*self.files, *self.tables, *self.bulk)
        return version_of({file.name: file.content for file in every})


def version_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over names and contents in the order of names, each with its length, so that no two sets of files can look alike."""
    digest = sha256()
    for name, content in sorted(files.items()):
        written = name.encode("utf-8", "surrogatepass")
        digest.update(f"{len(written)} {len(content)} ".encode())
        digest.update(written)
        digest.update(content)
    return digest.hexdigest()


def open_folder(folder: Path, root: Path | None = None) -> Folder:
    """Read the files of a rulebook. Places are named relative to `root`, or to the folder itself.

    Hidden files and folders are passed over; a link that leads out of the folder is refused. Never raises.
    """
    base = (root or folder).resolve()
    top = folder.resolve()
    shown = _shown(top, base)
    if not top.is_dir():
        text = Text(zh="没有这个文件夹；请检查路径", en="there is no such folder; check the path")
        return Folder(shown, (), (), (), (Finding("no-folder", Place(shown or str(folder)), text),))
    found = ((path, _shown(path, base)) for path in _paths(top))
    return _read_all([(path, name, partial(_read, path, top, name)) for path, name in found], shown)


def folder_of(files: Mapping[str, bytes], shown: str = "rules") -> Folder:
    """The same of files that are in memory: by their names relative to the rulebook's folder, which messages call `shown`."""
    names = [(name, f"{shown}/{name}") for name in sorted(files) if is_looked_at(name)]
    return _read_all(
        [(PurePosixPath(name), where, partial(_bounded, name, where, files[name])) for name, where in names], shown
    )


def is_looked_at(name: str) -> bool:
    """Whether a file, by its name relative to the rulebook's folder, is read, or told to be misnamed."""
    *folders, last = name.split("/")
    return _is_looked_at(last.lower()) and not any(each.startswith(".") for each in (*folders, last))


def _shown(path: Path, base: Path) -> str:
    relative = path.relative_to(base) if path.is_relative_to(base) else path
    return relative.as_posix()


def _paths(top: Path) -> Sequence[Path]:
    return sorted(_walk(top), key=lambda path: path.relative_to(top).as_posix())


def _walk(top: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in folders if Path(folder, name).is_symlink())
        yield from (Path(folder, name) for name in files if _is_looked_at(name.lower()))


def _is_looked_at(name: str) -> bool:
    return name.endswith((*_RULES, *_TABLES, *_BULK)) and not name.endswith(_SCHEMA) and not name.startswith(".")


_Found: TypeAlias = tuple[PurePath, str, Callable[[], "RuleFile | Finding"]]
"""A file, what messages call it, and how it is read."""


def _read_all(found: Sequence[_Found], folder: str) -> Folder:
    files: list[RuleFile] = []
    findings: list[Finding] = []
    total = 0
    for path, shown, reading in found:
        read = _too_much(shown, len(files), total) or _misnamed(path, shown) or reading()
        if isinstance(read, Finding):
            findings.append(read)
            if read.code == "too-large":
                break
            continue
        total += 0 if _is_bulk(read) else len(read.content)
        files.append(read)
    if not any(path.name.lower().endswith(_ENDINGS) for path, *_ in found) and not any(map(_is_error, findings)):
        text = Text(zh="这里没有 .yaml 文件；请检查路径", en="there are no .yaml files here; check the path")
        findings.append(Finding("no-files", Place(folder), text))
    rules = tuple(file for file in files if file.name.lower().endswith(_RULES))
    bulk = tuple(filter(_is_bulk, files))
    tables = tuple(file for file in files if file.name.lower().endswith(_TABLES) and not _is_bulk(file))
    return Folder(folder, rules, tables, bulk, tuple(findings))


def _is_bulk(file: RuleFile) -> bool:
    return file.name.lower().endswith(_BULK)


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _too_much(shown: str, count: int, total: int) -> Finding | None:
    if count < MOST_FILES and total <= MOST_BYTES:
        return None
    size = f"{MOST_BYTES // 1_000_000} MB"
    text = Text(
        zh=f"规则超过 {MOST_FILES} 个文件或 {size}，从这个文件起未读取",
        en=f"the rulebook has more than {MOST_FILES} files or {size}; nothing is read from this file on",
    )
    return Finding("too-large", Place(shown), text)


def _misnamed(path: PurePath, shown: str) -> Finding | None:
    if path.name.lower().endswith(_JSON):
        right = f"{path.stem}.yaml"
        text = Text(
            zh=f"规则只从 .yaml 文件读取，这个文件未读；是规则就改名为 {right}（JSON 也是 YAML），不是就移出规则文件夹",
            en=f"rules are read from .yaml files, and this one is passed over; rename it to {right} if it is rules (JSON is YAML), "
            "or move it out of the rules",
        )
        return Finding("file-name", Place(shown), text, Severity.WARNING)
    if not path.name.lower().endswith(_HIDDEN_ENDINGS):
        return None
    right = path.name[: -len(".txt")]
    text = Text(
        zh=f"规则文件以 .yaml 结尾；请改名为 {right}", en=f"a file of rules ends in .yaml; rename it to {right}"
    )
    return Finding("file-name", Place(shown), text)


def _resolved(path: Path) -> Path | None:
    """Where a path leads; None for a link that leads back to itself."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # the latter before Python 3.13
        return None


def _read(path: Path, top: Path, shown: str) -> RuleFile | Finding:
    target = _resolved(path)
    if target is None or not target.is_relative_to(top) or not target.is_file():
        text = Text(
            zh="只读取规则文件夹以内的普通文件；请把文件本身放进来，不用链接",
            en="only plain files inside the rulebook's folder are read; put the file itself here instead of a link",
        )
        return Finding("not-a-plain-file", Place(shown), text)
    try:
        with path.open("rb") as opened:
            content = opened.read(_most(path.name) + 1)
    except OSError as error:
        reason = why(error)
        text = Text(zh=f"打不开文件：{reason.zh}", en=f"cannot be opened: {reason.en}")
        return Finding("unreadable", Place(shown), text)
    return RuleFile(path.relative_to(top).as_posix(), shown, content)


def _bounded(name: str, shown: str, content: bytes) -> RuleFile:
    """No more of a file than shows that it is too long."""
    return RuleFile(name, shown, content[: _most(name) + 1])


def _most(name: str) -> int:
    return MOST_BULK_BYTES if name.lower().endswith(_BULK) else RULE_FILE.bytes
