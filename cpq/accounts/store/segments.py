"""Who bought how recently, how often and for how much, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from cpq.accounts.given import RfmQuery
from cpq.accounts.rfm import Rfm, Segment, rfm
from cpq.accounts.store.bought import bought
from cpq.accounts.tables import ACCOUNTS
from cpq.company.base_currency import BaseCurrency
from cpq.platform.pages import cursor_after, last_of
from cpq.platform.people.caller import Caller
from cpq.platform.records.store import seen_by
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.customer_groups import group_of
from cpq.selling.customer_value import RfmModel

SEGMENTS: Mapping[Segment, Text] = {
    "champion": Text(zh="重要价值客户", en="champion"),
    "win_back": Text(zh="重要保持客户", en="to win back"),
    "develop": Text(zh="重要发展客户", en="to develop"),
    "rescue": Text(zh="重要挽留客户", en="to rescue"),
    "general_value": Text(zh="一般价值客户", en="regular"),
    "general_win_back": Text(zh="一般保持客户", en="regular, quiet of late"),
    "general_develop": Text(zh="一般发展客户", en="new or occasional"),
    "general_rescue": Text(zh="一般挽留客户", en="lapsed"),
}
"""The usual eight, where the rulebook says no others."""


@dataclass(frozen=True, slots=True)
class CustomerRfm:
    """Of one customer of the rulebook: last order, number, amount, and the score of each from 1, the worst; `account` where one is it."""

    customer: str
    account: str | None
    name: str | None
    last: date
    orders: int
    amount: Decimal
    recency: int
    frequency: int
    monetary: int
    code: str
    segment: str
    segment_name: Text


@dataclass(frozen=True, slots=True)
class RfmPage:
    """Customers by id. Fifths, where the rulebook says no boundaries, are among all `customers` whose orders the caller sees; amounts are
    net, in `currency`, at the rate of each order's day.
    """

    as_of: date
    currency: str
    customers: int
    without_customer: int
    without_rate: int
    items: tuple[CustomerRfm, ...]
    next: str | None


def segments(connection: Connection, caller: Caller, rulebook: Rulebook, asked: RfmQuery, as_of: date) -> RfmPage:
    """A page of customers who bought up to a day."""
    rules = rfm_rules(rulebook)
    found = bought(connection, caller, BaseCurrency(rulebook), as_of)
    known = rfm(found.orders, as_of, rules)
    parts = {customer: segment_of(each, as_of, rules) for customer, each in known.items()}
    names = accounts_of(connection, caller)
    wanted = [each for each in sorted(known) if asked.segment in (None, parts[each][0])]
    if asked.cursor is not None:
        last = last_of(asked.cursor)
        wanted = [each for each in wanted if each > last]
    shown = [told(each, known[each], parts[each], names.get(each, (None, None))) for each in wanted[: asked.limit]]
    after = cursor_after(shown[-1].customer) if len(wanted) > asked.limit else None
    return RfmPage(as_of, found.currency, len(known), found.without_customer, found.without_rate, tuple(shown), after)


def accounts_of(connection: Connection, caller: Caller) -> dict[str, tuple[str | None, str | None]]:
    """Customer of the rulebook → id and name of the account that is it, where the caller sees it."""
    c = ACCOUNTS.c
    query = select(c.customer, c.id, c.name).where(
        c.customer.is_not(None), c.merged_into.is_(None), seen_by(caller, ACCOUNTS)
    )
    return {str(customer): (str(id), str(name)) for customer, id, name in connection.execute(query)}


def told(customer: str, of: Rfm, segment: tuple[str, Text], account: tuple[str | None, str | None]) -> CustomerRfm:
    """What is answered of a customer."""
    return CustomerRfm(
        customer,
        *account,
        of.last,
        of.orders,
        of.amount,
        of.recency,
        of.frequency,
        of.monetary,
        of.code,
        *segment,
    )


def rfm_rules(rulebook: Rulebook) -> RfmModel | None:
    """The first model of the rulebook, if it has one."""
    return next(iter(rulebook.all(RfmModel).values()), None)


def segment_of(known: Rfm, as_of: date, rules: RfmModel | None) -> tuple[str, Text]:
    """The segment's id and its name."""
    if rules is None:
        return known.segment, SEGMENTS[known.segment]
    facts = {
        "recency": Decimal(known.recency),
        "frequency": Decimal(known.frequency),
        "monetary": Decimal(known.monetary),
        "days_since_last": Decimal((as_of - known.last).days),
        "orders": Decimal(known.orders),
        "revenue": known.amount,
    }
    id = group_of(rules, facts)
    return id, rules.segments[id].name
