"""Which price lists fit a situation, and everything that keeps the others from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpq.bom.situation import Situation
from cpq.pricing.price_list import PriceList
from cpq.rulebook.kept import Kept
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

MOST_SITUATIONS = 256
"""For how many kinds of situation the reasons are kept."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a list fits a situation: `why_not` says the so many things that it `misses`; None where it fits."""

    price_list: PriceList
    place: Place
    misses: int
    why_not: Text | None


class ListFit:
    """Made once for a rulebook: `rulebook.derived(ListFit).of(situation)`."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._lists = tuple(rulebook.all(PriceList).values())
        self._with_own_list = {each.customer for each in self._lists}
        self._found = Kept[object, tuple[Fit, ...]](MOST_SITUATIONS)

    def of(self, situation: Situation) -> Sequence[Fit]:
        """Every list in the order of the files; found once for all that lists ask of a situation."""
        buyer = situation.customer
        own = buyer.id if buyer.id in self._with_own_list else None
        key = situation.currency, situation.channel, own, buyer.segment, situation.regions, situation.date
        return self._found.of(key, lambda _: self._fits(situation))

    def _fits(self, situation: Situation) -> tuple[Fit, ...]:
        return tuple(_fit(each, situation) for each in self._lists)


def _fit(price_list: PriceList, situation: Situation) -> Fit:
    reasons = list(_reasons(price_list, situation))
    why = Text(zh="，".join(each.zh for each in reasons), en=", ".join(each.en for each in reasons))
    return Fit(price_list, price_list.place, len(reasons), why if reasons else None)


def _reasons(price_list: PriceList, situation: Situation) -> Iterator[Text]:
    if situation.currency not in (price_list.currency, *price_list.convert_to):
        yield Text(zh=f"币种为 {price_list.currency}", en=f"is for currency {price_list.currency}")
    asked = (
        (price_list.channel, situation.channel, Text(zh="渠道", en="channel")),
        (price_list.customer, situation.customer.id, Text(zh="客户", en="customer")),
        (price_list.segment, situation.customer.segment, Text(zh="客户分群", en="segment")),
    )
    for wanted, given, what in asked:
        if wanted is not None and wanted != given:
            yield Text(zh=f"{what.zh}为 {wanted}", en=f"is for {what.en} {wanted}")
    if price_list.region is not None and price_list.region not in situation.regions:
        yield Text(zh=f"地区为 {price_list.region}", en=f"is for region {price_list.region}")
    if not price_list.valid.covers(situation.date):
        days = price_list.valid.said
        zh = f"{days.zh}有效" if days.zh.endswith("起") else f"{days.zh} 有效"
        yield Text(zh=zh, en=f"is in force {days.en}")
