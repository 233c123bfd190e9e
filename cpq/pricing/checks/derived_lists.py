"""Lists that are based on other lists."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.tree import loops
from cpq.pricing.price_list import PriceList
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def no_list_based_on_itself(rulebook: Rulebook) -> Iterator[Finding]:
    """Every circle of lists once, with the whole way round and every place that is part of it."""
    lists = rulebook.all(PriceList)
    for loop in loops(lists):
        way = " → ".join([*loop, loop[0]])
        text = Text(
            zh=f"价目表循环推导：{way}；请改正或删去其中一个 based_on",
            en=f"a price list is based on itself: {way}; correct or remove one of these `based_on`",
        )
        first, *others = (lists[each].at("based_on", "list") for each in loop)
        yield Finding("list-cycle", first, text, related=tuple(others))


def derived_lists(rulebook: Rulebook) -> Iterator[Finding]:
    """No list is based on one in another currency without a rate, or on one with the other kind of prices."""
    lists = rulebook.all(PriceList)
    for price_list in lists.values():
        based = price_list.based_on
        if based is None:
            continue
        other = lists[based.list]
        place = price_list.at("based_on", "list")
        if other.currency != price_list.currency and "rate" not in based.model_fields_set:
            text = Text(
                zh=f"{based.list} 的币种是 {other.currency}，请写换算率 rate（一 {other.currency} 合多少 {price_list.currency}）",
                en=f"{based.list} is in {other.currency}; write `rate`, what one {other.currency} is in {price_list.currency}",
            )
            yield Finding("list-currency", place, text, related=(other.at("currency"),))
        if other.tax != price_list.tax:
            text = Text(
                zh=f"{based.list} 与本表的含税方式（tax）不同，请改成一致",
                en=f"{based.list} treats tax in another way; make `tax` the same",
            )
            yield Finding("list-tax", place, text, related=(other.at("tax"),))
