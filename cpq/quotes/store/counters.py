"""The counters: reserved, confirmed and released so that two quotes never share the last of anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from sqlalchemy import Connection, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from cpq.platform.problems import Problem, ProblemError
from cpq.quotes.counting import EARNED, Counter, Counts, Kind, Take
from cpq.quotes.problems import USED_UP
from cpq.quotes.tables import COUNTERS
from cpq.rulebook.text import Text

_NOT_OF_COUPONS = [each for each in get_args(Kind) if each != "coupon.uses"]


def counts_for(connection: Connection, customer: str, coupons: Sequence[str]) -> Counts:
    """What was used and is reserved, as far as a quote of a customer with these coupons may look at it."""
    c = COUNTERS.c
    whose = {"", customer}
    parts = [and_(c.customer == each, c.kind.in_(_NOT_OF_COUPONS)) for each in sorted(whose)]
    if coupons:  # by themselves: there may be a million, and each part has its index
        parts.append(and_(c.kind == "coupon.uses", c.subject.in_(coupons), c.customer.in_(whose)))
    rows = connection.execute(select(COUNTERS).where(or_(*parts))).mappings()
    return {_counter(row): row["used"] + row["reserved"] for row in rows}  # pyright: ignore[reportArgumentType]


def reserve(connection: Connection, takes: Sequence[Take]) -> None:
    """Reserves everything, or nothing. Raises a 409 problem with each counter of which there is not enough left."""
    errors = [_used_up(take) for take in takes if take.counter.kind not in EARNED and not _reserved(connection, take)]
    if errors:
        raise Problem(USED_UP, errors=errors)


def confirm(connection: Connection, takes: Sequence[Take]) -> None:
    """What was reserved is used; what the quote earns is earned."""
    c = COUNTERS.c
    for take in takes:
        _there(connection, take.counter)
        reserved = c.reserved if take.counter.kind in EARNED else c.reserved - take.amount
        values = {"used": c.used + take.amount, "reserved": reserved}
        connection.execute(update(COUNTERS).where(_of(take.counter)).values(**values))


def release(connection: Connection, takes: Sequence[Take]) -> None:
    """What was reserved is there for others again."""
    for take in takes:
        if take.counter.kind not in EARNED:
            values = {"reserved": COUNTERS.c.reserved - take.amount}
            connection.execute(update(COUNTERS).where(_of(take.counter)).values(**values))


def give_back(connection: Connection, takes: Sequence[Take]) -> None:
    """What was used is there for others again, and what was earned is not: the order was cancelled."""
    for take in takes:
        values = {"used": COUNTERS.c.used - take.amount}
        connection.execute(update(COUNTERS).where(_of(take.counter)).values(**values))


def _reserved(connection: Connection, take: Take) -> bool:
    """One statement decides: whoever comes second finds what the first has taken."""
    _there(connection, take.counter)
    c = COUNTERS.c
    row = update(COUNTERS).where(_of(take.counter)).values(reserved=c.reserved + take.amount)
    limit = take.limit
    if take.within is not None:
        limit = connection.scalar(select(c.used).where(_of(take.within)).with_for_update()) or 0
    if limit is not None:
        row = row.where(c.used + c.reserved + take.amount <= limit)
    return connection.execute(row).rowcount == 1


def _there(connection: Connection, counter: Counter) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {"customer": counter.customer, "currency": counter.currency, "used": 0, "reserved": 0}
    row = insert(COUNTERS).values(kind=counter.kind, subject=counter.subject, **values)
    connection.execute(row.on_conflict_do_nothing())


def _of(counter: Counter) -> ColumnElement[bool]:
    c = COUNTERS.c
    return and_(
        c.kind == counter.kind,
        c.subject == counter.subject,
        c.customer == counter.customer,
        c.currency == counter.currency,
    )


def _counter(row: dict[str, str]) -> Counter:
    return Counter(row["kind"], row["subject"], row["customer"], row["currency"])  # pyright: ignore[reportArgumentType]


_OF = {
    "promotion": Text(zh="促销", en="promotion"),
    "group": Text(zh="促销分组", en="promotion group"),
    "coupon": Text(zh="优惠券", en="coupon"),
    "contract": Text(zh="合同限额", en="contract limit"),
    "rebate": Text(zh="返利", en="rebate"),
}


def _used_up(take: Take) -> ProblemError:
    of, subject = _OF[take.counter.kind.partition(".")[0]], take.counter.subject
    text = Text(
        zh=f"{of.zh}“{subject}”的余量不足，请重新计算报价",
        en=f'there is not enough left of {of.en} "{subject}"; recalculate the quote',
    )
    return ProblemError("used-up", text)
