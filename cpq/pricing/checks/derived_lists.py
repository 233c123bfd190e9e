"""Lists that are based on other lists, and single prices that are taken from them."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.tree import loops
from cpq.pricing.derivation import Derivation
from cpq.pricing.methods import FromList
from cpq.pricing.price_list import PriceList
from cpq.pricing.written import written_prices
from cpq.rulebook.finding import Finding
from cpq.rulebook.model import Entity
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
    """Nothing is taken from a list in another currency without a rate, or from one with the other kind of prices."""
    lists = rulebook.all(PriceList)
    for owner, path, currency, derivation in _derivations(rulebook):
        other = lists[derivation.list]
        place = owner.at(*path, "list")
        if other.currency != currency and "rate" not in derivation.model_fields_set:
            text = Text(
                zh=f"{other.id} 的币种是 {other.currency}，请写换算率 rate（一 {other.currency} 合多少 {currency}）",
                en=f"{other.id} is in {other.currency}; write `rate`, what one {other.currency} is in {currency}",
            )
            yield Finding("list-currency", place, text, related=(other.at("currency"),))
        if isinstance(owner, PriceList) and other.tax != owner.tax:
            text = Text(
                zh=f"{other.id} 与本表的含税方式（tax）不同，请改成一致",
                en=f"{other.id} treats tax in another way; make `tax` the same",
            )
            yield Finding("list-tax", place, text, related=(other.at("tax"),))


def _derivations(rulebook: Rulebook) -> Iterator[tuple[Entity, tuple[str | int, ...], str, Derivation]]:
    """Everything that is taken from a list: by whom, at which path, in which currency."""
    for price_list in rulebook.all(PriceList).values():
        if price_list.based_on is not None:
            yield price_list, ("based_on",), price_list.currency, price_list.based_on
    for written in written_prices(rulebook):
        if isinstance(written.method, FromList):
            owner = written.owner
            currency = owner.currency if isinstance(owner, PriceList) else str(written.path[1])  # of a contract
            yield owner, written.path, currency, written.method
