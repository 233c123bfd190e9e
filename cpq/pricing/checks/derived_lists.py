"""Lists that are based on other lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpq.pricing.price_list import PriceList
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def derived_lists(rulebook: Rulebook) -> Iterator[Finding]:
    """No list is based on itself over others, on one in another currency without a rate, or on one with the other kind of prices."""
    lists = rulebook.all(PriceList)
    for price_list in lists.values():
        based = price_list.based_on
        if based is None:
            continue
        other = lists[based.list]
        place = price_list.at("based_on", "list")
        circle = _circle(price_list, lists)
        if circle:
            path = " → ".join(circle)
            text = Text(
                zh=f"价目表循环推导：{path}；请断开其一", en=f"lists are based on each other: {path}; break the circle"
            )
            yield Finding("list-cycle", place, text)
        if other.currency != price_list.currency and "rate" not in based.model_fields_set:
            text = Text(
                zh=f"{based.list} 的币种是 {other.currency}，请写换算率 rate（一 {other.currency} 合多少 {price_list.currency}）",
                en=f"{based.list} is in {other.currency}; write `rate`, what one {other.currency} is in {price_list.currency}",
            )
            yield Finding("list-currency", place, text, related=(other.at("currency"),))
        if other.tax != price_list.tax:
            text = Text(
                zh=f"{based.list} 与本表的含税方式（tax）不同",
                en=f"{based.list} treats tax in another way; make `tax` the same",
            )
            yield Finding("list-tax", place, text, related=(other.at("tax"),))


def _circle(start: PriceList, lists: Mapping[str, PriceList]) -> tuple[str, ...]:
    """The way from a list back to itself, or nothing."""
    path = [start.id]
    at = start
    while at.based_on is not None and len(path) <= len(lists):
        at = lists[at.based_on.list]
        path.append(at.id)
        if at is start:
            return tuple(path)
    return ()
