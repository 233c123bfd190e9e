"""Orders: made of accepted quotes, each once; fulfilled, opened again, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from cpq.answer.schedule import Schedule
from cpq.orders.amounts import minor
from cpq.orders.bought import bought
from cpq.orders.following import GOES_ON
from cpq.orders.invoices import plan_of
from cpq.orders.order import Accepted, Order, order_of
from cpq.orders.refusal import refusal
from cpq.orders.states import Action, state_after
from cpq.orders.store.history import remember
from cpq.orders.store.numbers import next_number
from cpq.orders.store.rows import add_plan, add_subscriptions, hold, renewed, seen
from cpq.orders.subscriptions import subscriptions_after
from cpq.orders.tables import ORDERS
from cpq.platform.act import Act
from cpq.platform.storage.tables import new_id
from cpq.platform.versions import must_be
from cpq.priced_quote import PricedQuote
from cpq.quote_json import plain
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class AcceptedQuote:
    """An accepted version of a quote, priced again by the rulebook that it was priced by: it never changes. `request` is its JSON."""

    id: str
    number: str
    version: int
    day: date
    owner: str
    team: str | None
    request: Mapping[str, Any]
    priced: PricedQuote
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Placed:
    """The order of a quote; `new` where it was not there before."""

    id: str
    new: bool


def place_order(act: Act, accepted: AcceptedQuote) -> Placed:
    """Makes the order of a quote, with its planned invoices and subscriptions; asked for again it is the same one.

    The caller holds the quote. Raises `Refused` where a subscription is not any more as the quote took it.
    """
    there = act.connection.scalar(select(ORDERS.c.id).where(ORDERS.c.quote == accepted.id))
    if there is not None:
        return Placed(there, new=False)
    quote = accepted.priced
    lines = [line for line in quote.request.lines if not line.aside]
    named = {number for line in lines for number in (line.amends, line.renews, line.co_term) if number is not None}
    held = hold(act.connection, named)
    _not_renewed_yet(act, quote)
    number = next_number(act.connection, "ORD", act.now.year)
    states = subscriptions_after(quote, number, held)
    order = order_of(
        quote,
        accepted.schedule,
        Accepted(accepted.number, accepted.version, accepted.day),
        number,
        {each.line: each.number for each in states},
    )
    row = _row(act, order, accepted)
    act.connection.execute(insert(ORDERS).values(**row))
    add_plan(act.connection, row["id"], order.currency, plan_of(quote, accepted.schedule))
    add_subscriptions(act, [replace(each, order=row["id"]) for each in states], row)
    remember(act.connection, row["id"], order.customer, bought(quote))
    _tell(act, "order.created", row, before=None)
    return Placed(row["id"], new=True)


def _not_renewed_yet(act: Act, quote: PricedQuote) -> None:
    wanted = [line.renews for line in quote.request.lines if line.renews is not None and not line.aside]
    for number, by in renewed(act.connection, wanted).items() if wanted else ():
        raise refusal(
            "renewed-already",
            f"订阅 {number} 已由 {by[0]} 续订；请在报价中去掉这一行",
            f"subscription {number} is renewed by {by[0]} already; make a version of the quote without that line",
        )


def _row(act: Act, order: Order, accepted: AcceptedQuote) -> dict[str, Any]:
    amounts = {name: minor(getattr(order, name), order.currency) for name in ("net", "tax", "gross", "payable")}
    return {
        "id": new_id("ord"),
        "number": order.number,
        "quote": accepted.id,
        "quote_number": order.quote,
        "quote_version": order.version,
        "rulebook_version": order.rulebook_version,
        "date": order.date,
        "customer": order.customer,
        "buyer": plain(order.buyer),
        "currency": order.currency,
        "tax_included": order.tax_included,
        "due": order.due,
        "state": order.state,
        **amounts,
        "request": {name: accepted.request[name] for name in GOES_ON if name in accepted.request},
        "lines": plain(order.lines),
        "owner": accepted.owner,
        "team": accepted.team,
        "version": 1,
        "created_at": act.now,
    }


def change_state(act: Act, id: str, action: Action, expected: int, reason: Text | None) -> str:
    """Fulfils or opens an order again; returns its id. Raises `Refused` where its state does not allow that."""
    row = seen(act.connection, act.caller, ORDERS, id, lock=True)
    must_be(row["version"], expected)
    state = state_after(row["state"], action)
    changed = {**row, "state": state, "version": row["version"] + 1}
    act.connection.execute(
        update(ORDERS).where(ORDERS.c.id == row["id"]).values(state=state, version=changed["version"])
    )
    _tell(act, f"order.{_DONE[action]}", changed, before=row["state"], reason=reason)
    return row["id"]


_DONE: Mapping[Action, str] = {"fulfil": "fulfilled", "reopen": "reopened", "cancel": "cancelled"}


def _tell(act: Act, kind: str, row: Mapping[str, Any], before: str | None, reason: Text | None = None) -> None:
    after: dict[str, Any] = {"state": row["state"], "number": row["number"], "quote": row["quote"]}
    if reason is not None:
        after["reason"] = plain(reason)
    act.audit(kind, "order", row["id"], None if before is None else {"state": before}, after)
    content = {
        "id": row["id"],
        "number": row["number"],
        "quote": row["quote"],
        "customer": row["customer"],
        "currency": row["currency"],
        "state": row["state"],
    }
    act.event(kind, row["id"], content, owner=row["owner"], team=row["team"])
