"""Quotes and their versions in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, Select, and_, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from cpq.money import currency_digits
from cpq.platform.kinds_of_problems import CONFLICT, NOT_FOUND
from cpq.platform.pages import Rows, page
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.platform.problems import Problem
from cpq.platform.storage.prefixes import begins_with
from cpq.platform.storage.reading import read_as
from cpq.platform.written_json import WrittenJson
from cpq.quotes.approving import ApprovalRequest, Earlier
from cpq.quotes.asked import QuoteQuery
from cpq.quotes.counting import Take
from cpq.quotes.given import shown_of
from cpq.quotes.history import Known
from cpq.quotes.life import State
from cpq.quotes.model import QuoteSummary, StoredVersion, VersionSummary
from cpq.quotes.tables import QUOTES, VERSIONS
from cpq.rulebook.text import Text

APPROVALS: TypeAdapter[tuple[ApprovalRequest, ...]] = TypeAdapter(tuple[ApprovalRequest, ...])
TAKES: TypeAdapter[tuple[Take, ...]] = TypeAdapter(tuple[Take, ...])
KNOWN: TypeAdapter[tuple[Known, ...]] = TypeAdapter(tuple[Known, ...])


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it is kept."""

    quote: str
    number: int
    state: State
    request: str
    told: str
    rulebook: str
    result: WrittenJson
    result_outside: WrittenJson
    offered: WrittenJson
    takes: tuple[Take, ...]
    known: tuple[Known, ...]
    approvals: tuple[ApprovalRequest, ...]
    decided: tuple[ApprovalRequest, ...]
    currency: str
    valid_until: date
    created_by: str
    created_at: datetime

    @property
    def decisions(self) -> tuple[Earlier, ...]:
        """What was decided about it, the newest first."""
        return Earlier(self.number, self.approvals), Earlier(self.number, tuple(reversed(self.decided)))

    def shown(self, *, internal: bool) -> StoredVersion:
        """As it goes out; with costs only where that is said."""
        return StoredVersion(
            number=self.number,
            state=self.state,
            rulebook_version=self.rulebook,
            request=shown_of(self.request),
            known=self.known,
            approvals=self.approvals,
            quote=self.result if internal else self.result_outside,
            created_by=self.created_by,
            created_at=self.created_at,
        )


def add_quote(connection: Connection, values: Mapping[str, Any]) -> None:
    """Puts a quote in. Raises a 409 problem where its number is taken."""
    number = values["number"]
    if connection.scalar(select(QUOTES.c.id).where(QUOTES.c.number == number)) is not None:
        text = Text(zh=f"单号 {number} 已被使用，请换一个", en=f"there is a quote {number} already; use another number")
        raise Problem(CONFLICT, text)
    connection.execute(insert(QUOTES).values(**values))


def quote_row(connection: Connection, caller: Caller | None, id: str, *, change: bool = False) -> RowMapping:
    """A quote that the caller sees; every one for None. Locked where it is to be changed. Raises a 404 problem where there is none."""
    query = select(QUOTES).where(QUOTES.c.id == id)
    query = query if caller is None else query.where(visible(caller, QUOTES))
    row = connection.execute(query.with_for_update() if change else query).mappings().first()
    if row is None:
        raise Problem(
            NOT_FOUND, Text(zh="没有这份报价，或您无权查看", en="there is no such quote, or not for you to see")
        )
    return row


def listed(connection: Connection, caller: Caller, asked: QuoteQuery, today: date) -> Rows:
    """A page of the quotes that the caller sees."""
    query: Select[Any] = select(QUOTES).where(visible(caller, QUOTES))
    if asked.state is not None:
        query = query.where(_is_now(asked.state, today))
    for name in ("customer", "owner"):
        value = getattr(asked, name)
        query = query if value is None else query.where(QUOTES.c[name] == value)
    if asked.number is not None:
        query = query.where(begins_with(connection, QUOTES.c.number, asked.number))
    return page(connection, query, QUOTES.c.id, asked, newest_first=asked.sort == "newest")


def summary_of(row: RowMapping, today: date) -> QuoteSummary:
    """A row as it is listed, with amounts in the currency; one whose last day is over has expired, noted or not."""
    amounts = {name: Decimal(row[name]).scaleb(-row["digits"]) for name in ("net", "gross")}
    over = row["state"] in WAITING and row["valid_until"] < today
    state = State.EXPIRED if over else State(row["state"])
    return read_as(QuoteSummary, {**row, **amounts, "state": state})  # pyright: ignore[reportArgumentType]


