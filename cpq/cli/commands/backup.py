"""`cpq backup`: the whole database in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.failure import unwritable
from cpq.cli.language import say
from cpq.cli.options import ServiceOption
from cpq.cli.service_database import opened
from cpq.cli.terminal import err
from cpq.platform.storage.backup import back_up
from cpq.tables import METADATA


def backup(
    file: Annotated[Path, typer.Argument(help=say(zh="写入的 zip 文件", en="The zip file to write."), dir_okay=False)],
    workspace: ServiceOption = None,
) -> None:
    with opened(workspace) as database:
        try:
            copied = back_up(database, METADATA.sorted_tables, file)
        except OSError as error:
            unwritable(file, error)
    err.print(
        say(zh=f"已备份 {copied.total} 行到 {file}", en=f"{copied.total} rows are backed up in {file}"), soft_wrap=True
    )
