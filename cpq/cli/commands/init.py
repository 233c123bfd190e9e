"""`cpq init`: a new workspace from one that comes with the program."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from cpq.cli.commands.schema import write_schemas
from cpq.cli.failure import refuse, unwritable
from cpq.cli.language import say
from cpq.cli.options import JsonOption
from cpq.cli.terminal import err, print_json
from cpq.rulebook.text import Text
from cpq.workspace import Workspace, starter

_NOT_EMPTY = Text(zh="已存在且不为空，请换一个名字", en="exists and is not empty; choose another name")
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
    json: JsonOption = False,
) -> None:
    request = Path("requests", "demo.yaml" if sample else "first.yaml")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            refuse("not-empty", str(folder), _NOT_EMPTY)
        _make(folder, starter("sample" if sample else "minimal"))
    except OSError as error:
        unwritable(folder, error)
    if json:
        print_json({"workspace": str(folder), "request": str(folder / request)})
        return
    err.print(say(zh=f"已建好 {folder}。下一步：", en=f"{folder} is ready. Next:"))
    err.print(f"  cd {folder}\n  cpq check\n  cpq quote {request} --pdf", soft_wrap=True)


def _make(folder: Path, source: Workspace) -> None:
    """The workspace is made aside and moved in whole, so that a failure leaves no half of one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".cpq-init-", dir=folder.parent) as aside:
        made = Path(aside, "workspace")
        shutil.copytree(source.rules, made / "rules")
        shutil.copytree(source.requests, made / "requests", ignore=_SLIPS_FOR_TESTS)
        shutil.copytree(starter().templates, made / "quotes" / "templates")
        write_schemas(made / ".schemas")
        (made / ".vscode").mkdir()
        (made / ".vscode" / "settings.json").write_text(_EDITOR, "utf-8")
        made.replace(folder)


_EDITOR = """{
  "yaml.schemas": {
    ".schemas/rulebook.schema.json": "rules/**/*.yaml",
    ".schemas/request.schema.json": "requests/**/*.yaml"
  }
}
"""
