"""Quotes of an opportunity: attached, one of them primary, whose net total is the amount of the opportunity from then on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from cpq.bom.line import Where
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.service.writing import must_write
from cpq.opportunities.store.quotes import attachment_of
from cpq.opportunities.store.reading import OF_A_QUOTE
from cpq.opportunities.tables import ATTACHED, OPPORTUNITIES
from cpq.orders.refusal import refusal
from cpq.platform.act import Act, Told
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.problems import Problem
from cpq.platform.records.origin import Source
from cpq.platform.records.store import change
from cpq.quotes.store.quotes import quote_row
from cpq.rulebook.text import Text


def attach(act: Act, id: str, quote: str, primary: bool | None, where: Where) -> RowMapping:
    """The opportunity with the quote; as the primary one where that is said, or where nothing is and there is none yet.

    Raises `Refused` where the quote belongs to another opportunity; said again, it changes nothing. The quote is held first, as it is by
    those who change it.
    """
    offer = quote_row(act.connection, act.caller, quote, change=True)
    row = must_write(act, id)
    there = attachment_of(act.connection, quote)
    if there is not None and there["opportunity"] != id:
        raise refusal(
            "quote-of-another",
            f"报价 {offer['number']} 已属于商机 {there['opportunity']}；请先从该商机移除",
            f"the quote {offer['number']} belongs to the opportunity {there['opportunity']}; take it away there first",
            where("quote"),
        )
    if there is None:
        values = {"quote": quote, "opportunity": id, "primary": False, "at": act.now, "by": act.caller.id}
        act.connection.execute(insert(ATTACHED).values(**values))
        _tell(act, "opportunity.quote-attached", row, quote)
    wanted = row["primary_quote"] is None if primary is None else primary
    if wanted:
        return _made_primary(act, row, offer)
    return _without_primary(act, row) if row["primary_quote"] == quote else row


def detach(act: Act, id: str, quote: str) -> RowMapping:
    """The opportunity without a quote; its amount stays as it was, and is a person's to say again. Raises a 404 problem where it has none."""
    row = must_write(act, id)
    there = attachment_of(act.connection, quote)
    if there is None or there["opportunity"] != id:
        raise Problem(NOT_FOUND, Text(zh=f"商机没有报价 {quote}", en=f"the opportunity has no quote {quote}"))
    act.connection.execute(delete(ATTACHED).where(ATTACHED.c.quote == quote))
    _tell(act, "opportunity.quote-detached", row, quote)
    return _without_primary(act, row) if row["primary_quote"] == quote else row


def follow_quote(act: Act, told: Told) -> None:
    """Where a primary quote changed, its opportunity says what it comes to now; whoever changed it need not see the opportunity."""
    there = attachment_of(act.connection, told.subject)
    if there is None or not there["primary"]:
        return
    query = select(OPPORTUNITIES).where(OPPORTUNITIES.c.id == there["opportunity"]).with_for_update()
    row = act.connection.execute(query).mappings().one()
    _follow(act, row, quote_row(act.connection, None, told.subject))


def _made_primary(act: Act, row: RowMapping, quote: RowMapping) -> RowMapping:
    if row["primary_quote"] != quote["id"]:
        _mark(act, row["id"], quote["id"])
    return _follow(act, row, quote)


def _follow(act: Act, row: RowMapping, quote: RowMapping) -> RowMapping:
    """The opportunity with the net total of its primary quote, in the currency of that; written only where something differs."""
    values = {"amount": quote["net"], "currency": quote["currency"], "primary_quote": quote["id"]}
    if all(row[name] == value for name, value in values.items()):
        return row
    return change(act, OPPORTUNITY, row, values, Source("person", f"{OF_A_QUOTE}{quote['number']}"))


def _without_primary(act: Act, row: RowMapping) -> RowMapping:
    _mark(act, row["id"], None)
    return change(act, OPPORTUNITY, row, {"primary_quote": None}, Source("person"))


def _mark(act: Act, opportunity: str, quote: str | None) -> None:
    """The quote and no other is the primary one; none where that is None."""
    own: Any = ATTACHED.c.opportunity == opportunity
    act.connection.execute(update(ATTACHED).where(own).values(primary=False))
    if quote is not None:
        act.connection.execute(update(ATTACHED).where(ATTACHED.c.quote == quote).values(primary=True))


def _tell(act: Act, kind: str, row: RowMapping, quote: str) -> None:
    act.audit(kind, "opportunity", row["id"], None, {"quote": quote})
    act.event(kind, row["id"], {"quote": quote}, owner=row["owner"], team=row["team"])
