"""Lists and jobs find by an index what they are about: no statement reads the whole of a table that grows."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, event

from cpq.orders.service.accepted import free_number
from cpq.platform.act import acted
from cpq.platform.jobs.running import Jobs
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from cpq.platform.tidying import KIND, ask_to_tidy, tidy
from cpq.quotes.service.expiring import expire
from tests.quotes.shop import line, shop
from tests.service.caller import Caller, caller
from tests.service.test_quote_flow import person
from tests.service.test_quotes import new

COUPON = "promotions: {c: {name: C, coupons: [C1], limits: {per_coupon: 9}, benefit: {kind: percent, value: 1%}}}"
SMALL = frozenset({"users", "teams", "api_keys", "webhooks", "alembic_version", "audit_head"})
"""Tables that do not grow with what is sold."""
LISTS = (
    "/v1/quotes",
    "/v1/quotes?customer=ACME",
    "/v1/quotes?number=Q-",
    "/v1/quotes?state=sent",
    "/v1/orders",
    "/v1/orders?state=open",
    "/v1/orders?customer=ACME",
    "/v1/invoices",
    "/v1/invoices?customer=ACME",
    "/v1/payments",
    "/v1/payments?customer=ACME",
)
FOR_ALL = (
    "/v1/events",
    "/v1/audit?action=quote.sent",
    "/v1/audit?actor=usr_1",
    "/v1/audit?kind=quote&subject=x",
    "/v1/rulebooks",
)
Statements = dict[str, Any]


@contextmanager
def heard(database: Database) -> Generator[Statements]:
    """Every statement with what it was given, while it goes on."""
    statements: Statements = {}

    def listen(connection: Connection, _: object, statement: str, given: Any, *__: object) -> None:
        if re.match("SELECT|UPDATE|DELETE|WITH", statement):
            statements.setdefault(statement, given)

    event.listen(database.engine, "before_cursor_execute", listen)
    yield statements
    event.remove(database.engine, "before_cursor_execute", listen)


def whole_tables(database: Database, statements: Statements) -> list[str]:
    """What is read whole, and not in the order of an index."""

    def plans(connection: Connection) -> list[str]:
        if connection.dialect.name == "postgresql":
            # small tables are read whole unless that is forbidden
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        found: list[str] = []
        for statement, given in statements.items():
            rows = connection.exec_driver_sql(f"{explain} {statement}", given)
            found += [f"{row[-1]}: {statement}" for row in rows if is_whole(str(row[-1]))]
        return found

    return database.read(plans)


def is_whole(step: str) -> bool:
    found = re.match(r"SCAN (\w+)$|.*Seq Scan on (\w+)", step)
    return found is not None and (found[1] or found[2]) not in SMALL | {"anon_1"}


def listed(service: Caller, *addresses: str) -> None:
    for each in addresses:
        answer = service.get(each)
        assert answer.status_code == 200, (each, answer.text)


def test_no_list_and_no_job_reads_a_whole_table_that_grows(database: Database) -> None:
    everybody = caller(shop(COUPON), role=Role.ADMIN, database=database)
    rep = person(database, everybody, "ann", "rep")[1]
    manager = person(database, everybody, "max", "manager")[1]
    jobs = Jobs(database, {KIND: tidy}, [ask_to_tidy])
    with heard(database) as statements:
        new(rep, line("W1"), number="Q-1")
        new(rep, line("W1"), number="Q-2", coupons=["C1"])
        for each in (rep, manager, everybody):
            listed(each, *LISTS)
        listed(everybody, *FOR_ALL)
        database.read(lambda connection: free_number(connection, "Q-"))
        database.write(lambda connection: acted(connection, SYSTEM, datetime.now(UTC), "test", expire))
        jobs.ask_for_what_is_regular()
        assert jobs.do_what_is_due() == 1
    assert len(statements) > 60
    assert whole_tables(database, statements) == []