WAITING = (State.IN_APPROVAL, State.APPROVED, State.SENT)
"""The states that end with the last day on which the quote is valid."""


def _is_now(state: State, today: date) -> ColumnElement[bool]:
    """Whether a quote is in a state on a day."""
    c = QUOTES.c
    if state is State.EXPIRED:
        return or_(c.state == state, and_(c.state.in_(WAITING), c.valid_until < today))
    return and_(c.state == state, c.valid_until >= today) if state in WAITING else c.state == state


def change_quote(connection: Connection, id: str, now: datetime, **values: Any) -> None:
    """Changes a quote, and counts the version of the row up."""
    counted = {"version": QUOTES.c.version + 1, "updated_at": now, **values}
    connection.execute(update(QUOTES).where(QUOTES.c.id == id).values(**counted))


def add_version(connection: Connection, values: Mapping[str, Any]) -> None:
    """Puts a version in."""
    connection.execute(insert(VERSIONS).values(**_written(values)))


def change_version(connection: Connection, quote: str, number: int, now: datetime, **values: Any) -> None:
    """Changes a version: what was asked for and what came of it only while it is a draft."""
    found = VERSIONS.c.quote == quote, VERSIONS.c.number == number
    connection.execute(update(VERSIONS).where(*found).values(updated_at=now, **_written(values)))


def version_of(connection: Connection, quote: str, number: int) -> Version:
    """A version. Raises a 404 problem where there is none."""
    found = VERSIONS.c.quote == quote, VERSIONS.c.number == number
    row = connection.execute(select(VERSIONS).where(*found)).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有第 {number} 版", en=f"there is no version {number}"))
    return _version(row)


def taken_by(connection: Connection, quote: str, number: int) -> tuple[Take, ...]:
    """What a version takes; of one that is not there nothing."""
    found = VERSIONS.c.quote == quote, VERSIONS.c.number == number
    return TAKES.validate_python(connection.scalar(select(VERSIONS.c.takes).where(*found)) or ())


def versions_of(connection: Connection, quote: str) -> tuple[Version, ...]:
    """Every version, the first one first."""
    query = select(VERSIONS).where(VERSIONS.c.quote == quote).order_by(VERSIONS.c.number)
    return tuple(_version(row) for row in connection.execute(query).mappings())


def version_summaries(connection: Connection, quote: str) -> tuple[VersionSummary, ...]:
    """Every version in short, the newest first."""
    c = VERSIONS.c
    named = (c.number, c.state, c.rulebook, c.currency, c.net, c.gross, c.created_by, c.created_at)
    query = select(*named).where(c.quote == quote).order_by(c.number.desc())
    return tuple(_summary(row) for row in connection.execute(query).mappings())


def overdue(connection: Connection, today: date, most: int) -> tuple[str, ...]:
    """The ids of quotes whose last day is over and that wait for something."""
    query = (
        select(QUOTES.c.id)
        .where(QUOTES.c.state.in_(WAITING), QUOTES.c.valid_until < today)
        .order_by(QUOTES.c.id)
        .limit(most)
    )
    return tuple(str(each) for each in connection.scalars(query))


def _summary(row: RowMapping) -> VersionSummary:
    digits = currency_digits(row["currency"])
    amounts = {name: Decimal(row[name]).scaleb(-digits) for name in ("net", "gross")}
    told = {"rulebook_version": row["rulebook"], "state": State(row["state"])}
    return read_as(VersionSummary, {**row, **amounts, **told})  # pyright: ignore[reportArgumentType]


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    written = dict(values)
    for name, adapter in (("approvals", APPROVALS), ("decided", APPROVALS), ("takes", TAKES), ("known", KNOWN)):
        if name in written:
            written[name] = adapter.dump_python(written[name], mode="json")
    return written


def _version(row: RowMapping) -> Version:
    lists = {
        "approvals": APPROVALS.validate_python(row["approvals"]),
        "decided": APPROVALS.validate_python(row["decided"]),
        "takes": TAKES.validate_python(row["takes"]),
        "known": KNOWN.validate_python(row["known"] or ()),
        "state": State(row["state"]),
    }
    return read_as(Version, {**row, **lists})  # pyright: ignore[reportArgumentType]
