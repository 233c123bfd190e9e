"""What rules may ask of an opportunity: gates, risks and advice read it by the names of `selling.scopes`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from cpq.accounts.tables import ACCOUNTS
from cpq.activities.tables import ABOUT, ACTIVITIES
from cpq.company.base_currency import BaseCurrency
from cpq.company.market import Customer
from cpq.opportunities.pipelines import pipelines
from cpq.opportunities.portrait import portrait, value_of
from cpq.opportunities.store.portraits import assessments_of
from cpq.opportunities.store.quotes import attached_to
from cpq.opportunities.views import AttachedQuote
from cpq.orders.amounts import amount_of
from cpq.platform.records.changes import Change
from cpq.platform.records.store import changes_of
from cpq.rulebook.rulebook import Rulebook
from cpq.selling.facts import deal_facts
from cpq.selling.truth import Facts


def facts_of(connection: Connection, row: RowMapping, rulebook: Rulebook, now: datetime) -> Facts:
    """The facts of an opportunity as it is now."""
    today = now.date()
    changes = changes_of(connection, row["id"])
    quotes = attached_to(connection, row["id"], today)
    known = {**_said(row, today), **_amounts(row, rulebook, today), **_in_stage(row, rulebook, now)}
    known |= {
        "close_date_pushes": Decimal(sum(map(put_off, changes))),
        "days_without_activity": Decimal((now - _last_touch(connection, row, changes)).days),
        "tasks_done": frozenset(row["tasks_done"]),
    }
    known |= _account(connection, row["account"], rulebook)
    assessed = portrait(assessments_of(connection, row["id"]), today)
    return deal_facts(
        {**known, **dict(_quoted(quotes, today))}, {name: value_of(each) for name, each in assessed.items()}
    )


def put_off(change: Change) -> bool:
    """Whether a change moved the expected day to a later one."""
    before, after = change.fields.get("close_date", (None, None))
    return isinstance(before, str) and isinstance(after, str) and after > before


def _said(row: RowMapping, today: date) -> dict[str, Any]:
    known: dict[str, Any] = {name: row[name] for name in ("pipeline", "stage", "currency")}
    known["close_date"] = row["close_date"]
    if row["source_lead"] is None:
        known["source"] = ""
    roles = frozenset(each["role"] for each in row["contacts"])
    counts = {name: Decimal(len(row[name])) for name in ("contacts", "competitors", "products")}
    return {**known, **counts, "contact_roles": roles, "today": today, "next_step": bool(row["next_step"])}


def _amounts(row: RowMapping, rulebook: Rulebook, today: date) -> dict[str, Decimal]:
    if row["amount"] is None:
        return {}
    amount = amount_of(row["amount"], row["currency"])
    base = BaseCurrency(rulebook).exactly(amount, row["currency"], today)
    return {"amount": amount} | ({} if base is None else {"amount_in_company_currency": base})


def _in_stage(row: RowMapping, rulebook: Rulebook, now: datetime) -> dict[str, Decimal]:
    pipeline = pipelines(rulebook).get(row["pipeline"])
    stage = None if pipeline is None else pipeline.stages.get(row["stage"])
    expected = None if stage is None or stage.days is None else Decimal(stage.days)
    days = {"days_in_stage": Decimal((now - row["entered"]).days)}
    return days if expected is None else {**days, "expected_days": expected}


def _account(connection: Connection, account: str | None, rulebook: Rulebook) -> dict[str, str]:
    """What the rules say of the customer that the account is quoted as."""
    id = connection.scalar(select(ACCOUNTS.c.customer).where(ACCOUNTS.c.id == account)) if account else None
    customer = None if id is None else rulebook.get(Customer, id)
    return {} if customer is None else {"account.segment": customer.segment, "account.region": customer.region}


def _last_touch(connection: Connection, row: RowMapping, changes: Sequence[Change]) -> datetime:
    """When a person last did something with it, or with the customer about it; what machines change does not count."""
    about = select(ABOUT.c.item).where(ABOUT.c.subject == row["id"])
    spoken = select(func.max(ACTIVITIES.c.occurred_at)).where(ACTIVITIES.c.id.in_(about))
    last: datetime | None = connection.scalar(spoken)
    by_people = [each.at for each in changes if each.source == "person"]
    return max([row["created_at"], *by_people, *([last] if last is not None else [])])


def _quoted(quotes: Sequence[AttachedQuote], today: date) -> Iterator[tuple[str, Any]]:
    """Of the primary quote, or of the newest one where none is."""
    yield "quote.attached", bool(quotes)
    if not quotes:
        yield "quote.state", ""
        return
    last = next((each for each in quotes if each.primary), quotes[-1])
    yield "quote.state", last.state
    yield "quote.net", last.net
    yield "quote.valid_until", last.valid_until
    yield "quote.expired", last.state == "expired" or last.valid_until < today
