"""What the rep takes off by hand, on a line and on the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from cpq.bom.by_hand import ManualDiscount
from cpq.money import settled
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.phases.by_line import paid_by_line
from cpq.pricing.phases.percentage import Cause, percentage_step
from cpq.pricing.spread import spread
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

BY_LINE = "manual-line", Text(zh="手工行折扣", en="Manual line discounts"), None
BY_ORDER = "manual-order", Text(zh="手工整单折扣", en="Manual order discount"), None
"""What the rep takes off stands in no file."""


def manual_line_discounts(basket: Basket, context: Context) -> Basket:
    """Every line that was asked for with the rep's discount on it; options and nested parts share in it."""
    lines, findings = discounted_lines(basket, context)
    if findings:
        raise Refused(findings)
    return basket.with_lines(lines)


def discounted_lines(basket: Basket, context: Context) -> tuple[tuple[Line, ...], Sequence[Finding]]:
    """The lines with those of the rep's discounts that can be taken off, and what is wrong with the others."""
    findings: list[Finding] = []
    by_id: dict[str, Line] = {}
    below = paid_by_line(basket)
    for index, asked in context.asked:
        if asked.discount is not None:
            lines = below.get(index, ())
            problems = _problems(asked.discount, lines, context.where("lines", index, "discount"), context)
            findings += problems
            by_id |= {} if problems else {line.item.id: line for line in _line_discount(asked.discount, lines, context)}
    return tuple(by_id.get(line.item.id, line) for line in basket.lines) if by_id else basket.lines, findings


def manual_order_discount(basket: Basket, context: Context) -> Basket:
    """The rep's discount on the whole, spread over the lines."""
    discount = context.request.discount
    if discount is None:
        return basket
    lines = [line for line in basket.lines if line.counts]
    findings = _problems(discount, lines, context.where("discount"), context)
    if findings:
        raise Refused(findings)
    total = sum((line.net for line in lines), ZERO)
    amount = context.round(total * discount.percent) if discount.percent is not None else discount.amount or ZERO
    by_id = {line.item.id: line for line in _spread(amount, lines, discount, BY_ORDER, context)}
    return basket.with_lines(by_id.get(line.item.id, line) for line in basket.lines)


def _line_discount(discount: ManualDiscount, lines: Sequence[Line], context: Context) -> Sequence[Line]:
    if discount.percent is None:
        return _spread(_taken_off(discount, lines, context), lines, discount, BY_LINE, context)
    note, rate = discount.reason, -discount.percent
    return [line.plus(percentage_step(line, rate, Phase.MANUAL, BY_LINE, context, note)) for line in lines]


def _spread(
    amount: Decimal, lines: Sequence[Line], discount: ManualDiscount, cause: Cause, context: Context
) -> Sequence[Line]:
    note = discount.reason
    rule, label, place = cause

    def step(line: Line, share: Decimal) -> Step:
        rate = None if discount.percent is None else -discount.percent
        return Step(Phase.MANUAL, rule, label, -share, -share, place, line.net, rate, note=note)

    shares = zip(lines, spread(amount, lines, context), strict=True)
    return [line.plus(step(line, share)) if share else line for line, share in shares]


def _taken_off(discount: ManualDiscount, lines: Sequence[Line], context: Context) -> Decimal:
    """The amount that a discount without a percentage takes off; one per unit counts the units that the line itself orders."""
    if discount.per_unit is None:
        return discount.amount or ZERO
    billed = sum((_ordered_over_term(line) for line in lines if line.item.role == "main"), ZERO)
    return context.round(settled(discount.per_unit * billed))


def _ordered_over_term(line: Line) -> Decimal:
    """How many of the unit that was ordered a line has, over its periods."""
    billed, ordered = line.over_term(Decimal(1)), line.item.ordered
    return billed if ordered is None else billed / ordered.contains


def _problems(discount: ManualDiscount, lines: Sequence[Line], place: Place, context: Context) -> list[Finding]:
    checks: tuple[Callable[[], Text | None], ...] = (
        lambda: _too_fine(discount, context),
        lambda: _too_much(discount, lines, context),
    )
    texts = (check() for check in checks)
    return [Finding("manual-discount", place, text) for text in texts if text is not None][:1]


def _too_fine(discount: ManualDiscount, context: Context) -> Text | None:
    if discount.amount is None or discount.amount == context.round(discount.amount):
        return None
    return Text(
        zh=f"{context.currency} 金额最多 {context.digits} 位小数",
        en=f"an amount in {context.currency} has at most {context.digits} digits after the point",
    )


def _too_much(discount: ManualDiscount, lines: Sequence[Line], context: Context) -> Text | None:
    total, off = sum((line.net for line in lines), ZERO), _taken_off(discount, lines, context)
    if discount.percent is not None or off <= total:
        return None
    return Text(
        zh=f"手工折扣 {off:,f} 超过可折金额 {total:,f} {context.currency}，请改小",
        en=f"a manual discount of {off:,f} is more than there is to pay, {total:,f} {context.currency}; lower it",
    )
