"""`cpq schedule`: which invoice of a quote has what."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cpq.answer.schedule import schedule_of
from cpq.cli.failure import misuse
from cpq.cli.language import say
from cpq.cli.opening import open_request, open_rulebook
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.schedule_view import schedule_csv, schedule_view
from cpq.cli.terminal import out, print_json
from cpq.money import arithmetic
from cpq.quote import price_quote
from cpq.quote_json import schedule_as_json
from cpq.rulebook.text import Text


def schedule(
    file: Annotated[Path, typer.Argument(help=say(zh="请求文件，- 表示标准输入", en="The request; - for stdin."))],
    workspace: WorkspaceOption = Path(),
    csv: Annotated[
        bool, typer.Option("--csv", help=say(zh="输出 CSV，供表格软件使用", en="As CSV, for spreadsheets."))
    ] = False,
    json: JsonOption = False,
) -> None:
    if csv and json:
        misuse("--csv", Text(zh="--csv 与 --json 只用其一", en="use either --csv or --json"))
    opened = open_rulebook(workspace, as_json=json or csv)
    priced = price_quote(opened.rulebook, open_request(file, opened.rulebook))
    with arithmetic():
        invoices = schedule_of(priced)
    if json:
        print_json(schedule_as_json(invoices))
    elif csv:
        sys.stdout.write(schedule_csv(invoices))
    else:
        out.print(schedule_view(invoices, priced.digits))
