"""Opportunities as they are answered: one, or page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Connection, RowMapping, Select, and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from cpq.opportunities.asked import OpportunityFilter, OpportunityQuery
from cpq.opportunities.given import Category
from cpq.opportunities.pipelines import Pipelines, category_of, pipelines, stage_name
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.store.facts import put_off
from cpq.opportunities.store.quotes import attached_to
from cpq.opportunities.tables import OPPORTUNITIES
from cpq.opportunities.views import (
    AmountOrigin,
    ChangedField,
    CompetitorInDeal,
    ContactInDeal,
    OpportunityChange,
    OpportunitySummary,
    OpportunityView,
    ProductInDeal,
)
from cpq.orders.amounts import amount_of
from cpq.platform.pages import page
from cpq.platform.people.caller import Caller
from cpq.platform.records.store import changes_of, found, seen_by
from cpq.quote_json import Json
from cpq.rulebook.rulebook import Rulebook

OF_A_QUOTE = "quote "
"""How the origin of an amount begins that a quote says; the number of the quote follows."""


def opportunities(
    connection: Connection, caller: Caller, asked: OpportunityQuery, rulebook: Rulebook
) -> tuple[list[OpportunitySummary], str | None]:
    """A page of opportunities, the newest first; those that were merged into others are left out."""
    known = pipelines(rulebook)
    query = filtered(select(OPPORTUNITIES).where(seen_by(caller, OPPORTUNITIES)), asked, known)
    rows = page(connection, query, OPPORTUNITIES.c.id, asked)
    return [_summary(row, known) for row in rows.rows], rows.next


def filtered(query: Select[Any], asked: OpportunityFilter, known: Pipelines) -> Select[Any]:
    """The query with what a filter asks for."""
    c = OPPORTUNITIES.c
    query = query.where(c.merged_into.is_(None))
    for name in ("status", "pipeline", "stage", "owner", "account", "external_id"):
        value = getattr(asked, name)
        query = query if value is None else query.where(c[name] == value)
    if asked.category is not None:
        query = query.where(_of_category(asked.category, known))
    if asked.closes_from is not None:
        query = query.where(c.close_date >= asked.closes_from)
    return query if asked.closes_to is None else query.where(c.close_date <= asked.closes_to)


def _of_category(category: Category, known: Pipelines) -> ColumnElement[bool]:
    c = OPPORTUNITIES.c
    stages = [
        and_(
            c.pipeline == each.id, c.stage.in_([id for id, stage in each.stages.items() if stage.category == category])
        )
        for each in known.values()
    ]
    return or_(c.category == category, and_(c.category.is_(None), or_(*stages)))


def opportunity(connection: Connection, caller: Caller, id: str, rulebook: Rulebook, today: date) -> OpportunityView:
    """An opportunity that the caller sees. Raises a 404 problem where there is none."""
    return view_of(connection, found(connection, caller, OPPORTUNITY, id), rulebook, today)


def view_of(connection: Connection, row: RowMapping, rulebook: Rulebook, today: date) -> OpportunityView:
    """A row as it is answered."""
    known = pipelines(rulebook)
    return OpportunityView(
        **_head(row, known),
        **{
            name: row[name]
            for name in ("entered", "closed_at", "loss_reason", "lost_to", "source_lead", "merged_into", "created_by")
        },
        stage_name=stage_name(known, row["pipeline"], row["stage"]),
        category_said=row["category"] is not None,
        amount_from=_origin(row),
        close_date_moves=sum(map(put_off, changes_of(connection, row["id"]))),
        contacts=tuple(ContactInDeal(**each) for each in row["contacts"]),
        products=tuple(_product(each) for each in row["products"]),
        competitors=tuple(CompetitorInDeal(**each) for each in row["competitors"]),
        tasks_done=tuple(row["tasks_done"]),
        quotes=attached_to(connection, row["id"], today),
    )


def _summary(row: RowMapping, known: Pipelines) -> OpportunitySummary:
    return OpportunitySummary(**_head(row, known), primary_quote=row["primary_quote"])


def _head(row: RowMapping, known: Pipelines) -> dict[str, Any]:
    """What a list and a single opportunity say alike."""
    names = ("id", "name", "account", "pipeline", "stage", "status", "currency", "close_date", "next_step", "owner")
    more = ("team", "external_id", "version", "created_at", "updated_at")
    units = row["amount"]
    return {name: row[name] for name in (*names, *more)} | {
        "amount": None if units is None else amount_of(units, row["currency"]),
        "category": category_of(known, row),
    }


def _origin(row: RowMapping) -> AmountOrigin | None:
    told = row["provenance"].get("amount")
    if told is None or row["amount"] is None:
        return None
    detail: str | None = told["detail"]
    at, by = datetime.fromisoformat(told["at"]), told["by"]
    if detail is not None and detail.startswith(OF_A_QUOTE):
        return AmountOrigin("quote", detail.removeprefix(OF_A_QUOTE), at, by)
    return AmountOrigin(told["source"], detail, at, by)


def _product(given: Mapping[str, Any]) -> ProductInDeal:
    price = given["price"]
    return ProductInDeal(given["product"], Decimal(given["quantity"]), None if price is None else Decimal(price))


def changes(connection: Connection, caller: Caller, id: str, field: str | None) -> Iterator[OpportunityChange]:
    """Who changed what and when, the newest first; of one field only where it is said."""
    row = found(connection, caller, OPPORTUNITY, id)
    currency: Json = row["currency"]
    for each in reversed(changes_of(connection, id)):
        before, after = each.fields.get("currency", (currency, currency))
        told = tuple(
            ChangedField(name, _told(name, was, before or after), _told(name, became, after))
            for name, (was, became) in each.fields.items()
            if field in (None, name)
        )
        currency = before or after
        if told:
            yield OpportunityChange(each.version, each.at, each.by, each.source, told)


def _told(field: str, value: Json, currency: Json) -> str | None:
    if value is None:
        return None
    if field == "amount":
        return f"{amount_of(cast('int', value), str(currency)):f}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
