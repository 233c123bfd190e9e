"""Usage as it is reported, each record once, and its invoices, each period once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, RowMapping

from cpq.bom.line import Where
from cpq.orders.given import UsageGiven, UsageRecord
from cpq.orders.invoices import Content, Invoice, kind_of
from cpq.orders.metering import MeteredPeriod
from cpq.orders.refusal import refusal
from cpq.orders.service.billing import put_invoice
from cpq.orders.store.rows import seen
from cpq.orders.store.usage import Key, add_records, invoiced_in, note_invoiced, records_of, used_in
from cpq.orders.tables import ORDERS
from cpq.platform.act import Act
from cpq.platform.storage.tables import new_id
from cpq.quotes.counting import minor
from cpq.rulebook.place import Place

Periods = Sequence[MeteredPeriod]


def report(act: Act, id: str, periods: Periods, given: UsageGiven, where: Where) -> Periods:
    """Keeps records of what was used; one that is there already, by its id, is not counted again. Returns the periods they are in.

    Raises `Refused` for a line that is not metered, a day in none of its periods or still to come, a period that is invoiced, and an id
    that another record has.
    """
    order = _open(act, id)
    work = _Report(act, order["id"], periods, invoiced_in(act.connection, order["id"]))
    there = records_of(act.connection, order["id"], [each.id for each in given.records])
    for index, record in enumerate(given.records):
        work.take(record, there.get(record.id), where("records", index, "id"), where("records", index, "date"))
    add_records(act.connection, list(work.rows.values()))
    if work.rows:
        act.audit(
            "usage.reported", "order", order["id"], None, {"records": len(work.rows), "first": next(iter(work.rows))}
        )
    return tuple(dict.fromkeys(work.touched))


@dataclass(slots=True)
class _Report:
    """The records of one report while they are looked at."""

    act: Act
    order: str
    periods: Periods
    invoiced: Mapping[Key, str]
    rows: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    touched: list[MeteredPeriod] = field(default_factory=list[MeteredPeriod])

    def take(self, record: UsageRecord, there: RowMapping | None, at_id: Place, at_date: Place) -> None:
        period = _period(record, self.periods, self.act.now.date(), at_date)
        row: dict[str, Any] = {
            "order": self.order,
            "id": record.id,
            "line": record.line,
            "start": period.start,
            "date": record.date,
        }
        row["quantity"] = minor(record.quantity, "")
        known = there if there is not None else self.rows.get(record.id)
        self.touched.append(period)
        if known is not None:
            if any(known[name] != value for name, value in row.items()):
                raise refusal("usage-id-taken", f"记录 {record.id} 已存在且内容不同；请换一个 id",
                              f"there is a record {record.id} that says something else; use another id", at_id)  # fmt: skip
            return
        number = self.invoiced.get((period.line, period.start))
        if number is not None:
            raise refusal("usage-invoiced", f"{period.start} 起的周期已开账单 {number}；请冲红，或记入之后的周期",
                          f"the period from {period.start} on is invoiced by {number}; credit it, or report in a later period", at_date)  # fmt: skip
        self.rows[record.id] = {**row, "at": self.act.now, "by": self.act.caller.id}


def _period(record: UsageRecord, periods: Periods, today: date, place: Place) -> MeteredPeriod:
    own = [each for each in periods if each.line == record.line]
    if not own:
        lines = ", ".join(dict.fromkeys(each.line for each in periods))
        raise refusal("unknown-line", f"行 {record.line} 不按用量计费；按用量计费的行：{lines or '无'}",
                      f"line {record.line} is not metered; metered are: {lines or 'none'}", place)  # fmt: skip
    if record.date > today + timedelta(days=1):
        raise refusal("too-early", f"{record.date} 尚未到来", f"{record.date} is still to come", place)
    found = next((each for each in own if each.start <= record.date <= each.end), None)
    if found is None:
        raise refusal("outside-term", f"{record.date} 不在第 {record.line} 行的期限内（{own[0].start} 至 {own[-1].end}）",
                      f"{record.date} is not in the term of line {record.line}: {own[0].start} to {own[-1].end}", place)  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Due:
    """Periods that end on one day and what they come to, with the `used` quantities that this was worked out from."""

    periods: Periods
    used: Mapping[str, Decimal]
    content: Content


def to_invoice(
    connection: Connection, order: str, periods: Periods, until: date
) -> list[tuple[Periods, Mapping[str, Decimal]]]:
    """The periods up to a day that have records and no invoice: those that begin and end together, with what was used of each line."""
    used, invoiced = used_in(connection, order), invoiced_in(connection, order)
    due = [each for each in periods if each.end <= until and (each.line, each.start) in used]
    waiting = [each for each in due if (each.line, each.start) not in invoiced]
    ordered = sorted(waiting, key=lambda each: (each.end, each.start, int(each.line)))
    groups = (tuple(group) for _, group in groupby(ordered, key=lambda each: (each.end, each.start)))
    return [(group, {each.line: used[each.line, each.start][0] for each in group}) for group in groups]


def issue_usage(act: Act, id: str, dues: Sequence[Due]) -> tuple[str, ...]:
    """Issues the invoices; returns their ids. Raises `Refused` where something was reported or invoiced since they were worked out."""
    order = _open(act, id)
    used, invoiced = used_in(act.connection, order["id"]), invoiced_in(act.connection, order["id"])
    ids: list[str] = []
    for due in dues:
        keys = [(each.line, each.start) for each in due.periods]
        if any(key in invoiced or used[key][0] != due.used[key[0]] for key in keys):
            raise refusal("usage-changed", "用量刚刚有变化，请重试", "the usage has just changed; ask again")
        if any(line.net or line.tax for line in due.content.lines):
            day = due.periods[0].end
            last = day + min(timedelta(days=order["due"]), date.max - day)
            invoice = Invoice("", kind_of(due.content), order["id"], None, day, last, order["currency"], due.content)
            ids.append(new_id("inv"))
            put_invoice(act, order, ids[-1], invoice)
            note_invoiced(act.connection, order["id"], due.periods, ids[-1])
    return tuple(ids)


def _open(act: Act, id: str) -> RowMapping:
    order = seen(act.connection, act.caller, ORDERS, id, lock=True)
    if order["state"] == "cancelled":
        raise refusal("order-state", "订单已取消，不再计量", "the order is cancelled; nothing more is metered")
    return order
