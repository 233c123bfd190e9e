"""`cpq init`: a new workspace from one that comes with the program."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.commands.schema import write_schemas
from cpq.cli.failure import refuse
from cpq.cli.language import say
from cpq.cli.terminal import err
from cpq.rulebook.text import Text
from cpq.workspace import starter

_SLIPS_FOR_TESTS = shutil.ignore_patterns("bad")


def init(
    folder: Annotated[Path, typer.Argument(help=say(zh="新文件夹", en="The new folder."))],
    sample: Annotated[
        bool,
        typer.Option(
            "--sample",
            help=say(zh="用完整的示例公司，而非最小规则", en="The whole sample company instead of a minimal rulebook."),
        ),
    ] = False,
) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        refuse(
            "not-empty",
            str(folder),
            Text(zh="已存在且不为空，请换一个名字", en="exists and is not empty; choose another name"),
        )
    source = starter("sample" if sample else "minimal")
    try:
        shutil.copytree(source.rules, folder / "rules")
        shutil.copytree(source.requests, folder / "requests", ignore=_SLIPS_FOR_TESTS)
        shutil.copytree(starter().templates, folder / "quotes" / "templates")
        write_schemas(folder / ".schemas")
        (folder / ".vscode").mkdir()
        (folder / ".vscode" / "settings.json").write_text(_EDITOR, "utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        refuse("unwritable", str(folder), Text(zh=f"写不了：{reason}", en=f"cannot be written: {reason}"))
    err.print(say(zh=f"已建好 {folder}。下一步：", en=f"{folder} is ready. Next:"))
    err.print(
        f"  cd {folder}\n  cpq check\n  cpq quote requests/{'demo' if sample else 'first'}.yaml --pdf",
        soft_wrap=True,
    )


_EDITOR = """{
  "yaml.schemas": {
    ".schemas/rulebook.schema.json": "rules/**/*.yaml",
    ".schemas/request.schema.json": "requests/**/*.yaml"
  }
}
"""
