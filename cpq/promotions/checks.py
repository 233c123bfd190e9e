"""What is checked of promotions once a rulebook is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.codes import target_findings
from cpq.bom.products import Configurable, Subscription, Usage, Variants
from cpq.bom.target import Target
from cpq.company.currency import SellingCurrency
from cpq.pricing.checks.idle_rules import never_true
from cpq.promotions.benefits import Deal, Every, Gift, Threshold
from cpq.promotions.benefits.threshold import ThresholdTier
from cpq.promotions.coupons.checks import CHECKS as COUPON_CHECKS
from cpq.promotions.currencies import priced_currencies
from cpq.promotions.needs import needs_inside
from cpq.promotions.order_checks import CHECKS as ORDER_CHECKS
from cpq.promotions.order_checks import members_of
from cpq.promotions.points_checks import CHECKS as POINTS_CHECKS
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.rulebook.finding import Finding, Severity, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def groups_weigh_one_phase(rulebook: Rulebook) -> Iterator[Finding]:
    """In a group that chooses, all work in the same phase."""
    members = members_of(rulebook)
    for id, group in rulebook.all(PromotionGroup).items():
        if group.pick != "all":
            yield from _several_phases(members.get(id, []))


def _several_phases(members: Sequence[Promotion]) -> Iterator[Finding]:
    for each in members[1:]:
        first = members[0]
        if each.benefit.phase != first.benefit.phase:
            text = Text(
                zh=f"同组促销须在同一阶段比较：“{first.id}”属于 {first.benefit.phase}，“{each.id}”属于 {each.benefit.phase}；请分组，"
                "或用 exclusive 互斥",
                en=f'promotions of a group are weighed in one phase: "{first.id}" belongs to {first.benefit.phase}, '
                f'"{each.id}" to {each.benefit.phase}; make two groups, or use `exclusive`',
            )
            yield Finding("group-phases", each.at("benefit"), text, related=(first.at("benefit"),))


def targets_exist(rulebook: Rulebook) -> Iterator[Finding]:
    """Every code that a target names is a product's or a variant's."""
    catalogue = rulebook.derived(Catalogue)
    for promotion in rulebook.all(Promotion).values():
        yield from target_findings(catalogue, promotion.target, promotion, "target")
        benefit = promotion.benefit
        if isinstance(benefit, Deal):
            for number, target in benefit.part_targets.items():
                yield from target_findings(catalogue, target, promotion, "benefit", *benefit.part_path(number))
        for path, need in needs_inside(promotion.needs):
            if need.target is not None:
                yield from target_findings(catalogue, need.target, promotion, "needs", *path, "target")


def gifts_can_be_given(rulebook: Rulebook) -> Iterator[Finding]:
    """A gift is a product that is known, and that is ordered by its code alone: without configuration, variant or term."""
    catalogue = rulebook.derived(Catalogue)
    for promotion in rulebook.all(Promotion).values():
        benefit = promotion.benefit
        if not isinstance(benefit, Gift):
            continue
        for number, code in enumerate(benefit.codes):
            place = (
                promotion.at("benefit", "product") if not benefit.choice else promotion.at("benefit", "choice", number)
            )
            yield from _not_a_gift(code, catalogue, place)


def _not_a_gift(code: str, catalogue: Catalogue, place: Place) -> Iterator[Finding]:
    article = catalogue.article(code)
    if article is None:
        near = did_you_mean(code, catalogue.articles)
        text = Text(zh=f"没有产品或变体“{code}”{near.zh}", en=f'there is no product or variant "{code}"{near.en}')
        yield Finding("unknown-code", place, text)
    elif isinstance(article.product, Configurable | Subscription | Usage) or _is_parent(article):
        text = Text(
            zh=f"{code} 需要配置、期限或选定变体，不能作赠品；请改用普通产品、变体编码或服务",
            en=f"{code} takes a configuration, a term or a variant and cannot be a gift; use a plain product, a variant's code or a service",
        )
        yield Finding("not-a-gift", place, text, related=(article.place,))


def _is_parent(article: Article) -> bool:
    return isinstance(article.product, Variants) and not article.is_variant


def combinable_with_is_symmetric(rulebook: Rulebook) -> Iterator[Finding]:
    """A promotion that names what it goes with is named back by everything there that names something, too."""
    promotions = rulebook.all(Promotion)
    groups = rulebook.all(PromotionGroup)
    for promotion in promotions.values():
        for number, id in enumerate(promotion.combinable_with or ()):
            place = promotion.at("combinable_with", number)
            if id not in promotions and id not in groups:
                near = did_you_mean(id, [*promotions, *groups])
                text = Text(zh=f"没有促销或分组“{id}”{near.zh}", en=f'there is no promotion or group "{id}"{near.en}')
                yield Finding("unknown-reference", place, text)
            for other in (each for each in promotions.values() if id in (each.id, each.group)):
                yield from _one_sided(promotion, other, place)


def _one_sided(promotion: Promotion, other: Promotion, place: Place) -> Iterator[Finding]:
    named = other.combinable_with
    if other is promotion or named is None or promotion.id in named or promotion.group in named:
        return
    text = Text(
        zh=f"“{promotion.id}”说可与“{other.id}”同享，而后者的 combinable_with 未列出它；请两边都写，或都不写",
        en=f'"{promotion.id}" says that it goes with "{other.id}", whose `combinable_with` does not name it; write it on both sides or '
        "on neither",
    )
    yield Finding("one-sided-combination", place, text, related=(other.at("combinable_with"),))


def limits_make_sense(rulebook: Rulebook) -> Iterator[Finding]:
    """A limit that allows nothing, or that another one makes idle, is a slip."""
    for promotion in rulebook.all(Promotion).values():
        limits = promotion.limits
        if limits.per_customer is not None and limits.uses is not None and limits.per_customer > limits.uses:
            text = Text(
                zh=f"每客户 {limits.per_customer} 次多于总共 {limits.uses} 次，不会起作用；请改其一",
                en=f"{limits.per_customer} uses by one customer are more than {limits.uses} in all, and never count; change one",
            )
            yield Finding(
                "contradictory-limits",
                promotion.at("limits", "per_customer"),
                text,
                related=(promotion.at("limits", "uses"),),
            )
        if (limits.per_coupon is not None or limits.per_coupon_and_customer is not None) and not promotion.needs_coupon:
            text = Text(
                zh="写了每个券码的次数，但促销没有优惠券；请写 coupons 或 coupon_series，或删去该限制",
                en="it limits the uses of a coupon, but takes none; write `coupons` or `coupon_series`, or remove the limit",
            )
            yield Finding("contradictory-limits", promotion.at("limits"), text)
        yield from _cap_above_budget(promotion)


def _cap_above_budget(promotion: Promotion) -> Iterator[Finding]:
    caps = promotion.cap
    for currency, line in ((caps.line or {}) if caps else {}).items():
        most = (caps.order or {}).get(currency) if caps else None
        if most is not None and line > most:
            text = Text(
                zh=f"每行上限 {line:,f} {currency} 高于合计上限 {most:,f}，不会起作用；请改其一",
                en=f"the cap of {line:,f} {currency} for a line is above the {most:,f} for the order, and never counts; change one",
            )
            yield Finding(
                "contradictory-limits", promotion.at("cap", "line"), text, related=(promotion.at("cap", "order"),)
            )


def deals_of_parts_have_no_target(rulebook: Rulebook) -> Iterator[Finding]:
    """Where every part names its lines, a target of the promotion would say nothing."""
    for promotion in rulebook.all(Promotion).values():
        benefit = promotion.benefit
        if (
            isinstance(benefit, Deal)
            and benefit.only_parts
            and (promotion.target != Target() or promotion.lines is not None)
        ):
            text = Text(
                zh="parts 已写明各部分的行，target 与 lines 不起作用，请删去；条件请写进 when 或 needs",
                en="`parts` say which lines are meant, and `target` and `lines` say nothing; remove them, or use `when` and `needs`",
            )
            yield Finding("idle-target", promotion.at("target" if promotion.target != Target() else "lines"), text)


def gives_in_some_currency(rulebook: Rulebook) -> Iterator[Finding]:
    """A promotion that names only currencies in which nothing has a price can never apply."""
    sold = priced_currencies(rulebook)
    for promotion in rulebook.all(Promotion).values():
        if not any(promotion.in_currency(currency) for currency in sold):
            known = ", ".join(sold)
            field = "benefit" if not any(promotion.benefit.in_currency(each) for each in sold) else "limits"
            text = Text(
                zh=f"没有写任何有价格的币种（{known}）的金额，永远不会适用",
                en=f"it names no amount in a currency that there are prices in ({known}) and can never apply",
            )
            yield Finding("never-applies", promotion.at(field), text, Severity.WARNING)


def every_is_more_than_off(rulebook: Rulebook) -> Iterator[Finding]:
    """What is taken off for every so much is not more than that."""
    for promotion in rulebook.all(Promotion).values():
        benefit = promotion.benefit
        every = benefit.every if isinstance(benefit, Every) else None
        if isinstance(benefit, Every) and isinstance(every, Mapping):
            for currency in (each for each in every if benefit.off.get(each, every[each]) > every[each]):
                text = Text(
                    zh=f"每满 {every[currency]:,f} {currency} 减 {benefit.off[currency]:,f}，减得比满的多，会减到 0；请改正其一",
                    en=f"it takes {benefit.off[currency]:,f} off every {every[currency]:,f} {currency}, which leaves nothing; "
                    "correct one of them",
                )
                yield Finding("off-above-every", promotion.at("benefit", "off"), text, Severity.WARNING)


def tiers_leave_something(rulebook: Rulebook) -> Iterator[Finding]:
    """What a tier takes off is not more than where it begins."""
    for promotion in rulebook.all(Promotion).values():
        tiers = promotion.benefit.tiers if isinstance(promotion.benefit, Threshold) else ()
        for number, tier in enumerate(tiers):
            yield from _leaves_nothing(tier, promotion.at("benefit", "tiers", number, "amount"))


def _leaves_nothing(tier: ThresholdTier, place: Place) -> Iterator[Finding]:
    for currency, off in (tier.amount or {}).items() if isinstance(tier.from_, Mapping) else ():
        start = tier.start(currency)
        if start is not None and off > start:
            text = Text(
                zh=f"满 {start:,f} {currency} 减 {off:,f}，减得比满的多，会减到 0；请改正其一",
                en=f"it takes {off:,f} off from {start:,f} {currency} on, which leaves nothing there; correct one of them",
            )
            yield Finding("off-above-every", place, text, Severity.WARNING)


def more_saves_more(rulebook: Rulebook) -> Iterator[Finding]:
    """A tier that gives less than the one below it makes a customer who buys more save less."""
    for promotion in rulebook.all(Promotion).values():
        benefit = promotion.benefit
        if isinstance(benefit, Threshold):
            lower = (number for number, tier in enumerate(benefit.tiers) if _saves_less(benefit, tier, rulebook))
            yield from (_lower(promotion, number) for number in lower)


def _saves_less(benefit: Threshold, tier: ThresholdTier, rulebook: Rulebook) -> bool:
    starts = ((currency, tier.start(currency)) for currency in rulebook.all(SellingCurrency))
    return any(start is not None and benefit.saves_less(start, currency) for currency, start in starts)


def _lower(promotion: Promotion, number: int) -> Finding:
    text = Text(
        zh=f"第 {number + 1} 档的优惠少于前一档：买得更多反而省得更少；请改正其一",
        en=f"tier {number + 1} gives less than the one before: who buys more saves less; correct one of them",
    )
    return Finding("lower-tier", promotion.at("benefit", "tiers", number), text, Severity.WARNING)


def conditions_can_hold(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of conditions that are plainly never true."""
    for promotion in rulebook.all(Promotion).values():
        yield from never_true(promotion, "when", promotion.when)
        yield from never_true(promotion, "lines", promotion.lines)


CHECKS = (
    groups_weigh_one_phase,
    targets_exist,
    gifts_can_be_given,
    combinable_with_is_symmetric,
    limits_make_sense,
    deals_of_parts_have_no_target,
    gives_in_some_currency,
    conditions_can_hold,
    every_is_more_than_off,
    tiers_leave_something,
    more_saves_more,
    *ORDER_CHECKS,
    *COUPON_CHECKS,
    *POINTS_CHECKS,
)
