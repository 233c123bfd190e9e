"""What the two READMEs tell a newcomer to type works in a fresh copy of the checkout's content."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from docs.generator.warm import warm_cpq

HOME = Path(__file__).resolve().parents[2]
APART = ("demo", "test")
"""Set up a machine; they have tests of their own."""


def commands(readme: str) -> list[str]:
    """What stands behind `./run`, without the remarks."""
    lines = re.findall(r"^    \./run ([^#\n]+)", (HOME / readme).read_text("utf-8"), re.MULTILINE)
    return [line.strip() for line in lines if line.split()[0] not in APART]


def test_both_readmes_name_the_same_commands() -> None:
    both = [[line.split()[0] for line in commands(readme)] for readme in ("README.md", "README.zh.md")]
    assert len(both[0]) >= 7
    assert both[0] == both[1]


@pytest.mark.parametrize("command", dict.fromkeys(commands("README.md") + commands("README.zh.md")))
def test_every_command_of_the_readme_works(command: str, tmp_path: Path) -> None:
    for part in ("rules", "quotes", "examples/requests"):
        shutil.copytree(HOME / part, tmp_path / part)
    environment = {**os.environ, "CPQ_LANG": "en"}
    ended = subprocess.run(
        [*warm_cpq(), *shlex.split(command)],
        cwd=tmp_path,
        env=environment,
        input="quit\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert (ended.stdout + ended.stderr).strip()
