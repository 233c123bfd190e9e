"""What follows an order: requests for quotes that amend its subscriptions or renew them, from how they are now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from cpq.bom.calendar import add_months, months_of
from cpq.bom.existing import Existing
from cpq.bom.explosion import nowhere
from cpq.bom.line import Where
from cpq.bom.request import LineRequest
from cpq.orders.refusal import refusal
from cpq.orders.subscriptions import Subscription
from cpq.quote_json import Json, plain
from cpq.rulebook.fields import QUOTE_NUMBER_PATTERN, Day, Id, NotNegative, Words
from cpq.rulebook.model import Strict
from cpq.rulebook.place import Place
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

DAY = timedelta(days=1)

QuoteNumber = Annotated[str, Field(pattern=QUOTE_NUMBER_PATTERN, max_length=64)]


class Change(Strict):
    """What becomes of a subscription.

    对一项订阅的变更。
    """

    quantity: NotNegative
    """How many from then on, in the product's own unit; 0 ends it. / 此后的数量（基本单位）；0 表示终止。"""
    keep_price: bool | None = None
    """Whether its price stays, which it does where nothing is written. / 是否沿用原单价；不写则沿用。"""


class Amendment(Strict):
    """Subscriptions of an order that change on a day, and lines that come with the change.

    自某日起变更订单的订阅，并可加入新的行。
    """

    id: QuoteNumber | None = None
    """The number of the quote; not written: one is given. / 报价单号；不写则自动编号。"""
    title: Words | None = None
    """What it is about. / 标题。"""
    date: Day
    """The date of the quote. / 报价日期。"""
    start: Day | None = None
    """The day from which the changes hold; not written: the date of the quote. / 变更生效日；不写则为报价日期。"""
    changes: Annotated[Mapping[Id, Change], Field(max_length=1000)] = Field(default_factory=dict[str, Change])
    """Subscription → what becomes of it. / 订阅编号 → 变更内容。"""
    lines: Annotated[Sequence[LineRequest], Field(max_length=1000)] = ()
    """Lines that are new; `co_term` lets one end with a subscription of the order. / 新增的行；可用 co_term 与已有订阅同日结束。"""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.changes and not self.lines:
            text = Text(zh="请写 changes 或 lines，否则没有变更", en="write changes or lines, or nothing is amended")
            raise problem("nothing-amended", text)
        return self


class Renewal(Strict):
    """Subscriptions of an order that go on when they end.

    到期续订订单的订阅。
    """

    id: QuoteNumber | None = None
    """The number of the quote; not written: one is given. / 报价单号；不写则自动编号。"""
    title: Words | None = None
    """What it is about. / 标题。"""
    date: Day
    """The date of the quote. / 报价日期。"""
    subscriptions: Annotated[Sequence[Id], Field(max_length=1000)] = ()
    """Which; not written: all that run and are not renewed yet. / 续订哪些；不写则为所有未终止且未续订的。"""
    quantities: Annotated[Mapping[Id, NotNegative], Field(max_length=1000)] = Field(default_factory=dict[str, Decimal])
    """Subscription → how many from then on; not listed: as many as before, 0: it is not renewed.

    / 订阅编号 → 续订后的数量；未列出的不变，0 表示不续订。"""
    term: Annotated[int, Field(ge=1, le=240)] | None = None
    """Months; not written: as long as it was. / 续订月数；不写则与原期限相同。"""
    co_terminate: Day | Literal["latest"] | None = None
    """Instead of a term the day on which all end; `latest`: when the last of them would end by itself.

    / 代替期限：全部续订的共同结束日；latest 取其中最晚者。"""
    keep_price: bool | None = None
    """Whether prices stay, which they do where nothing is written. / 是否沿用原单价；不写则沿用。"""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.term is not None and self.co_terminate is not None:
            text = Text(zh="term 与 co_terminate 只写其一", en="write either `term` or `co_terminate`")
            raise problem("term", text, below=("co_terminate",))
        return self


Given = Mapping[str, Any]
"""A request as JSON."""

Held = Mapping[str, Subscription]
"""Subscriptions as they are now, by number."""


def amendment_request(
    head: Given, asked: Amendment, lines: Sequence[Given], held: Held, where: Where = nowhere
) -> dict[str, Any]:
    """The request for the quote that amends, as JSON. `head` is the request that was accepted, `held` are the subscriptions that lines
    may name, `lines` those that are new, as they were written.

    Raises `Refused` for other subscriptions, and for a change before one that was agreed already.
    """
    start = asked.start or asked.date
    changed = [
        _amending(change, start, _named(id, held, where("changes", id)), where) for id, change in asked.changes.items()
    ]
    return _following(head, asked, [*changed, *lines], held)


