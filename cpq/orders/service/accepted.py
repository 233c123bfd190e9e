"""An accepted version of a quote, priced again by the very rulebook that it was priced by, from what that was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from cpq.answer.schedule import schedule_of
from cpq.bom.request import QuoteRequest
from cpq.money import arithmetic
from cpq.orders.refusal import refusal
from cpq.orders.service.placing import AcceptedQuote
from cpq.platform.bodies import Bodies
from cpq.platform.people.caller import Caller
from cpq.platform.problems import Reporting
from cpq.platform.storage.prefixes import begins_with
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.quote_json import as_json
from cpq.quotes.given import given_of
from cpq.quotes.life import STATES, State
from cpq.quotes.store.links import acceptance_of
from cpq.quotes.store.quotes import Version, quote_row, version_of
from cpq.quotes.tables import QUOTES
from cpq.rulebook.rulebook import Rulebook


def accepted_version(connection: Connection, caller: Caller, id: str) -> tuple[RowMapping, Version, date]:
    """The row of a quote, its accepted version, and the day. Raises `Refused` where it was not accepted."""
    row = quote_row(connection, caller, id)
    version = version_of(connection, row["id"], row["newest"])
    acceptance = acceptance_of(connection, row["id"])
    if version.state is not State.ACCEPTED or acceptance is None:
        state = STATES[version.state]
        raise refusal(
            "quote-state",
            f"报价 {row['number']} {state.zh}，尚未被接受；接受后才能生成订单",
            f"quote {row['number']} is {state.en}; an order is made once it is accepted",
        )
    return row, version, acceptance["at"].date()


def accepted_quote(row: RowMapping, version: Version, day: date, rulebook: Rulebook) -> AcceptedQuote:
    """The quote with its schedule. Raises `Refused` where it does not come out as it was accepted, so that nothing else is ordered."""
    with arithmetic():
        priced = priced_as_told(version.told, rulebook)
        schedule = schedule_of(priced)
    _as_accepted(row, version, priced)
    owner, team, given = row["owner"], row["team"], given_of(version.request)
    return AcceptedQuote(row["id"], row["number"], version.number, day, owner, team, given, priced, schedule)


def priced_as_told(told: str, rulebook: Rulebook) -> PricedQuote:
    """What the engine was told, priced by a rulebook."""
    body = Bodies(rulebook, Reporting()).read(QuoteRequest, told.encode())
    with arithmetic():
        return price_quote(rulebook, body.value, body.at)


def _as_accepted(row: RowMapping, version: Version, priced: PricedQuote) -> None:
    if _amounts(as_json(priced)) != _amounts(version.result.value):
        raise refusal(
            "priced-otherwise",
            f"报价 {row['number']} 重新计算的结果与接受时不符；请另起新版本再由客户接受",
            f"quote {row['number']} does not come out as it was accepted; make a new version and have it accepted",
        )


def _amounts(quote: Mapping[str, Any]) -> object:
    """What a customer accepts: how many of what, for how much."""
    names = ("number", "code", "quantity", "net", "gross")
    lines = [[line[name] for name in names] for line in quote["lines"]]
    return lines, [quote["totals"][name] for name in ("net", "tax", "gross", "payable")]


def free_number(connection: Connection, prefix: str) -> str:
    """`ORD-2026-000007-A1`, or the next that no quote has."""
    taken = set(connection.scalars(select(QUOTES.c.number).where(begins_with(connection, QUOTES.c.number, prefix))))
    return next(number for count in range(1, len(taken) + 2) if (number := f"{prefix}{count}") not in taken)
