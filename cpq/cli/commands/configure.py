"""`cpq configure`: choose options in the terminal, see what is possible and what it costs, write the request."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated, cast

import typer

from cpq.bom.buyer import Buyer
from cpq.bom.products import Configurable, Product
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.bom.situation import situation_of
from cpq.cli.dialogue import Dialogue, Optimum
from cpq.cli.failure import refuse
from cpq.cli.language import say
from cpq.cli.opening import open_request, open_rulebook
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.terminal import print_json
from cpq.cli.typed import chosen
from cpq.company.company import Company
from cpq.company.market import Channel, Segment
from cpq.configuring.asking import Asking
from cpq.configuring.completed import Completed
from cpq.configuring.page import page_of
from cpq.configuring.part_choices import least_parts
from cpq.configuring.session import Session, request_of, typed
from cpq.quote_json import Json, plain
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.report import as_objects
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def configure(
    product: Annotated[str, typer.Argument(help=say(zh="可配置产品的编号", en="A configurable product's code."))],
    choose: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            "-s",
            help=say(
                zh="先行选择，例如 memory=MEM-32:8，可重复", en="A choice to begin with: memory=MEM-32:8; repeatable."
            ),
        ),
    ] = None,
    load: Annotated[
        Path | None,
        typer.Option(
            "--load",
            help=say(
                zh="接着配置这个请求里的该产品（save 所写的文件）",
                en="Go on with this product in a request, as `save` writes it.",
            ),
        ),
    ] = None,
    like: Annotated[
        Path | None,
        typer.Option(
            "--like",
            help=say(zh="客户、币种、日期等取自这个请求", en="Take customer, currency and date from this request."),
        ),
    ] = None,
    complete: Annotated[
        Optimum | None,
        typer.Option(
            "--complete",
            help=say(
                zh="先行补全：最便宜（cheapest）、毛利最高（margin）、放弃默认项最少（closest）",
                en="Complete it first: the cheapest, the highest margin, the closest to the defaults.",
            ),
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
    json: JsonOption = False,
) -> None:
    rulebook = open_rulebook(workspace, as_json=json).rulebook
    configurable = _configurable(rulebook, product)
    head = _head(rulebook, product, load or like)
    line = next((line for line in head.lines if line.product == product), None) if load else None
    if load and line is None:
        refuse("no-such-line", str(load), Text(zh=f"请求里没有 {product}", en=f"the request has no line for {product}"))
    line = line or LineRequest(
        product=product, quantity=Decimal(1), configuration=dict(least_parts(rulebook, configurable))
    )
    head = head.model_copy(update={"lines": (line,)})
    session = Session(rulebook, configurable, situation_of(rulebook, head), line.configuration)
    _ = session.selection  # a request may hold anything
    for word in choose or ():
        session = chosen(session, word.replace("=", " ", 1).replace(":", " ", 1).split())
    if json:
        _answer(Asking(session, request_of(session, head), typed), complete)
    else:
        Dialogue(session, head).run(complete)


def _configurable(rulebook: Rulebook, id: str) -> Configurable:
    known = {each.id: each for each in rulebook.all(Product).values() if isinstance(each, Configurable)}
    if id not in known:
        near = did_you_mean(id, known)
        listed = ", ".join(known)
        refuse(
            "not-configurable",
            id,
            Text(
                zh=f"没有这个可配置产品{near.zh or f'；可选：{listed}'}",
                en=f"there is no such configurable product{near.en or f'; there are: {listed}'}",
            ),
        )
    return known[id]


def _head(rulebook: Rulebook, product: str, file: Path | None) -> QuoteRequest:
    """The request in the file; without one, a quote of today to a nameless customer. The dialogue says whose it is."""
    if file is not None:
        return open_request(file, rulebook)
    company = rulebook.one(Company)
    buyer = Buyer(
        name=Text(zh="示例客户", en="Sample customer"),
        segment=next(iter(rulebook.all(Segment))),
        region=company.region,
    )
    return QuoteRequest(
        id="CONFIGURATION",
        date=dt.datetime.now().astimezone().date(),
        currency=company.currency,
        channel=next(iter(rulebook.all(Channel))),
        customer=buyer,
        lines=(LineRequest(product=product, quantity=Decimal(1)),),
    )


def _answer(asking: Asking, by: Optimum | None) -> None:
    """The same as the service answers: states, completion, what gave way and why, the price, and why there is none."""
    done = asking.completed(by) if by else None
    page = page_of(asking.taking(done.configuration) if isinstance(done, Completed) else asking)
    completion = plain(done) if isinstance(done, Completed) else None
    unpriced = cast("list[Json]", as_objects(page.unpriced))
    print_json({**cast("dict[str, Json]", plain(page)), "unpriced": unpriced, "completion": completion})
    if page.conflict or page.unpriced:
        raise typer.Exit(1)
