"""What has to be true of a database, whatever was ended in whichever moment: nothing half done, nothing twice, no cent lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from cpq.orders.tables import ALLOCATIONS, INVOICES, ORDERS, PAYMENTS, PLANNED, SERIES
from cpq.platform.audit.chain import first_break
from cpq.platform.audit.tables import AUDIT
from cpq.platform.events.tables import EVENTS
from cpq.quotes.store.quotes import versions_of
from cpq.quotes.tables import ACCEPTANCES, COUNTERS, DOCUMENTS, QUOTES, VERSIONS

MADE = {
    "quote.added": QUOTES,
    "quote.accepted": ACCEPTANCES,
    "order.created": ORDERS,
    "invoice.issued": INVOICES,
    "payment.recorded": PAYMENTS,
    "quote.document": DOCUMENTS,
}
"""What the audit log says once for each row of a table."""
ONCE = ("quote.submitted", "quote.approval.approve", "quote.sent")
NUMBERED: Mapping[str, Table] = {"ORD": ORDERS, "INV": INVOICES, "PAY": PAYMENTS}


def check(connection: Connection) -> None:
    """Fails where something is not as it has to be."""
    assert first_break(connection) is None
    numbers = connection.scalars(select(EVENTS.c.number).order_by(EVENTS.c.number)).all()
    assert [*numbers] == [*range(1, len(numbers) + 1)]
    _audited(connection)
    _states(connection)
    _counted(connection)
    _numbered(connection)
    _billed(connection)
    _paid(connection)


def _rows(connection: Connection, table: Table) -> list[Any]:
    return [*connection.execute(select(table)).mappings()]


def _audited(connection: Connection) -> None:
    """Everything that is there was noted, once; nothing was noted that is not there; what is told was noted."""
    noted = Counter(tuple(each) for each in connection.execute(select(AUDIT.c.action, AUDIT.c.subject)))
    for action, table in MADE.items():
        assert sum(count for (named, _), count in noted.items() if named == action) == len(_rows(connection, table)), (
            action
        )
    assert {pair: count for pair, count in noted.items() if pair[0] in (*MADE, *ONCE) and count > 1} == {}
    told = Counter(tuple(each) for each in connection.execute(select(EVENTS.c.kind, EVENTS.c.subject)))
    assert {pair: count for pair, count in told.items() if noted[pair] != count} == {}


def _states(connection: Connection) -> None:
    accepted = {each["quote"] for each in _rows(connection, ACCEPTANCES)}
    for quote in _rows(connection, QUOTES):
        newest = versions_of(connection, quote["id"])[-1]
        assert (newest.number, newest.state) == (quote["newest"], quote["state"])
        assert (quote["id"] in accepted) == (quote["state"] == "accepted")


def _counted(connection: Connection) -> None:
    """What is reserved and used is what quotes that are sent and accepted take: not one use more or less."""
    taken: dict[str, Counter[Any]] = {"sent": Counter(), "accepted": Counter()}
    for quote in connection.scalars(select(QUOTES.c.id)):
        version = versions_of(connection, quote)[-1]
        if version.state in taken:
            for each in version.takes:
                taken[version.state][each.counter] += each.amount
    kept = {
        (each["kind"], each["subject"], each["customer"], each["currency"]): each
        for each in _rows(connection, COUNTERS)
    }
    found = {
        name: {key: row[column] for key, row in kept.items() if row[column]}
        for name, column in (("sent", "reserved"), ("accepted", "used"))
    }
    for name, counts in taken.items():
        assert {(c.kind, c.subject, c.customer, c.currency): n for c, n in counts.items()} == found[name], name


def _numbered(connection: Connection) -> None:
    """Numbers of a series are given one after the other, none twice, none left out."""
    for row in _rows(connection, SERIES):
        table = NUMBERED[row["name"][:3]]
        numbers = sorted(each["number"] for each in _rows(connection, table) if each["number"].startswith(row["name"]))
        assert numbers == [f"{row['name']}-{number:06d}" for number in range(1, row["last"] + 1)]


def _billed(connection: Connection) -> None:
    """An order is what was accepted, its plan is what it comes to, and what was issued is what was planned."""
    versions = {(each["quote"], each["number"]): each for each in _rows(connection, VERSIONS)}
    planned = {(each["order"], each["sequence"]): each for each in _rows(connection, PLANNED)}
    for order in _rows(connection, ORDERS):
        assert order["gross"] == versions[order["quote"], order["quote_version"]]["gross"]
        assert order["payable"] == sum(each["payable"] for (id, _), each in planned.items() if id == order["id"])
    for invoice in _rows(connection, INVOICES):
        assert invoice["payable"] == planned[invoice["order"], invoice["sequence"]]["payable"]


def _paid(connection: Connection) -> None:
    """Every payment pays what is open, and no invoice is paid twice."""
    funds, invoices = Counter[str](), Counter[str]()
    for each in _rows(connection, ALLOCATIONS):
        funds[each["funds"]] += each["amount"]
        invoices[each["invoice"]] += each["amount"]
    assert {each["id"]: each["amount"] for each in _rows(connection, PAYMENTS)} == dict(funds)
    assert all(invoices[each["id"]] in (0, each["payable"]) for each in _rows(connection, INVOICES))
