"""`cpq quote`: price a request, show it, write its documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from cpq.cli.explanation import explained
from cpq.cli.failure import misuse
from cpq.cli.findings_view import show
from cpq.cli.language import LOCALE, say
from cpq.cli.opening import open_request, open_rulebook, working
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.price_lists_view import price_lists_view
from cpq.cli.promotions_view import promotions_view
from cpq.cli.quote_view import quote_view
from cpq.cli.terminal import err, out, print_json
from cpq.cli.writing import write_all
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.quote_json import as_json
from cpq.rulebook.text import Locale, Text
from cpq.workspace import Workspace

View = Literal["customer", "internal"]


def quote(
    file: Annotated[
        Path,
        typer.Argument(
            help=say(zh="请求文件（YAML 或 JSON），- 表示标准输入", en="The request, YAML or JSON; - for stdin.")
        ),
    ],
    workspace: WorkspaceOption = Path(),
    pdf: Annotated[bool, typer.Option("--pdf", help=say(zh="生成 PDF", en="Write the PDF."))] = False,
    output: Annotated[
        Path, typer.Option("--out", "-o", help=say(zh="PDF 存放的文件夹", en="The folder for PDFs."))
    ] = Path("out"),
    locale: Annotated[
        list[str] | None,
        typer.Option(
            "--locale", help=say(zh="PDF 的语言：zh、en，可重复", en="Language of the PDF: zh, en; repeatable.")
        ),
    ] = None,
    internal: Annotated[
        bool,
        typer.Option("--internal", help=say(zh="内部版：含瀑布与毛利", en="The internal view: waterfall and margin.")),
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help=say(zh="逐行说明价格由来", en="Say of every line how its price came about.")),
    ] = False,
    json: JsonOption = False,
) -> None:
    languages = _locales(locale)
    opened = open_rulebook(workspace, as_json=json)
    with working(say(zh="配置与定价", en="configuring and pricing")):
        priced = price_quote(opened.rulebook, open_request(file, opened.rulebook))
    written = (
        write_documents(priced, opened.workspace, output, languages, "internal" if internal else "customer")
        if pdf
        else ()
    )
    if json:
        print_json(as_json(priced) | ({"documents": [str(path) for path in written]} if pdf else {}))
        return
    out.print(quote_view(priced))
    if explain:
        explain_all(priced)
    announce(written)


def explain_all(priced: PricedQuote) -> None:
    """Every line's trace, then why this price list, and what became of each promotion."""
    for line in priced.lines:
        out.print(explained(line, priced))
    out.print(price_lists_view(priced))
    out.print(promotions_view(priced))


def _locales(asked: Sequence[str] | None) -> tuple[Locale, ...]:
    known: dict[str, Locale] = {"zh": "zh", "en": "en"}
    for word in asked or ():
        if word not in known:
            misuse(
                "--locale",
                Text(zh=f"语言只能是 zh 或 en，不是“{word}”", en=f'a language is zh or en, not "{word}"'),
            )
    return tuple(known[word] for word in asked) if asked else (LOCALE,)


def write_documents(
    priced: PricedQuote, workspace: Workspace, folder: Path, locales: Sequence[Locale], view: View
) -> tuple[Path, ...]:
    """Render in each language, then write: a failure leaves nothing half done."""
    from cpq.documents import render_pdf  # WeasyPrint takes a second to import: only where a PDF is asked for

    rendered: list[tuple[Path, bytes]] = []
    for locale in locales:
        with working(say(zh="生成 PDF", en="rendering the PDF")):
            document = render_pdf(priced, workspace.templates, locale, view)
        show(document.warnings, None, as_json=False)
        rendered.append((folder / file_name(priced.request.id, locale, view), document.pdf))
    return write_all(rendered)


def file_name(id: str, locale: Locale, view: View) -> str:
    """A quote's number as a file name that is safe everywhere."""
    safe = re.sub(r"[^\w.-]+", "-", id).strip("-.") or "quote"
    return f"{safe}{'-internal' if view == 'internal' else ''}.{locale}.pdf"


def announce(written: Sequence[Path]) -> None:
    """Say where the documents are."""
    for path in written:
        err.print(say(zh=f"已写入 {path}", en=f"wrote {path}"), soft_wrap=True)
