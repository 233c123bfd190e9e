"""What the books know of a customer when a quote is priced, and for each such figure whose word it is: the books' or the request's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast

from cpq.bom.catalogue import Catalogue
from cpq.quotes.given import Given, lines_of
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class History:
    """Of one customer: how many `orders` there are that were not cancelled, how much of each code they had in all, in the products' own
    units, and the `subscriptions` that a quote may go on with, each as a request says it.
    """

    customer: str
    orders: int = 0
    bought: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    subscriptions: Mapping[str, Given] = field(default_factory=dict[str, Given])


Origin = Literal["request", "orders", "counters"]


@dataclass(frozen=True, slots=True)
class Known:
    """A field of the request that tells what was before: whether the `request` said it, or the books: `orders` that were not cancelled,
    or `counters` of what sent and accepted quotes take.
    """

    field: str
    origin: Origin
    text: Text


CONTINUES = ("amends", "renews", "co_term")
"""The fields of a line that name a subscription."""


def with_history(given: Given, history: History | None, rulebook: Rulebook) -> Given:
    """A request with what the books know of its customer where it does not say it itself; as it is where it names no customer of theirs."""
    if history is None:
        return given
    told = {"previous_orders": history.orders, **given}
    if "existing" not in told and history.subscriptions:
        told["existing"] = dict(history.subscriptions)
    if "cumulated" not in told and (before := _before(told, history, rulebook)):
        told["cumulated"] = before
    return told


def _before(told: Given, history: History, rulebook: Rulebook) -> Mapping[str, str]:
    """What was bought of what is still sold, without what lines of this very request go on with, which counts with them."""
    catalogue, left = rulebook.derived(Catalogue), dict(history.bought)
    for code, quantity in _gone_on_with(told):
        left[code] = left.get(code, Decimal(0)) - quantity
    return {code: f"{left[code]:f}" for code in sorted(left) if left[code] > 0 and catalogue.article(code) is not None}


def _gone_on_with(told: Given) -> Iterator[tuple[str, Decimal]]:
    held = _mapping(told.get("existing"))
    for id in dict.fromkeys(subscriptions_named(told, CONTINUES[:2])):
        each = _mapping(held.get(id))
        try:
            yield str(each["product"]), Decimal(str(each["quantity"]))
        except (KeyError, ArithmeticError):
            continue  # its reader tells what is wrong


def subscriptions_named(given: Given, fields: tuple[str, ...] = CONTINUES) -> Iterator[str]:
    """The subscriptions that lines of a request go on with, or end with."""
    for line in lines_of(given):
        yield from (line[name] for name in fields if isinstance(line.get(name), str))


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def known(given: Given, told: Given, history: History | None) -> tuple[Known, ...]:
    """Where each figure of what was before comes from, as the request was told to the engine."""
    return tuple(_known(given, told, history))


def _known(given: Given, told: Given, history: History | None) -> Iterator[Known]:
    for name, words in _OF_ORDERS.items():
        if name in given:
            text = Text(zh=f"{name}：以请求所写为准", en=f"{name}: as the request says")
            yield Known(name, "request", text)
        elif history is not None and told.get(name) not in (None, {}):
            yield Known(name, "orders", words(told[name], history))
    for name in ("counters", "consumed", "rebates"):
        parts = _mapping(told.get(name))
        if any(parts.values()):
            zh, en = _OF_COUNTERS
            yield Known(name, "counters", Text(zh=f"{name}：{zh}", en=f"{name}: {en}"))


_OF_COUNTERS = ("已接受与已发出的报价所占用", "what accepted quotes used, and sent ones reserve")


def _orders(value: object, history: History) -> Text:
    return Text(
        zh=f"previous_orders：{history.customer} 有 {value} 份未取消的订单",
        en=f"previous_orders: {history.customer} has {value} orders that were not cancelled",
    )


def _cumulated(value: object, history: History) -> Text:
    said = ", ".join(f"{code} × {quantity}" for code, quantity in [*_mapping(value).items()][:_SHOWN])
    more = len(_mapping(value)) - _SHOWN
    zh, en = (f"，另有 {more} 种", f", and {more} more") if more > 0 else ("", "")
    return Text(
        zh=f"cumulated：{history.customer} 的 {history.orders} 份订单合计 {said}{zh}",
        en=f"cumulated: the {history.orders} orders of {history.customer} come to {said}{en}",
    )


def _existing(value: object, history: History) -> Text:
    named = [*_mapping(value)]
    said, more = ", ".join(named[:_SHOWN]), len(named) - _SHOWN
    zh, en = (f"，另有 {more} 项", f", and {more} more") if more > 0 else ("", "")
    return Text(
        zh=f"existing：{history.customer} 现有的订阅 {said}{zh}",
        en=f"existing: subscriptions of {history.customer} as they are now: {said}{en}",
    )


_SHOWN = 10
_OF_ORDERS: Mapping[str, Callable[[object, History], Text]] = {
    "previous_orders": _orders,
    "cumulated": _cumulated,
    "existing": _existing,
}
"""Fields that only orders know, with the sentence about each."""
