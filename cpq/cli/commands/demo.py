"""`cpq demo`: the whole line on the sample company, from rulebook to signed-off PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.commands.quote import announce, write_documents
from cpq.cli.language import say
from cpq.cli.opening import open_request, open_rulebook, working
from cpq.cli.options import JsonOption
from cpq.cli.quote_view import quote_view
from cpq.cli.terminal import err, out, print_json
from cpq.quote import price_quote
from cpq.quote_json import as_json
from cpq.workspace import starter


def demo(
    output: Annotated[
        Path, typer.Option("--out", "-o", help=say(zh="PDF 存放的文件夹", en="The folder for PDFs."))
    ] = Path("out"),
    json: JsonOption = False,
) -> None:
    home = starter()
    opened = open_rulebook(home.root, as_json=json)
    request = home.requests / "demo.yaml"
    with working(say(zh="配置与定价", en="configuring and pricing")):
        priced = price_quote(opened.rulebook, open_request(request, opened.rulebook))
    if not json:
        out.print(quote_view(priced))
    written = write_documents(priced, opened.workspace, output, ("zh", "en"), "customer")
    if json:
        print_json(as_json(priced) | {"documents": [str(path) for path in written]})
        return
    announce(written)
    shown = request.relative_to(Path.cwd()) if request.is_relative_to(Path.cwd()) else request
    err.print(
        say(
            zh=f"请求见 {shown}；某一行价格的由来：cpq explain {shown} --line 5",
            en=f"the request is {shown}; how the price of a line came about: cpq explain {shown} --line 5",
        ),
        soft_wrap=True,
        style="dim",
    )
