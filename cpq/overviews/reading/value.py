"""What an account is worth and what speaks against it: RFM, historic value, risks with the facts that they are told by."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from cpq.accounts.power_map import Member
from cpq.accounts.rfm import rfm
from cpq.accounts.store.bought import bought
from cpq.accounts.store.maps import members_of
from cpq.accounts.store.reading import contacts_of
from cpq.accounts.store.segments import rfm_rules, segment_of
from cpq.accounts.tables import POWER_MAPS
from cpq.money import Money
from cpq.orders.given import AgingQuery
from cpq.orders.store.accounts import aged
from cpq.overviews.block import Cell, columns, fact
from cpq.overviews.section import UNLINKED, Asked, Section, Told
from cpq.overviews.worth import worth
from cpq.platform.people.rights import Right
from cpq.platform.records.store import seen_by
from cpq.rulebook.text import Text


def value(asked: Asked) -> Told:
    """How recently, how often and for how much, among all customers whose orders the caller sees; and what all orders came to."""
    source = Text(
        zh="订单净额，按各订单日的汇率折算；价值为历史收入，不是毛利",
        en="net amounts of orders at the rate of each order's day; the value is historic revenue, not margin",
    )
    if asked.customer is None:
        return Told(source, UNLINKED)
    every = bought(asked.connection, asked.caller, asked.base, asked.day)
    rules = rfm_rules(asked.base.rulebook)
    found = rfm(every.orders, asked.day, rules).get(asked.customer)
    value = worth(every.orders.get(asked.customer, ()), asked.day)
    if found is None or value is None:
        return Told(source)
    facts = (
        fact("rfm", "RFM", "RFM", found.code),
        fact("segment", "分群", "Segment", segment_of(found, asked.day, rules)[1]),
        fact("value", "历史价值", "Historic value", Money(value.amount, every.currency)),
        fact("orders", "订单数", "Orders", value.orders),
        fact("first", "首单", "First order", value.first),
        fact("last", "最近一单", "Last order", value.last),
    )
    missing = Text(
        zh=f"全部客户中有 {every.without_rate} 份订单缺汇率，未计入",
        en=f"{every.without_rate} orders of all customers have no exchange rate and are not counted",
    )
    return Told(source, missing if every.without_rate else None, facts)


VALUE = Section("value", Text(zh="RFM 与客户价值", en="RFM and value"), Right.ORDERS_READ, value)


def risks(asked: Asked) -> Told:
    """What is a reason to look, and by which fact."""
    source = Text(zh="由本页数据按固定规则得出", en="found from what is on this page, by fixed rules")
    heads = columns(("risk", "风险", "Risk"), ("fact", "依据", "Fact"))
    rows = (*_of_people(asked), *(_of_orders(asked) if Right.ORDERS_READ in asked.caller.rights else ()))
    return Told(source, None, (), heads, rows)


RISKS = Section("risk", Text(zh="风险", en="Risks"), Right.SALES_READ, risks)


Row = dict[str, Cell]


def _risk(zh: str, en: str, fact_zh: str, fact_en: str) -> Row:
    return {"risk": Text(zh=zh, en=en), "fact": Text(zh=fact_zh, en=fact_en)}


def _of_people(asked: Asked) -> Iterator[Row]:
    known = contacts_of(asked.connection, asked.caller, asked.row["id"])
    if len(known) < 2:
        yield _risk("只靠一位联系人", "One contact only", f"联系人 {len(known)} 位", f"{len(known)} contacts")
    query = select(POWER_MAPS.c.members).where(
        POWER_MAPS.c.account == asked.row["id"], POWER_MAPS.c.merged_into.is_(None), seen_by(asked.caller, POWER_MAPS)
    )
    newest = asked.connection.scalar(query.order_by(POWER_MAPS.c.updated_at.desc(), POWER_MAPS.c.id.desc()).limit(1))
    if newest is not None:
        yield from _of_map(members_of(newest))


def _of_map(members: tuple[Member, ...]) -> Iterator[Row]:
    deciding = [each for each in members if each.role in ("decision_maker", "approver")]
    against = sum(each.support in ("enemy", "non_supporter") for each in deciding)
    if not deciding:
        yield _risk(
            "不知谁决策", "Nobody is known to decide", "最新权力地图中无决策者", "no decision maker in the newest map"
        )
    if against:
        yield _risk(
            "决策者不支持",
            "Who decides is against us",
            f"{against} 位决策者或批准者不支持",
            f"{against} who decide or approve",
        )
    if deciding and all(each.coverage in ("unknown", "none") for each in deciding):
        yield _risk(
            "未接触决策者",
            "Nobody who decides is covered",
            f"{len(deciding)} 位均未接触",
            f"{len(deciding)}, no contact",
        )


def _of_orders(asked: Asked) -> Iterator[Row]:
    if asked.customer is None:
        return
    late = aged(asked.connection, asked.caller, AgingQuery(customer=asked.customer), asked.day)
    for currency, buckets in late.currencies.items():
        overdue = sum(each.open for each in buckets if each.first > 0)
        if overdue:
            yield _risk("货款逾期", "Overdue", f"{overdue:,f} {currency}", f"{overdue:,f} {currency}")
    every = bought(asked.connection, asked.caller, asked.base, asked.day, [asked.customer])
    value = worth(every.orders.get(asked.customer, ()), asked.day)
    if value is not None and value.quiet:
        yield _risk(
            "久未下单",
            "Quiet for long",
            f"{value.since} 天未下单，通常间隔 {value.pause} 天",
            f"{value.since} days without an order, {value.pause} are usual",
        )