def _amending(change: Change, start: date, subscription: Subscription, where: Where) -> Given:
    id = subscription.number
    if start < subscription.since and subscription.sequence > 1:
        raise refusal(
            "amend-before-change",
            f"{id} 自 {subscription.since} 起的变更已约定，不能再从 {start} 变更；请改为该日或之后",
            f"{id} has a change from {subscription.since} on that is agreed already; it cannot change on {start}, "
            "only on that day or later",
            where("changes", id),
        )
    return _written(
        product=subscription.product, quantity=change.quantity, start=start, amends=id, keep_price=change.keep_price
    )


def renewal_request(
    head: Given, asked: Renewal, held: Held, renewed: Collection[str], where: Where = nowhere
) -> dict[str, Any]:
    """The request for the quote that renews, as JSON; `renewed` are the subscriptions that another goes on with. Raises `Refused` for
    one that cannot be renewed, and where there is none.
    """
    chosen = list(_to_renew(asked, held, renewed, where))
    if not chosen:
        raise refusal(
            "nothing-to-renew",
            "没有可续订的订阅：都已终止、已续订或数量为 0",
            "there is no subscription to renew: they have ended, are renewed already or are not wanted",
            where("subscriptions"),
        )
    end = _common_end(asked, chosen)
    lines = [
        _written(
            product=each.product,
            quantity=asked.quantities.get(each.number, each.quantity),
            term=asked.term,
            end=end,
            renews=each.number,
            keep_price=asked.keep_price,
        )
        for each in chosen
    ]
    return _following(head, asked, lines, held)


def _to_renew(asked: Renewal, held: Held, renewed: Collection[str], where: Where) -> Iterator[Subscription]:
    for index, id in enumerate(asked.subscriptions):
        _named(id, held, where("subscriptions", index))
        if id in renewed:
            raise refusal(
                "renewed-already",
                f"{id} 已续订；请续订接续它的那一项",
                f"{id} is renewed already; renew the one that goes on with it",
                where("subscriptions", index),
            )
    for id in asked.quantities:
        _named(id, held, where("quantities", id))
    for id in dict.fromkeys(asked.subscriptions or held):
        subscription = held[id]
        wanted = asked.quantities.get(id, subscription.quantity)
        if wanted and not subscription.ended and id not in renewed:
            yield subscription


def _common_end(asked: Renewal, chosen: Sequence[Subscription]) -> date | None:
    if asked.co_terminate != "latest":
        return asked.co_terminate
    return max(_own_end(each) for each in chosen)


def _own_end(subscription: Subscription) -> date:
    """The last day of a renewal that is as long as the subscription; part of a month counts as one."""
    begin = subscription.end + DAY
    return add_months(begin, ceil(months_of((subscription.start, begin)))) - DAY


def _named(id: str, held: Held, place: Place) -> Subscription:
    found = held.get(id)
    if found is None or found.ended:
        known = "、".join(_running(held)), ", ".join(_running(held))
        raise refusal(
            "unknown-subscription",
            f"没有可变更的订阅 {id}；现有：{known[0] or '无'}",
            f"there is no subscription {id} that runs; there are: {known[1] or 'none'}",
            place,
        )
    return found


def _running(held: Held) -> Iterable[str]:
    return [id for id, each in held.items() if not each.ended][:20]


GOES_ON = ("title", "currency", "channel", "customer", "sales_rep", "payment_term")
"""What a request has of the one that was accepted. The price list is that of its own date."""


def _following(head: Given, asked: Amendment | Renewal, lines: Sequence[Given], held: Held) -> dict[str, Any]:
    """For the same customer, in the same currency and channel, by the same terms, as of its own date."""
    own = _written(id=asked.id, title=asked.title, date=asked.date)
    existing = {id: as_given(each.existing) for id, each in held.items() if not each.ended}
    kept = {name: head[name] for name in GOES_ON if head.get(name) is not None}
    return {**kept, **own, "existing": existing, "lines": [dict(line) for line in lines]}


def _written(**fields: object) -> dict[str, Json]:
    """As JSON, without what is not said."""
    return {name: plain(value) for name, value in fields.items() if value is not None}


def as_given(existing: Existing) -> dict[str, Json]:
    """A subscription as a request says it."""
    return _written(**{name: getattr(existing, name) for name in type(existing).model_fields})
