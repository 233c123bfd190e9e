"""How a command ends that cannot go on: every finding, then an exit code that scripts can use."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

import typer

from cpq.cli.language import read
from cpq.cli.terminal import err
from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.system import why
from cpq.rulebook.text import Text


class Exit(IntEnum):
    """0 fine, 1 findings: something in the rulebook or the request must be mended, 2 usage, 3 a defect of the program."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    DEFECT = 3


def refuse(code: str, place: str, text: Text) -> NoReturn:
    """End with one finding."""
    raise Refused([Finding(code, Place(place), text)])


def misuse(option: str, text: Text) -> NoReturn:
    """End as every wrong use of the command line does: with a sentence, and no findings."""
    sentence = read(text)
    err.print(f"{option}: {sentence}", soft_wrap=True)
    leave(Exit.USAGE)


def unwritable(path: Path, error: OSError) -> NoReturn:
    """End with why a file or folder cannot be written."""
    reason = why(error)
    refuse("unwritable", str(path), Text(zh=f"无法写入：{reason.zh}", en=f"cannot be written: {reason.en}"))


def exit_code(findings: Sequence[Finding]) -> Exit:
    return Exit.FINDINGS if any(each.severity is Severity.ERROR for each in findings) else Exit.FINE


def leave(code: Exit) -> NoReturn:
    raise typer.Exit(int(code))
