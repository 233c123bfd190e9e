"""What a command reads before it begins: all that it needs, also in a process of its own, and nothing slow that few quotes need."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cpq.cli.commands import COMMANDS

HOME = Path(__file__).resolve().parents[2]
SLOW = {"fontTools", "jinja2", "numba", "ortools", "pandas", "pyarrow", "weasyprint"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_by_itself_finds_all_it_needs_and_reads_nothing_slow(command: str) -> None:
    """Other tests begin commands where everything that they import is there already."""
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cpq", command, "--help"],
        cwd=HOME,
        env={**os.environ, "CPQ_LANG": "en", "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in ended.stderr.splitlines() if not line.startswith("import time:")]
    read = set(re.findall(r"\| *(\w+)[\w.]*$", ended.stderr, flags=re.MULTILINE))
    assert (ended.returncode, said) == (0, [])
    assert f"cpq {command}" in ended.stdout
    assert "cpq" in read
    assert read & SLOW == set()
