"""The last door: whatever a command raises becomes a message and an exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from cpq.cli.failure import Exit
from cpq.cli.findings_view import show
from cpq.cli.language import say
from cpq.cli.terminal import err
from cpq.rulebook.finding import Refused

if TYPE_CHECKING:
    from pathlib import Path


def guarded(command: Callable[[], object], *, debug: bool) -> int:
    """Run a command; answer its exit code."""
    try:
        command()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else Exit.FINE
    except Refused as refused:
        show(refused.findings, _root(), as_json="--json" in sys.argv)
        return Exit.FINDINGS
    except Exception as error:  # noqa: BLE001  a defect: the user gets a sentence, the developer the traceback on request
        _defect(error, debug=debug)
        return Exit.DEFECT
    return Exit.FINE


def _root() -> Path | None:
    from pathlib import Path

    from cpq.workspace import find_workspace

    found = find_workspace(Path.cwd())
    return found.root if found else Path.cwd()


def _defect(error: Exception, *, debug: bool) -> None:
    if debug:
        traceback.print_exception(error)
    name = type(error).__name__
    err.print(
        say(
            zh=f"程序缺陷（{name}）。没有写入任何文件。设 CPQ_DEBUG=1 重跑可得到详情，请随问题一并报告。",
            en=f"a defect of the program ({name}). Nothing was written. Run again with CPQ_DEBUG=1 for details to report.",
        ),
        style="red",
    )
