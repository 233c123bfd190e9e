"""Ctrl-C: no traceback, and no file that is half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cpq import cli

HOME = Path(__file__).resolve().parents[2]
CHILDREN = "/proc/{0}/task/{0}/children"


def _renderer_has_begun(process: subprocess.Popen[str]) -> bool:
    return bool(Path(CHILDREN.format(process.pid)).read_text("ascii").strip())


@pytest.mark.skipif(
    not Path(CHILDREN.format(os.getpid())).exists(), reason="the system does not tell a process's children"
)
def test_an_interrupted_pdf_leaves_no_file_and_no_traceback(tmp_path: Path) -> None:
    arguments = ["quote", "requests/second.yaml", "-w", ".", "--pdf", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, "-m", "cpq", *arguments],
        cwd=HOME / "docs" / "example",
        env={**os.environ, "PYTHONPATH": str(HOME)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None and not _renderer_has_begun(process):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the renderer gets it, too
    said, errors = process.communicate(timeout=120)
    assert process.returncode == cli.INTERRUPTED
    assert "Traceback" not in errors + said
    assert not (tmp_path / "out").exists()


def test_an_interruption_while_modules_are_read_is_answered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "build", interrupted)
    monkeypatch.setattr(sys, "argv", ["cpq", "check"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.INTERRUPTED
