"""Where output goes: answers to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys

from rich.console import Console

WIDE = 110
"""Columns assumed where the output is not a terminal, so that tables in a file do not wrap."""


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDE
    # A customer's name is not markup: what is styled here is styled by `Text`, never by brackets in a string.
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, width=width)


out = _console(stderr=False)
err = _console(stderr=True)


def print_json(answer: object) -> None:
    """One JSON document on stdout; amounts are strings already."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
