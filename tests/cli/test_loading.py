"""What a command reads before it begins: all that it needs, also in a process of its own, and nothing slow that few quotes need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cpq.cli.commands import COMMANDS

HOME = Path(__file__).resolve().parents[2]
SLOW = {"fontTools", "jinja2", "numba", "ortools", "pandas", "pyarrow", "weasyprint"}


@pytest.fixture(scope="module")
def runner() -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "CPQ_LANG": "en", "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"}
    command = [sys.executable, str(Path(__file__).with_name("by_itself.py"))]
    with subprocess.Popen(
        command, cwd=HOME, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_by_itself_finds_all_it_needs_and_reads_nothing_slow(
    command: str, runner: subprocess.Popen[str]
) -> None:
    """Other tests begin commands where everything that they import is there already."""
    assert runner.stdin is not None
    assert runner.stdout is not None
    print(command, file=runner.stdin, flush=True)
    ended: dict[str, Any] = json.loads(runner.stdout.readline())
    assert (ended["code"], ended["err"]) == (0, "")
    assert f"cpq {command}" in ended["out"]
    assert "cpq" in ended["read"]
    assert set(ended["read"]) & SLOW == set()
