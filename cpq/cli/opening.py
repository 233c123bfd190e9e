"""Opening a workspace and a request for a command: findings are shown, errors end it."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cpq.bom.request import QuoteRequest
from cpq.cli.failure import refuse
from cpq.cli.findings_view import show
from cpq.cli.language import say
from cpq.cli.terminal import err
from cpq.kinds import load_rulebook, read_request
from cpq.rulebook.finding import Refused, nearest
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.system import why
from cpq.rulebook.text import Text
from cpq.workspace import Workspace, find_workspace

LARGEST_REQUEST = 20_000_000
"""Bytes of a request file; 10,000 lines with configurations stay well below."""


MOST_NAMES = 1_000
"""So many files of a folder are looked at for one that is probably meant."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A workspace with its rulebook."""

    workspace: Workspace
    rulebook: Rulebook


def workspace_at(folder: Path) -> Workspace:
    """The workspace at or above a folder, or the end of the command."""
    found = find_workspace(folder.resolve())
    if found is None:
        refuse(
            "no-workspace",
            str(folder),
            Text(
                zh="这里以及上级文件夹都没有 rules/；用 cpq init 文件夹名 新建，或用 --workspace 指定",
                en="there is no rules/ here or above; make one with `cpq init FOLDER`, or name one with --workspace",
            ),
        )
    return found


def open_rulebook(folder: Path, *, as_json: bool = False) -> Opened:
    """Load the rulebook of a workspace; warnings are shown on stderr, errors raise `Refused`."""
    workspace = workspace_at(folder)
    with working(say(zh="读取规则", en="reading the rulebook")):
        loaded = load_rulebook(workspace.rules, workspace.root)
    if loaded.rulebook is None:
        raise Refused(loaded.findings)
    if loaded.findings and not as_json:
        show(loaded.findings, workspace.root, as_json=False)
    return Opened(workspace, loaded.rulebook)


def open_request(file: Path, rulebook: Rulebook) -> QuoteRequest:
    """Read a request from a YAML or JSON file, or from stdin for `-`."""
    return read_request(_content(file), str(file), rulebook)


def _content(file: Path) -> bytes:
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(LARGEST_REQUEST + 1)
        with file.open("rb") as opened:
            return opened.read(LARGEST_REQUEST + 1)
    except OSError as error:
        near = _near(file) if isinstance(error, FileNotFoundError) else None
        reason = why(error) if near is None else near
        refuse("unreadable", str(file), Text(zh=f"打不开文件：{reason.zh}", en=f"cannot be opened: {reason.en}"))


def _near(file: Path) -> Text | None:
    """The file beside it that is probably meant."""
    try:
        beside = {each.stem: each.name for each in islice(file.parent.iterdir(), MOST_NAMES) if each.is_file()}
    except OSError:
        return None
    near = file.stem if file.stem in beside else nearest(file.stem, beside)
    path = file.with_name(beside[near]) if near else None
    return path and Text(zh=f"没有这个文件——是不是 {path}？", en=f"there is no such file — did you mean {path}?")


@contextmanager
def working(what: str) -> Generator[None]:
    """A spinner on stderr while something takes its time; nothing where stderr is not a terminal."""
    if not err.is_terminal:
        yield
        return
    with err.status(what):
        yield
