"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.language import say

WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        "-w",
        help=say(zh="含 rules/ 的文件夹，默认为当前位置", en="The folder with rules/; the present one by default."),
        exists=True,
        file_okay=False,
        envvar="CPQ_WORKSPACE",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help=say(zh="输出 JSON", en="Answer as JSON."))]
