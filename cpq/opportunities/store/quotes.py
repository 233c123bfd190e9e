"""Which quotes belong to which opportunity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from cpq.opportunities.tables import ATTACHED
from cpq.opportunities.views import AttachedQuote
from cpq.quotes.store.quotes import summary_of
from cpq.quotes.tables import QUOTES


def attached_to(connection: Connection, opportunity: str, today: date) -> tuple[AttachedQuote, ...]:
    """The quotes of an opportunity, in the order in which they were made."""
    query = _joined().where(ATTACHED.c.opportunity == opportunity).order_by(QUOTES.c.id)
    return tuple(_attached(row, today) for row in connection.execute(query).mappings())


def attachment_of(connection: Connection, quote: str) -> RowMapping | None:
    """To which opportunity a quote belongs; None where to none."""
    return connection.execute(select(ATTACHED).where(ATTACHED.c.quote == quote)).mappings().first()


def _joined() -> Select[Any]:
    return select(QUOTES, ATTACHED.c.primary).join(ATTACHED, ATTACHED.c.quote == QUOTES.c.id)


def _attached(row: RowMapping, today: date) -> AttachedQuote:
    summary = summary_of(row, today)
    net = Decimal(row["net"]).scaleb(-row["digits"])
    return AttachedQuote(
        row["id"], row["number"], summary.state.value, row["currency"], net, row["primary"], row["valid_until"]
    )
