"""`cpq explain`: how the price of a quote or of one line came about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.commands.quote import explain_all
from cpq.cli.explanation import explained, told
from cpq.cli.failure import refuse
from cpq.cli.language import say
from cpq.cli.opening import open_request, open_rulebook
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.promotions_view import promotions_view
from cpq.cli.rebates_view import rebates_view
from cpq.cli.terminal import out, print_json
from cpq.explanation import Near, sentences, why_not_otherwise
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.quote import price_quote
from cpq.quote_json import Json, line_as_json, plain
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text


def explain(
    file: Annotated[Path, typer.Argument(help=say(zh="请求文件，- 表示标准输入", en="The request; - for stdin."))],
    line: Annotated[
        str | None, typer.Option("--line", "-l", help=say(zh="行号，例如 1.2", en="A line's number, such as 1.2."))
    ] = None,
    table: Annotated[
        bool, typer.Option("--table", help=say(zh="只列各步的表格", en="Only the table of the steps."))
    ] = False,
    promotions: Annotated[
        bool,
        typer.Option(
            "--promotions",
            help=say(zh="只说每项促销的结果", en="Only what became of each promotion."),
        ),
    ] = False,
    workspace: WorkspaceOption = Path(),
    json: JsonOption = False,
) -> None:
    rulebook = open_rulebook(workspace, as_json=json).rulebook
    request = open_request(file, rulebook)
    priced = price_quote(rulebook, request)
    if promotions:
        print_json({"promotions": plain(priced.promotions)}) if json else out.print(promotions_view(priced))
        return
    if line is None:
        print_json(_all_as_object(priced)) if json else _explain_quote(priced)
        return
    found = line_of(priced, line)
    near = () if table and not json else why_not_otherwise(rulebook, request, found.id)
    if json:
        print_json(_as_object(priced, found, near))
        return
    out.print(explained(found, priced) if table else told(found, priced, near))


def _explain_quote(priced: PricedQuote) -> None:
    explain_all(priced)
    if priced.rebates:
        out.print(rebates_view(priced))


def _as_object(priced: PricedQuote, line: PricedLine, near: Sequence[Near]) -> dict[str, Json]:
    return {"lines": [line_as_json(line)], "sentences": plain(sentences(line, priced)), "why_not": plain(near)}


def _all_as_object(priced: PricedQuote) -> dict[str, Json]:
    lines: list[Json] = [line_as_json(each) for each in priced.lines]
    return {
        "lines": lines,
        "price_list": {"id": priced.price_list, "reason": plain(priced.price_list_reason)},
        "price_lists_passed_over": plain(priced.price_lists_passed_over),
        "waterfall": plain(priced.waterfall),
        "promotions": plain(priced.promotions),
        "points": priced.points,
        "rebates": plain(priced.rebates),
    }


def line_of(priced: PricedQuote, number: str) -> PricedLine:
    """The line of a number; ends the command where there is none."""
    found = priced.line(number)
    if found is None:
        near = did_you_mean(number, [each.number for each in priced.lines])
        refuse(
            "unknown-line", "--line", Text(zh=f"没有第 {number} 行{near.zh}", en=f"there is no line {number}{near.en}")
        )
    return found
