"""What activities and tasks can be about: every kind of record of the service, once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, RowMapping, select

from cpq.accounts.kinds import ACCOUNT, CONTACT
from cpq.accounts.tables import ACCOUNTS, CONTACTS
from cpq.activities.store.subjects import Subject, Subjects
from cpq.leads.tables import CAMPAIGN, CAMPAIGNS, LEAD, LEADS
from cpq.opportunities.tables import ATTACHED, OPPORTUNITIES
from cpq.orders.tables import CONTRACTS, INVOICES, ORDERS, PAYMENTS
from cpq.platform.people.rights import Right
from cpq.quotes.tables import QUOTES
from cpq.rulebook.text import Text

MOST = 2_000
"""So many quotes, orders, invoices … of a customer are looked at, the newest: a database takes no endless list."""


def _of_order(connection: Connection, row: RowMapping) -> Iterable[str]:
    """Its quote, invoices, payments and contract."""
    yield row["quote"]
    for table in (INVOICES, PAYMENTS, CONTRACTS):
        yield from connection.scalars(select(table.c.id).where(table.c.order == row["id"]))


def _of_account(connection: Connection, row: RowMapping) -> Iterable[str]:
    """Its contacts and opportunities, and what is quoted, ordered and signed under its customer's number."""
    for table in (CONTACTS, OPPORTUNITIES):
        newest = select(table.c.id).where(table.c.account == row["id"]).order_by(table.c.id.desc())
        yield from connection.scalars(newest.limit(MOST))
    if row["customer"] is not None:
        for table in (QUOTES, ORDERS, INVOICES, PAYMENTS, CONTRACTS):
            newest = select(table.c.id).where(table.c.customer == row["customer"]).order_by(table.c.id.desc())
            yield from connection.scalars(newest.limit(MOST))


def _of_quote(connection: Connection, row: RowMapping) -> Iterable[str]:
    """Its order."""
    return connection.scalars(select(ORDERS.c.id).where(ORDERS.c.quote == row["id"]))


def _of_opportunity(connection: Connection, row: RowMapping) -> Iterable[str]:
    """Its quotes."""
    return connection.scalars(select(ATTACHED.c.quote).where(ATTACHED.c.opportunity == row["id"]))


SUBJECTS = Subjects(
    (
        Subject(
            "lead",
            "lead",
            LEADS,
            "name",
            LEAD.text,
            Right.SALES_READ,
            record=True,
            phones=frozenset({"phone", "phone_extension"}),
        ),
        Subject(
            "account",
            "acc",
            ACCOUNTS,
            "name",
            ACCOUNT.text,
            Right.SALES_READ,
            record=True,
            phones=frozenset({"phone"}),
            related=_of_account,
        ),
        Subject(
            "contact",
            "con",
            CONTACTS,
            "name",
            CONTACT.text,
            Right.SALES_READ,
            record=True,
            phones=frozenset({"phones"}),
        ),
        Subject("campaign", "cmp", CAMPAIGNS, "name", CAMPAIGN.text, Right.SALES_READ, record=True),
        Subject("quote", "quo", QUOTES, "number", Text(zh="报价", en="quote"), Right.QUOTES_READ, related=_of_quote),
        Subject("order", "ord", ORDERS, "number", Text(zh="订单", en="order"), Right.ORDERS_READ, related=_of_order),
        Subject("invoice", "inv", INVOICES, "number", Text(zh="账单", en="invoice"), Right.ORDERS_READ),
        Subject("payment", "pay", PAYMENTS, "number", Text(zh="款项", en="payment"), Right.ORDERS_READ),
        Subject("contract", "ctr", CONTRACTS, "number", Text(zh="合同", en="contract"), Right.ORDERS_READ),
        Subject(
            "opportunity",
            "opp",
            OPPORTUNITIES,
            "name",
            Text(zh="商机", en="opportunity"),
            Right.SALES_READ,
            record=True,
            related=_of_opportunity,
        ),
    )
)
"""In no order; ids tell by how they begin which of them they are."""
