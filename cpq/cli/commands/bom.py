"""`cpq bom`: what a request, or one product, is made of down to the last screw, and what that comes to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cpq.bills import Bill, article_bill, request_bills
from cpq.bom.catalogue import Catalogue
from cpq.bom.graph import ProductGraph, TooManyLines
from cpq.bom.ordering import unknown_article
from cpq.bom.products import Configurable
from cpq.cli.bill_view import bill_view
from cpq.cli.failure import refuse
from cpq.cli.language import say
from cpq.cli.opening import open_request, open_rulebook
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.product_view import used_in
from cpq.cli.terminal import out, print_json
from cpq.quote_json import Json
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def bom(
    what: Annotated[
        str,
        typer.Argument(
            metavar="REQUEST|CODE",
            help=say(
                zh="请求文件（- 表示标准输入），或一个产品、变体的编码",
                en="A request (- for stdin), or the code of a product or variant.",
            ),
        ),
    ],
    workspace: WorkspaceOption = Path(),
    json: JsonOption = False,
) -> None:
    rulebook = open_rulebook(workspace, as_json=json).rulebook
    code = what if what in rulebook.derived(Catalogue).articles else None
    try:
        bills = tuple(_bills(rulebook, what, code))
    except TooManyLines:
        refuse("too-many-lines", what, _TOO_MANY)
    if json:
        print_json({"lines": [bill.as_json() for bill in bills], **_used_in(rulebook, code)})
        return
    for bill in bills:
        out.print(bill_view(bill, rulebook))
    if code is not None:
        if _has_parts_unasked(rulebook, code):
            out.print(_FEWEST, style="dim")
        out.print(used_in(rulebook, code))


def _bills(rulebook: Rulebook, what: str, code: str | None) -> Iterator[Bill]:
    if code is not None:
        return iter([article_bill(rulebook, code)])
    if what != "-" and not Path(what).exists():
        name, text = unknown_article(rulebook.derived(Catalogue), what)
        also = Text(zh=f"{text.zh}；也没有这个文件", en=f"{text.en}; nor is there such a file")
        refuse(name, what, also)
    return request_bills(rulebook, open_request(Path(what), rulebook))


def _has_parts_unasked(rulebook: Rulebook, code: str) -> bool:
    product = rulebook.derived(Catalogue).articles[code].product
    return isinstance(product, Configurable) and bool(product.nested)


def _used_in(rulebook: Rulebook, code: str | None) -> dict[str, Json]:
    if code is None:
        return {}
    product = rulebook.derived(Catalogue).articles[code].product.id
    return {"used_in": list(rulebook.derived(ProductGraph).where_used(product))}


_FEWEST = say(
    zh="嵌套部件位放的是最少件数、首个可放产品的默认配置；其他组合请写成请求文件",
    en="with the fewest nested parts, of the first products that fit, by their defaults; write a request for others",
)
_TOO_MANY = Text(
    zh="物料清单超过 100,000 行；请查下一级的产品",
    en="the bill has more than 100,000 lines; ask for a product further down",
)
