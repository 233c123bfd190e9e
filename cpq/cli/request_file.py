"""A request written as YAML, for a person to go on with."""

from __future__ import annotations

from pathlib import Path

import yaml

from cpq.bom.request import QuoteRequest
from cpq.cli.failure import refuse, unwritable
from cpq.cli.language import say
from cpq.cli.terminal import err
from cpq.rulebook.text import Text


def write_request(file: Path, request: QuoteRequest) -> None:
    """Write a new file; one that exists is not touched."""
    written = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    try:
        with file.open("x", encoding="utf-8") as opened:
            yaml.safe_dump(written, opened, allow_unicode=True, sort_keys=False)
    except FileExistsError:
        refuse("exists", str(file), Text(zh="文件已存在，请换一个名字", en="exists already; choose another name"))
    except OSError as error:
        unwritable(file, error)
    err.print(say(zh=f"已写入 {file}", en=f"wrote {file}"))
