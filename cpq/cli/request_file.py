"""A request written as YAML, for a person to go on with."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import yaml

from cpq.bom.request import QuoteRequest
from cpq.cli.failure import refuse, unwritable
from cpq.cli.language import say
from cpq.cli.terminal import err
from cpq.rulebook.text import Text


class _Dumper(yaml.SafeDumper):
    """Writes what a request holds as a person would: an exact number stays a number, not a text in quotes."""


def _number(_: _Dumper, number: Decimal) -> yaml.ScalarNode:
    written = f"{number:f}"
    return yaml.ScalarNode(f"tag:yaml.org,2002:{'float' if '.' in written else 'int'}", written)


_Dumper.add_representer(Decimal, _number)


def write_request(file: Path, request: QuoteRequest) -> None:
    """Write a new file; one that exists is not touched."""
    written = request.model_dump(by_alias=True, exclude_defaults=True)
    try:
        with file.open("x", encoding="utf-8") as opened:
            yaml.dump(written, opened, _Dumper, allow_unicode=True, sort_keys=False)
    except FileExistsError:
        refuse("exists", str(file), Text(zh="文件已存在，请换一个名字", en="exists already; choose another name"))
    except OSError as error:
        unwritable(file, error)
    err.print(say(zh=f"已写入 {file}", en=f"wrote {file}"))
