"""Dates, quantities, terms and selling rules that make sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.choices import limits_swapped
from cpq.bom.contract import billing_of
from cpq.bom.products import Product, Service, Subscription, Usage
from cpq.bom.sellability import SellingRule
from cpq.rulebook.fields import MONTHS
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def nothing_replaces_itself(rulebook: Rulebook) -> Iterator[Finding]:
    for product in rulebook.derived(Catalogue).products.values():
        if product.replaced_by == product.id:
            text = Text(zh="产品不能由自身替代，请写另一个产品", en="a product does not replace itself; name another")
            yield Finding("replaced-by", product.at("replaced_by"), text)


def quantities_can_be_ordered(rulebook: Rulebook) -> Iterator[Finding]:
    """The least quantity can be ordered itself, and is not above the most."""
    for product in rulebook.derived(Catalogue).products.values():
        text = _order(product)
        if text is not None:
            yield Finding("order-quantity", product.at("order"), text)


def _order(product: Product) -> Text | None:
    order = product.order
    if order.max is not None and order.min > order.max:
        return limits_swapped(f"{order.min:f}", f"{order.max:f}")
    if order.min % order.step:
        return Text(
            zh=f"min 为 {order.min:f}，不是 step（{order.step:f}）的整数倍，这个数量订不了；请改正其中一个",
            en=f"min is {order.min:f}, no multiple of step, {order.step:f}, and cannot be ordered; correct one of them",
        )
    if not isinstance(product, Service | Usage) and order.step % 1:
        return Text(
            zh="只有服务和按用量计费的产品可订小数；请把 step 写成整数",
            en="only services and metered products are ordered in fractions; write a whole step",
        )
    return None


def terms_and_ramps(rulebook: Rulebook) -> Iterator[Finding]:
    for product in rulebook.derived(Catalogue).products.values():
        if isinstance(product, Subscription | Usage):
            yield from _term(product)
        if isinstance(product, Subscription):
            yield from _ramp(product)


def _term(product: Subscription | Usage) -> Iterator[Finding]:
    term, months = product.term, MONTHS[billing_of(product)]
    if not term.min <= term.default <= term.max:
        text = Text(
            zh=f"默认期限 {term.default} 个月不在 min 与 max（{term.min} 至 {term.max} 个月）之间，请改正",
            en=f"the default term of {term.default} months is not within min and max, {term.min} to {term.max}; correct one",
        )
        yield Finding("term", product.at("term"), text)
    elif term.default % months or term.min % months:
        text = Text(
            zh=f"期限的 default（{term.default}）与 min（{term.min}）须为计费周期 {months} 个月的整数倍，请改正",
            en=f"default, {term.default}, and min, {term.min}, must be multiples of the billing period of {months} months; "
            "correct them",
        )
        yield Finding("term", product.at("term"), text)


def _ramp(product: Subscription) -> Iterator[Finding]:
    if product.ramp and 12 % MONTHS[product.billing]:
        yield Finding(
            "ramp", product.at("ramp"), Text(zh="计费周期须能整除一年", en="the billing period must divide a year")
        )
    times = Counter(step.year for step in product.ramp)
    for number, step in enumerate(product.ramp):
        place = product.at("ramp", number)
        if times[step.year] > 1:
            text = Text(
                zh=f"第 {step.year} 年写了不止一次，请只留一处",
                en=f"year {step.year} is given more than once; keep one",
            )
            yield Finding("ramp", place, text)
        if (step.year - 1) * 12 >= product.term.max:
            text = Text(
                zh=f"第 {step.year} 年超出最长期限 {product.term.max} 个月；请删去，或延长 term 的 max",
                en=f"year {step.year} is beyond the longest term of {product.term.max} months; remove it, or raise max of term",
            )
            yield Finding("ramp", place, text)


def selling_rules_say_when(rulebook: Rulebook) -> Iterator[Finding]:
    for rule in rulebook.all(SellingRule).values():
        if (rule.only_when is None) == (rule.never_when is None):
            zh, en = ("都没有写", "neither") if rule.only_when is None else ("两个都写了", "both")
            text = Text(
                zh=f"可售规则须写 only_when 或 never_when 之一，这里{zh}",
                en=f"a selling rule has either only_when or never_when; this one has {en}",
            )
            yield Finding("selling-rule", rule.place, text)
