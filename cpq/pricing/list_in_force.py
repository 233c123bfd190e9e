"""Phase 0: which price list is in force, and why no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cpq.bom.situation import Situation
from cpq.pricing.conversion import conversion_of
from cpq.pricing.list_fit import Fit, ListFit
from cpq.pricing.price_list import PriceList
from cpq.pricing.terms import Terms
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Specificity = tuple[bool, bool, bool, int]


@dataclass(frozen=True, slots=True)
class ListInForce:
    """The list that is in force, and why; `conversion` where the quote is in another currency than the list."""

    price_list: PriceList
    reason: Text
    conversion: Terms | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A list that was not taken, and why."""

    id: str
    name: Text
    why: Text
    place: Place


def list_in_force(
    rulebook: Rulebook, situation: Situation, asked: str | None, where: Callable[..., Place]
) -> ListInForce | Finding:
    """The list that the request asks for, or the most specific for this currency, channel, customer and date; or why there is none.

    A list in the quote's currency goes before one that is converted to it. Of those, a list for the customer goes before one for the
    segment, that before one for the region (the nearest first), that before a general one. Two that are equally specific cannot both
    be in force: that is refused at load.
    """
    fits = rulebook.derived(ListFit).of(situation)
    if asked is not None:
        named = next(each for each in fits if each.price_list.id == asked)
        if named.why_not is not None:
            return _not_this(named, named.why_not, where)
        return _converted(rulebook, named.price_list, situation, True, where)
    fitting = [each.price_list for each in fits if each.why_not is None]
    if not fitting:
        return _none_fits(fits, situation, where("currency"))
    best = max(fitting, key=lambda each: _specificity(each, situation))
    return _converted(rulebook, best, situation, False, where)


MOST_PASSED_OVER = 20
"""Lists that are said not to be taken, those first that miss least."""


def passed_over(rulebook: Rulebook, situation: Situation, taken: ListInForce, asked: bool) -> tuple[PassedOver, ...]:
    """The other lists, each with everything that kept it from being taken."""
    others = [each for each in rulebook.derived(ListFit).of(situation) if each.price_list.id != taken.price_list.id]
    nearest = sorted(others, key=lambda each: each.misses)[:MOST_PASSED_OVER]
    return tuple(_passed_over(each, taken, asked) for each in nearest)


def _passed_over(other: Fit, taken: ListInForce, asked: bool) -> PassedOver:
    price_list = other.price_list
    return PassedOver(price_list.id, price_list.name, other.why_not or _why_less(price_list, taken, asked), other.place)


def _why_less(price_list: PriceList, taken: ListInForce, asked: bool) -> Text:
    """Why a list that fits was not taken."""
    if asked:
        return Text(zh="适用，但请求指定了另一价目表", en="fits, but the request names another list")
    if taken.conversion is None and price_list.currency != taken.price_list.currency:
        own = taken.price_list.currency
        return Text(zh=f"可折算，但有 {own} 自有的价目表", en=f"could be converted, but there is a list in {own}")
    return Text(zh="适用，但另有更具体的价目表", en="fits, but a more specific list is in force")


def _converted(
    rulebook: Rulebook, price_list: PriceList, situation: Situation, asked: bool, where: Callable[..., Place]
) -> ListInForce | Finding:
    reason = _named() if asked else _why_it(price_list)
    if price_list.currency == situation.currency:
        return ListInForce(price_list, reason)
    terms = conversion_of(rulebook, price_list, situation, where("currency"))
    if isinstance(terms, Finding):
        return terms
    source, target = price_list.currency, situation.currency
    by = f"1 {source} = {terms.shown_rate} {target}"
    since = (
        Text(zh=f"，{terms.since} 起的汇率", en=f", the exchange rate of {terms.since}")
        if terms.since
        else Text("", "")
    )
    return ListInForce(
        price_list,
        Text(
            zh=f"{reason.zh}；由 {source} 折算（{by}{since.zh}）",
            en=f"{reason.en}; converted from {source} ({by}{since.en})",
        ),
        terms,
    )


def _named() -> Text:
    return Text(zh="请求指定的价目表", en="the list that the request names")


def _why_it(price_list: PriceList) -> Text:
    """Why this list was taken, for the reader of the quote."""
    if price_list.customer:
        return Text(zh="客户专用价目表", en="the customer's own list")
    if price_list.segment:
        return Text(zh=f"适用于客户分群 {price_list.segment}", en=f"for the segment {price_list.segment}")
    if price_list.region:
        return Text(zh=f"适用于地区 {price_list.region}", en=f"for the region {price_list.region}")
    return Text(zh="该币种与渠道的通用价目表", en="the general list of this currency and channel")


def _specificity(price_list: PriceList, situation: Situation) -> Specificity:
    region = price_list.region
    nearness = len(situation.regions) - situation.regions.index(region) if region in situation.regions else 0
    own = price_list.currency == situation.currency
    return own, price_list.customer is not None, price_list.segment is not None, nearness


def _not_this(named: Fit, why: Text, where: Callable[..., Place]) -> Finding:
    price_list = named.price_list
    text = Text(
        zh=f"请求指定的价目表 {price_list.id} 不适用：{why.zh}；请改正请求，或去掉 price_list",
        en=f"the price list {price_list.id} that the request names does not fit: it {why.en}; correct the request, or leave "
        "`price_list` out",
    )
    return Finding("price-list-unfit", where("price_list"), text, related=(named.place,))


MOST_NAMED = 5
"""Lists that an error names."""


def _none_fits(fits: Sequence[Fit], situation: Situation, place: Place) -> Finding:
    """With what is missing to those lists that are nearest."""
    nearest = sorted(fits, key=lambda each: each.misses)[:MOST_NAMED]
    more = len(fits) - len(nearest)
    said = [(each.price_list.id, each.why_not) for each in nearest if each.why_not is not None]
    zh = "；".join(f"{id} {why.zh}" for id, why in said) or "规则里还没有价目表"
    en = "; ".join(f"{id} {why.en}" for id, why in said) or "the rulebook has no price list yet"
    others = Text(zh=f"；另有 {more} 张更不符合", en=f"; {more} more are further off") if more else Text("", "")
    sought = f"{situation.currency}, {situation.channel}, {situation.date}"
    text = Text(
        zh=f"没有适用的价目表（{sought}）：{zh}{others.zh}。请调整请求，或补一张价目表",
        en=f"no price list is in force ({sought}): {en}{others.en}. Change the request or add a list",
    )
    return Finding("no-price-list", place, text, related=tuple(each.place for each in nearest))
