"""Dates, quantities, terms and selling rules that make sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.choices import limits_swapped
from cpq.bom.contract import billing_of, shortest_term, usual_term
from cpq.bom.products import Bundle, Configurable, Product, Subscription, Usage
from cpq.bom.quantity import FINEST
from cpq.bom.sellability import SellingRule
from cpq.money import arithmetic
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
        with arithmetic():
            text = _order(product)
        if text is not None:
            yield Finding("order-quantity", product.at("order"), text)


def _order(product: Product) -> Text | None:
    order = product.order
    if order.max is not None and order.least > order.max:
        return limits_swapped(f"{order.least:f}", f"{order.max:f}")
    if order.least % order.step:
        return Text(
            zh=f"min 为 {order.min:f}，不是 step（{order.step:f}）的整数倍，这个数量订不了；请改正其中一个",
            en=f"min is {order.min:f}, no multiple of step, {order.step:f}, and cannot be ordered; correct one of them",
        )
    if isinstance(product, Bundle | Configurable | Subscription) and order.step % 1:
        return Text(
            zh="组合、可配置产品和订阅只能整件订购；请把 step 写成整数",
            en="bundles, configurable products and subscriptions are ordered whole; write a whole step",
        )
    if order.step % FINEST:
        return Text(
            zh=f"step 为 {order.step:f}，小数多于 6 位；请写至多 6 位，或换用更小的计量单位",
            en=f"step is {order.step:f}, with more than 6 digits after the point; write at most 6, or count in a smaller unit",
        )
    return None


def terms_and_ramps(rulebook: Rulebook) -> Iterator[Finding]:
    for product in rulebook.derived(Catalogue).products.values():
        if isinstance(product, Subscription | Usage):
            yield from _term(product)
        if isinstance(product, Subscription):
            yield from _ramp(product)


def _term(product: Subscription | Usage) -> Iterator[Finding]:
    least, most, usual = shortest_term(product), product.term.max, usual_term(product)
    if least > most:
        text = Text(
            zh=f"最长期限 max 为 {most} 个月，短于最短期限 {least} 个月；请改正",
            en=f"max, {most} months, is shorter than the shortest term, {least} months; correct one",
        )
        yield Finding("term", product.at("term"), text)
    elif not least <= usual <= most:
        text = Text(
            zh=f"默认期限 {usual} 个月不在 min 与 max（{least} 至 {most} 个月）之间，请改正",
            en=f"the default term of {usual} months is not within min and max, {least} to {most}; correct one",
        )
        yield Finding("term", product.at("term", "default"), text)
    else:
        yield from _odd_terms(product)


def _odd_terms(product: Subscription | Usage) -> Iterator[Finding]:
    """A term is a number of whole billing periods."""
    months = MONTHS[billing_of(product)]
    for field, written in (("default", product.term.default), ("min", product.term.min)):
        if written is not None and written % months:
            text = Text(
                zh=f"计费周期为 {months} 个月，{field} 须为其整数倍，不能是 {written}",
                en=f"the billing period is {months} months; {field} is a multiple of that, not {written}",
            )
            yield Finding("term", product.at("term", field), text)


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
