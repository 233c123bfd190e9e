"""`cpq restore`: a backup into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.failure import refuse
from cpq.cli.language import say
from cpq.cli.options import ServiceOption
from cpq.cli.service_database import opened
from cpq.cli.terminal import err
from cpq.platform.storage.backup import Unusable
from cpq.platform.storage.backup import restore as put_back
from cpq.rulebook.text import Text
from cpq.tables import METADATA


def restore(
    file: Annotated[
        Path,
        typer.Argument(help=say(zh="cpq backup 写出的文件", en="A file of `cpq backup`."), exists=True, dir_okay=False),
    ],
    workspace: ServiceOption = None,
) -> None:
    with opened(workspace, upgraded=False) as database:
        try:
            copied = put_back(database, METADATA.sorted_tables, file)
        except Unusable as reason:
            text = Text(
                zh=f"不能恢复（{reason}）；请用同一程序版本写出的完整备份，恢复到空数据库",
                en=f"cannot be restored ({reason}); it takes a whole backup of this version of the program, and an empty database",
            )
            refuse("unusable-backup", str(file), text)
    err.print(say(zh=f"已恢复 {copied.total} 行", en=f"{copied.total} rows are restored"))
