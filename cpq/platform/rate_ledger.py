"""What callers have asked, of all processes together: of each until when their bucket is not full, by the clock of the database."""

from __future__ import annotations

import time
from collections.abc import Mapping

from sqlalchemy import BigInteger, Connection, bindparam, case, cast, delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from cpq.platform.rates import Ledger
from cpq.platform.storage.columns import Whole, Word
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import column, table

_MICRO = 1_000_000

REQUEST_RATES = table(
    "request_rates",
    column("who", Word, primary_key=True),
    column("full_at", Whole, index=True),
)
"""`full_at` is in microseconds since 1970."""


_NOW = {
    "sqlite": bindparam("now", type_=BigInteger),
    "postgresql": cast(func.extract("epoch", func.statement_timestamp()) * _MICRO, BigInteger),
}
"""Clocks of machines differ, so that of the database counts; a file of SQLite is of one machine."""


def ledger_in(database: Database) -> Ledger:
    """The ledger that every process of this database has in common."""
    adding = {dialect: _adding(dialect) for dialect in _NOW}

    def told(spent: Mapping[str, float]) -> Mapping[str, float]:
        def work(connection: Connection) -> Mapping[str, float]:
            add = adding[connection.dialect.name]
            return {
                who: connection.execute(add, _given(spent[who], who)).scalar_one() / _MICRO for who in sorted(spent)
            }

        return database.write(work)

    return told


def forget_full(connection: Connection) -> None:
    """Deletes those who owe nothing."""
    full = REQUEST_RATES.c.full_at < _NOW[connection.dialect.name]
    connection.execute(delete(REQUEST_RATES).where(full), _now())


def _adding(dialect: str) -> ReturningInsert[int]:
    """Adds `more` to what `who` owes, and answers what they owe."""
    known, now, more = REQUEST_RATES.c.full_at, _NOW[dialect], bindparam("more", type_=BigInteger)
    put = (sqlite if dialect == "sqlite" else postgresql).insert(REQUEST_RATES)
    added = put.values(who=bindparam("who"), full_at=now + more).on_conflict_do_update(
        index_elements=[REQUEST_RATES.c.who], set_={"full_at": case((known > now, known), else_=now) + more}
    )
    return added.returning(known - now)


def _given(seconds: float, who: str) -> dict[str, object]:
    return {"who": who, "more": int(seconds * _MICRO), **_now()}


def _now() -> dict[str, int]:
    return {"now": int(time.time() * _MICRO)}
