"""The 360° view of an account: every section in order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from cpq.accounts.kinds import ACCOUNT
from cpq.company.base_currency import BaseCurrency
from cpq.overviews.block import Overview
from cpq.overviews.reading.account import CONTACTS_THERE, GROUP, MAPS, PROFILE
from cpq.overviews.reading.activities import INTERACTIONS
from cpq.overviews.reading.opportunities import OPPORTUNITIES_OF
from cpq.overviews.reading.sales import AGING, ORDERS, PAYMENTS, QUOTES
from cpq.overviews.reading.value import RISKS, VALUE
from cpq.overviews.section import Asked, Section
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right
from cpq.platform.records.store import found
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

SECTIONS: tuple[Section, ...] = (
    PROFILE,
    GROUP,
    CONTACTS_THERE,
    MAPS,
    INTERACTIONS,
    OPPORTUNITIES_OF,
    QUOTES,
    ORDERS,
    PAYMENTS,
    AGING,
    Section("service", Text(zh="服务", en="Service"), Right.SALES_READ, None),
    VALUE,
    RISKS,
)
"""What is read, in the order in which it is shown."""


def overview(connection: Connection, caller: Caller, rulebook: Rulebook, id: str, now: datetime) -> Overview:
    """All that the caller may see of an account. Raises a 404 problem where they see no such account."""
    row = found(connection, caller, ACCOUNT, id)
    asked = Asked(connection, caller, row, BaseCurrency(rulebook), now)
    return Overview(id, row["name"], now, tuple(each.block(asked) for each in SECTIONS))
