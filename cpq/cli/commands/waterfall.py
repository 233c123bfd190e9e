"""`cpq waterfall`: from list to pocket price, as a picture in the terminal or as SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.commands.explain import line_of
from cpq.cli.commands.quote import announce
from cpq.cli.language import LOCALE, say
from cpq.cli.opening import open_request, open_rulebook
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.terminal import out, print_json
from cpq.cli.waterfall_view import waterfall_view
from cpq.cli.writing import write_all
from cpq.documents.chart import line_bars, quote_bars, waterfall_svg
from cpq.quote import price_quote
from cpq.quote_json import plain


def waterfall(
    file: Annotated[Path, typer.Argument(help=say(zh="请求文件，- 表示标准输入", en="The request; - for stdin."))],
    line: Annotated[
        str | None, typer.Option("--line", "-l", help=say(zh="行号，例如 1.2", en="A line's number, such as 1.2."))
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", help=say(zh="写成 SVG 图的文件", en="The file to write as an SVG chart."))
    ] = None,
    internal: Annotated[
        bool,
        typer.Option(
            "--internal",
            help=say(
                zh="内部版：到袋成本、到袋价与毛利", en="The internal view: costs to pocket, pocket price and margin."
            ),
        ),
    ] = False,
    workspace: WorkspaceOption = Path(),
    json: JsonOption = False,
) -> None:
    opened = open_rulebook(workspace, as_json=json)
    priced = price_quote(opened.rulebook, open_request(file, opened.rulebook))
    found = None if line is None else line_of(priced, line)
    bars = quote_bars(priced, internal=internal) if found is None else line_bars(priced, found, internal=internal)
    written = (
        () if svg is None else write_all([(svg, waterfall_svg(priced, LOCALE, found, internal=internal).encode())])
    )
    if json:
        files = {"documents": [str(path) for path in written]} if svg else {}
        print_json({"currency": priced.currency, "bars": plain(bars)} | files)
        return
    out.print(waterfall_view(bars, priced.digits))
    announce(written)
