"""Commands that the tests and the documentation begin in a process that has read everything: they are like any other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generator.warm import warm_cpq

HOME = Path(__file__).resolve().parents[2]
EXAMPLE = HOME / "docs" / "example"
BY_ITSELF = (sys.executable, "-m", "cpq")
DIALOGUE = ("configure", "CRESTA")


def run(command: tuple[str, ...], stdin: str, lang: str) -> tuple[int, str, str]:
    environment = {**os.environ, "CPQ_LANG": lang, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"}
    ended = subprocess.run(
        command, cwd=EXAMPLE, input=stdin, env=environment, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize(
    ("arguments", "stdin", "lang"),
    [
        (("quote", "-", "--json"), (EXAMPLE / "requests" / "first.yaml").read_text("utf-8"), "zh"),
        (DIALOGUE, "counter 1\nbodi black\nshow\n", "zh"),
        (("quote", "--nope"), "", "en"),
    ],
)
def test_such_a_command_answers_as_one_in_a_process_of_its_own(
    arguments: tuple[str, ...], stdin: str, lang: str
) -> None:
    assert run((*warm_cpq(), *arguments), stdin, lang) == run((*BY_ITSELF, *arguments), stdin, lang)


def test_such_a_command_leaves_nothing_to_the_next() -> None:
    def cresta(typed: str) -> tuple[int, str, str]:
        return run((*warm_cpq(), *DIALOGUE), typed, "en")

    untouched = cresta("show\n")
    assert cresta("counter 1400\nshow\n") != untouched
    assert cresta("show\n") == untouched


def test_such_a_command_ends_with_whoever_gave_it() -> None:
    """The dialogue waits for its next line; its output stays open as long as it lives."""
    with subprocess.Popen(
        (*warm_cpq(), *DIALOGUE), cwd=EXAMPLE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as begun:
        assert begun.stdout is not None
        assert begun.stdout.readline()
        begun.send_signal(signal.SIGKILL)
        begun.stdout.read()
    assert begun.returncode == -signal.SIGKILL
