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
ServiceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        help=say(
            zh="服务所用的文件夹（含 rules/）；不写则为当前位置，当前位置没有则为示例公司。数据库亦可由 CPQ_DATABASE 指定",
            en="The service's folder with rules/; the present one by default, or the sample company where it has none. "
            "CPQ_DATABASE names another database.",
        ),
        exists=True,
        file_okay=False,
        envvar="CPQ_WORKSPACE",
    ),
]
