"""Phase 0: which price list is in force."""

from __future__ import annotations

from cpq.bom.situation import Situation
from cpq.pricing.price_list import PriceList
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Specificity = tuple[bool, bool, int]


def list_in_force(rulebook: Rulebook, situation: Situation, place: Place) -> PriceList | Finding:
    """The most specific list for this currency, channel, customer and date; or why there is none.

    A list for the customer goes before one for the segment, that before one for the region (the nearest first), that before a
    general one. Two that are equally specific cannot both be in force: that is refused at load.
    """
    lists = rulebook.all(PriceList).values()
    fitting = [each for each in lists if why_not(each, situation) is None]
    if not fitting:
        return _none_fits(tuple(lists), situation, place)
    return max(fitting, key=lambda each: _specificity(each, situation))


def why_it(price_list: PriceList) -> Text:
    """Why this list was taken, for the reader of the quote."""
    if price_list.customer:
        return Text(zh="客户专用价目表", en="the customer's own list")
    if price_list.segment:
        return Text(zh=f"适用于客户分群 {price_list.segment}", en=f"for the segment {price_list.segment}")
    if price_list.region:
        return Text(zh=f"适用于地区 {price_list.region}", en=f"for the region {price_list.region}")
    return Text(zh="该币种与渠道的通用价目表", en="the general list of this currency and channel")


def why_not(price_list: PriceList, situation: Situation) -> Text | None:
    """Why a list does not fit, or None where it does."""
    asked = (
        (price_list.currency, situation.currency, Text(zh="币种", en="currency")),
        (price_list.channel, situation.channel, Text(zh="渠道", en="channel")),
        (price_list.customer, situation.customer.id, Text(zh="客户", en="customer")),
        (price_list.segment, situation.customer.segment, Text(zh="客户分群", en="segment")),
    )
    for wanted, given, what in asked:
        if wanted is not None and wanted != given:
            return Text(zh=f"{what.zh}为 {wanted}", en=f"is for {what.en} {wanted}")
    if price_list.region is not None and price_list.region not in situation.regions:
        return Text(zh=f"地区为 {price_list.region}", en=f"is for region {price_list.region}")
    if not price_list.valid.covers(situation.date):
        return _period(price_list)
    return None


def _period(price_list: PriceList) -> Text:
    start, end = price_list.valid.from_, price_list.valid.to
    zh, en = (f"{start or '…'} 至 {end or '…'} 有效", f"is in force from {start or '…'} to {end or '…'}")
    return Text(zh=zh, en=en)


def _specificity(price_list: PriceList, situation: Situation) -> Specificity:
    region = price_list.region
    nearness = len(situation.regions) - situation.regions.index(region) if region in situation.regions else 0
    return price_list.customer is not None, price_list.segment is not None, nearness


def _none_fits(lists: tuple[PriceList, ...], situation: Situation, place: Place) -> Finding:
    reasons = [(each, why_not(each, situation) or Text.same("")) for each in lists]
    zh = "；".join(f"{each.id} {why.zh}" for each, why in reasons) or "规则里还没有价目表"
    en = "; ".join(f"{each.id} {why.en}" for each, why in reasons) or "the rulebook has no price list yet"
    sought = f"{situation.currency}, {situation.channel}, {situation.date}"
    text = Text(
        zh=f"没有适用的价目表（{sought}）：{zh}。请调整请求，或补一张价目表",
        en=f"no price list is in force ({sought}): {en}. Change the request or add a list",
    )
    return Finding("no-price-list", place, text, related=tuple(each.place for each in lists))
