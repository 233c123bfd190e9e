"""`cpq configure`: choose options in the terminal, see what is possible and what it costs, write the request."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from cpq.bom.products import Configurable, Product
from cpq.bom.request import Buyer, LineRequest, QuoteRequest
from cpq.cli.configuring import Session, chosen, engine_for, request_of
from cpq.cli.dialogue import Dialogue
from cpq.cli.failure import refuse
from cpq.cli.language import say
from cpq.cli.opening import open_request, open_rulebook
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.terminal import print_json
from cpq.company.company import Company
from cpq.company.market import Channel, Segment
from cpq.quote import price_quote
from cpq.rulebook.finding import did_you_mean
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
    like: Annotated[
        Path | None,
        typer.Option(
            "--like",
            help=say(zh="客户、币种、日期等取自这个请求", en="Take customer, currency and date from this request."),
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
    json: JsonOption = False,
) -> None:
    rulebook = open_rulebook(workspace, as_json=json).rulebook
    head = open_request(like, rulebook) if like else _head(rulebook, product)
    session = Session(rulebook, _configurable(rulebook, product))
    for word in choose or ():
        session = chosen(session, word.replace("=", " ", 1).replace(":", " ", 1).split())
    if json:
        print_json(_as_object(session, head))
        return
    Dialogue(session, head).run()


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


def _head(rulebook: Rulebook, product: str) -> QuoteRequest:
    """A quote of today to a nameless customer; the prompt says so."""
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


def _as_object(session: Session, head: QuoteRequest) -> dict[str, object]:
    """The state of every option, and the price of the completion or the reason why there is none."""
    configurator = engine_for(session)
    state = configurator.status(session.selection)
    groups = {
        name: {option.code: {"state": option.state, "quantities": option.quantities} for option in options}
        for name, options in state.groups.items()
    }
    inputs = {name: [str(value) for value in entry.values] for name, entry in state.inputs.items()}
    answer: dict[str, object] = {
        "product": session.product.id,
        "complete": state.complete,
        "engine": state.engine,
        "proven": state.proven,
        "groups": groups,
        "inputs": inputs,
        "not_offered": {name: {"zh": rule.text.zh, "en": rule.text.en} for name, rule in state.hidden.items()},
    }
    if state.conflict:
        return answer | {"conflict": {"zh": state.conflict.text.zh, "en": state.conflict.text.en}}
    totals = price_quote(session.rulebook, request_of(session, head)).totals
    return answer | {"price": {"net": str(totals.net), "gross": str(totals.gross), "currency": head.currency}}
