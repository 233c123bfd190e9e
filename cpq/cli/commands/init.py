"""`cpq init`: a new workspace from one that comes with the program."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.language import say
from cpq.cli.new_workspace import check_free, make_workspace
from cpq.cli.options import JsonOption
from cpq.cli.terminal import err, print_json
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
    json: JsonOption = False,
) -> None:
    check_free(folder)
    request = Path("requests", "demo.yaml" if sample else "first.yaml")
    source = starter("sample" if sample else "minimal")

    def fill(made: Path) -> None:
        shutil.copytree(source.rules, made / "rules")
        shutil.copytree(source.requests, made / "requests", ignore=_SLIPS_FOR_TESTS)

    make_workspace(folder, fill)
    if json:
        print_json({"workspace": str(folder), "request": str(folder / request)})
        return
    err.print(say(zh=f"已建好 {folder}。下一步：", en=f"{folder} is ready. Next:"))
    err.print(f"  cd {folder}\n  cpq check\n  cpq quote {request} --pdf", soft_wrap=True)
