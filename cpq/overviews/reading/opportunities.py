"""The deals with an account."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from cpq.money import Money
from cpq.opportunities.tables import OPPORTUNITIES
from cpq.orders.amounts import amount_of
from cpq.overviews.block import columns
from cpq.overviews.section import MOST, Asked, Section, Told
from cpq.platform.people.rights import Right
from cpq.platform.records.store import seen_by
from cpq.rulebook.text import Text

STATUSES: Mapping[str, Text] = {
    "open": Text(zh="进行中", en="open"),
    "won": Text(zh="赢单", en="won"),
    "lost": Text(zh="输单", en="lost"),
}


def opportunities(asked: Asked) -> Told:
    """The newest deals; the stage is the id in the rulebook."""
    query = select(OPPORTUNITIES).where(
        OPPORTUNITIES.c.account == asked.row["id"],
        OPPORTUNITIES.c.merged_into.is_(None),
        seen_by(asked.caller, OPPORTUNITIES),
    )
    found = asked.connection.execute(query.order_by(OPPORTUNITIES.c.id.desc()).limit(MOST + 1)).mappings().all()
    heads = columns(
        ("name", "名称", "Name"),
        ("stage", "阶段", "Stage"),
        ("status", "状态", "Status"),
        ("amount", "金额", "Amount"),
        ("close_date", "预计成交", "Expected close"),
    )
    rows = tuple(
        {
            "name": row["name"],
            "stage": row["stage"],
            "status": STATUSES.get(row["status"], Text.same(row["status"])),
            "amount": None
            if row["amount"] is None
            else Money(amount_of(row["amount"], row["currency"]), row["currency"]),
            "close_date": row["close_date"],
        }
        for row in found[:MOST]
    )
    return Told(Text(zh="商机，新的在前", en="opportunities, newest first"), None, (), heads, rows, len(found) > MOST)


OPPORTUNITIES_OF = Section("opportunities", Text(zh="商机", en="Opportunities"), Right.SALES_READ, opportunities)
