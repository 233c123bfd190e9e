"""Campaigns and forms in the database."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, case, func, select

from cpq.leads.given_of_campaigns import CampaignQuery
from cpq.leads.tables import CAMPAIGN_COSTS, CAMPAIGNS, FORMS, LEADS
from cpq.leads.views import CampaignView, DayCost, LeadForm
from cpq.money import CURRENCIES
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.pages import PageQuery, page
from cpq.platform.people.caller import Caller
from cpq.platform.problems import Problem
from cpq.platform.records.store import seen_by
from cpq.rulebook.text import Text


def campaign_view(connection: Connection, row: RowMapping) -> CampaignView:
    """A campaign with what it cost and brought."""
    return _views(connection, [row])[0]


def campaigns(connection: Connection, caller: Caller, asked: CampaignQuery) -> tuple[list[CampaignView], str | None]:
    """A page of campaigns, the newest first."""
    query = select(CAMPAIGNS).where(CAMPAIGNS.c.merged_into.is_(None), seen_by(caller, CAMPAIGNS))
    if asked.channel is not None:
        query = query.where(CAMPAIGNS.c.channel == asked.channel)
    rows = page(connection, query, CAMPAIGNS.c.id, asked)
    return _views(connection, rows.rows), rows.next


def _views(connection: Connection, rows: Sequence[RowMapping]) -> list[CampaignView]:
    ids = [row["id"] for row in rows]
    own = CAMPAIGN_COSTS.c.campaign.in_(ids)
    costs: dict[str, list[RowMapping]] = {id: [] for id in ids}
    for each in connection.execute(select(CAMPAIGN_COSTS).where(own).order_by(CAMPAIGN_COSTS.c.day)).mappings():
        costs[each["campaign"]].append(each)
    won = func.sum(case((LEADS.c.state == "converted", 1), else_=0))
    brought = select(LEADS.c.campaign, func.count(), won).where(
        LEADS.c.campaign.in_(ids), LEADS.c.merged_into.is_(None)
    )
    counts = {each[0]: (int(each[1]), int(each[2])) for each in connection.execute(brought.group_by(LEADS.c.campaign))}
    return [_view(row, costs[row["id"]], *counts.get(row["id"], (0, 0))) for row in rows]


def _view(row: RowMapping, costs: Sequence[RowMapping], leads: int, converted: int) -> CampaignView:
    def amount(units: int) -> Decimal:
        return Decimal(units).scaleb(-CURRENCIES[row["currency"]])

    names = (
        "id",
        "name",
        "channel",
        "start",
        "end",
        "currency",
        "notes",
        "owner",
        "team",
        "version",
        "created_at",
        "updated_at",
    )
    return CampaignView(
        **{name: row[name] for name in names},
        budget=None if row["budget"] is None else amount(row["budget"]),
        cost=amount(sum(each["amount"] for each in costs)),
        costs=tuple(DayCost(each["day"], amount(each["amount"])) for each in costs),
        leads=leads,
        converted=converted,
    )


def form_row(connection: Connection, id: str) -> RowMapping:
    """A form that is open. Raises a 404 problem where there is none."""
    row = connection.execute(select(FORMS).where(FORMS.c.id == id)).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh="没有这个表单", en="there is no such form"))
    return row


def forms(connection: Connection, asked: PageQuery) -> tuple[list[LeadForm], str | None]:
    """A page of forms, the newest first."""
    rows = page(connection, select(FORMS), FORMS.c.id, asked)
    return [form_view(row) for row in rows.rows], rows.next


def form_view(row: RowMapping) -> LeadForm:
    consent = Text(**row["consent"]) if row["consent"] else None
    names = ("id", "name", "campaign", "channel", "active", "created_at")
    return LeadForm(**{name: row[name] for name in names}, consent=consent, origins=tuple(row["origins"]))
