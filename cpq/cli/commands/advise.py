"""`cpq advise`: what would avoid each approval, or the refusal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cpq.advice import Advised
from cpq.advice import advise as advised
from cpq.cli.advice_view import advice_view
from cpq.cli.language import say
from cpq.cli.opening import open_request, open_rulebook, working
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.terminal import out, print_json
from cpq.quote_json import Json, plain


def advise(
    file: Annotated[Path, typer.Argument(help=say(zh="请求文件，- 表示标准输入", en="The request; - for stdin."))],
    workspace: WorkspaceOption = Path(),
    json: JsonOption = False,
) -> None:
    rulebook = open_rulebook(workspace, as_json=json).rulebook
    request = open_request(file, rulebook)
    with working(say(zh="逐一试算", en="pricing the changes")):
        found = advised(rulebook, request)
    if json:
        print_json({"needs": _as_json(found)})
        return
    out.print(advice_view(found))


def _as_json(found: Sequence[Advised]) -> list[Json]:
    """The changed requests are left out: they repeat the request but for one value."""
    return [
        {
            "rule": each.rule,
            "reason": plain(each.reason),
            "approvers": plain(each.approvers),
            "refusal": each.refusal,
            "lines": plain(each.lines),
            "place": str(each.place),
            "exhausted": each.exhausted,
            "advice": [
                {"text": plain(one.text), "smallest": one.smallest, "leaves": plain(one.leaves)} for one in each.advice
            ],
        }
        for each in found
    ]
