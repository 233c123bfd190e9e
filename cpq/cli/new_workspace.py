"""A new workspace, made aside and moved in whole, so that a failure leaves no half of one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from cpq.cli.commands.schema import write_schemas
from cpq.cli.failure import refuse, unwritable
from cpq.rulebook.text import Text
from cpq.workspace import starter


def check_free(folder: Path) -> None:
    """Ends the command where something is in the folder."""
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        unwritable(folder, error)
    if taken:
        text = Text(zh="已存在且不为空，请换一个名字", en="exists and is not empty; choose another name")
        refuse("not-empty", str(folder), text)


def make_workspace(folder: Path, fill: Callable[[Path], None]) -> None:
    """What every workspace has, and what `fill` puts into it; ends the command where it cannot be written."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".cpq-init-", dir=folder.parent) as aside:
            made = Path(aside, "workspace")
            made.mkdir()
            fill(made)
            shutil.copytree(starter().templates, made / "quotes" / "templates")
            write_schemas(made / ".schemas")
            (made / ".vscode").mkdir()
            (made / ".vscode" / "settings.json").write_text(_EDITOR, "utf-8")
            made.replace(folder)
    except OSError as error:
        unwritable(folder, error)


_EDITOR = """{
  "yaml.schemas": {
    ".schemas/rulebook.schema.json": "rules/**/*.yaml",
    ".schemas/request.schema.json": "requests/**/*.yaml"
  }
}
"""
