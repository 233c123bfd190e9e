"""`cpq schema`: JSON Schemas for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cpq.bom.request import QuoteRequest
from cpq.cli.failure import refuse
from cpq.cli.language import say
from cpq.cli.terminal import err, print_json
from cpq.kinds import SECTIONS
from cpq.rulebook.schema import JsonSchema, document_schema, schemas_of
from cpq.rulebook.text import Text


def schema(
    section: Annotated[str | None, typer.Argument(help=say(zh="只输出一个分节", en="One section only."))] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", "-o", help=say(zh="写入文件夹", en="Write all into a folder."))
    ] = None,
) -> None:
    made = schemas()
    if folder is not None:
        write_schemas(folder)
        err.print(say(zh=f"已写入 {len(made)} 个文件到 {folder}", en=f"wrote {len(made)} files to {folder}"))
        return
    name = section or "rulebook"
    if name not in made:
        known = ", ".join(made)
        refuse(
            "unknown-section",
            name,
            Text(zh=f"没有这个分节；可选：{known}", en=f"there is no such section; there are: {known}"),
        )
    print_json(made[name])


def write_schemas(folder: Path) -> None:
    """Every schema as `NAME.schema.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in schemas().items():
        (folder / f"{name}.schema.json").write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def schemas() -> dict[str, JsonSchema]:
    """One for each section, one for a whole file, one for a request."""
    request = Text(zh="报价请求", en="The request for a quote")
    return {**schemas_of(SECTIONS), "request": document_schema("request", request, QuoteRequest)}
