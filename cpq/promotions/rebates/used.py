"""Rebate that was earned before, used for a quote: an amount off the lines that may be paid with it.

It comes after the prices that the rep sets, which would take it back, and before the rep's discounts, which are of what is still to pay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from cpq.bom.rebate_account import RebateAccount
from cpq.money import Rounding, round_to
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.remark import Remark
from cpq.pricing.spread import spread
from cpq.pricing.trace import Phase, Step
from cpq.promotions.rebates.in_force import meant, why_not
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.text import Text


def used_rebates(basket: Basket, context: Context) -> Basket:
    """The lines after the rebates that the request uses, programme by programme in the order of their ids; spread exactly.

    The share that a programme may pay is of the net amounts before any rebate. Raises `Refused` for more than there is on the account,
    and for a programme that cannot be used.
    """
    asked = tuple(_asked(context))
    findings = [finding for programme, account in asked for finding in _problems(programme, account, context)]
    if findings:
        raise Refused(findings)
    lines = {line.item.id: line for line in basket.lines}
    for programme, account in asked:
        before = _payable(programme, basket.lines, context)
        most = _down(sum((line.net for line in before), ZERO) * _share(programme), context)
        payable = [lines[line.item.id] for line in before]
        amount = min(wanted(account, context), most, sum((line.net for line in payable), ZERO))
        for line, share in zip(payable, spread(amount, payable, context), strict=True):
            if share:
                lines[line.item.id] = line.plus(_step(programme, line, share))
    return basket.with_lines(lines.values()) if asked else basket


def _asked(context: Context) -> Iterator[tuple[RebateProgramme, RebateAccount]]:
    programmes = context.rulebook.all(RebateProgramme)
    for id, account in sorted(context.request.rebates.items(), key=lambda each: each[0]):
        if account.use is not None:
            yield programmes[id], account


def wanted(account: RebateAccount, context: Context) -> Decimal:
    """How much of a balance the request wants to use."""
    if account.use is None:
        return ZERO
    return _down(account.balance, context) if account.use == "all" else account.use


def used(programme: RebateProgramme, lines: Iterable[Line]) -> Decimal:
    """How much of a programme's balance pays for lines."""
    steps = (step for line in lines for step in line.steps)
    return -sum((step.amount for step in steps if step.phase is Phase.REBATE and step.rule == programme.id), ZERO)


def _payable(programme: RebateProgramme, lines: Iterable[Line], context: Context) -> list[Line]:
    return (
        []
        if programme.usable is None
        else [line for line in meant(programme.usable.target, lines, context) if line.net > 0]
    )


def _share(programme: RebateProgramme) -> Decimal:
    return ZERO if programme.usable is None else programme.usable.share


def _down(amount: Decimal, context: Context) -> Decimal:
    return round_to(amount, context.digits, Rounding.DOWN)


def _step(programme: RebateProgramme, line: Line, share: Decimal) -> Step:
    label = Text(zh=f"使用返利：{programme.name.zh}", en=f"Rebate used: {programme.name.en}")
    return Step(Phase.REBATE, programme.id, label, -share, -share, programme.at("usable"), line.net)


def _problems(programme: RebateProgramme, account: RebateAccount, context: Context) -> Iterator[Finding]:
    place = context.where("rebates", programme.id, "use")
    why = why_not(programme, context)
    if why is not None or programme.usable is None:
        why = why or Text(zh="它没有写 usable", en="it has no `usable`")
        text = Text(
            zh=f"返利计划“{programme.id}”不能用于本报价：{why.zh}；请从请求中删去 use",
            en=f'rebate programme "{programme.id}" cannot be used for this quote: {why.en}; remove `use` from the request',
        )
        yield Finding("rebate-not-usable", place, text, related=(programme.place,))
        return
    amount, currency = wanted(account, context), context.currency
    if amount != _down(amount, context):
        text = Text(
            zh=f"{currency} 金额最多 {context.digits} 位小数",
            en=f"an amount in {currency} has at most {context.digits} digits after the point",
        )
        yield Finding("rebate-balance", place, text)
    elif amount > account.balance:
        text = Text(
            zh=f"要使用返利 {amount:,f} {currency}，而“{programme.id}”的余额只有 {account.balance:,f}；请改小，或写 all",
            en=f'{amount:,f} {currency} of rebate "{programme.id}" are to be used, and its balance is {account.balance:,f}; use less, or '
            "write `all`",
        )
        yield Finding("rebate-balance", place, text)


def rebate_remarks(lines: Iterable[Line], context: Context) -> Iterator[Remark]:
    """A remark for each rebate of which less is used than was asked for, and for each account that is of no use here."""
    lines = tuple(lines)
    for id, account in sorted(context.request.rebates.items(), key=lambda each: each[0]):
        programme = context.rulebook.all(RebateProgramme)[id]
        why = why_not(programme, context)
        if why is not None:
            text = Text(
                zh=f"返利计划“{id}”不适用于本报价：{why.zh}",
                en=f'rebate programme "{id}" is not for this quote: {why.en}',
            )
            yield Remark("rebate-not-in-force", text, place=context.where("rebates", id))
            continue
        less = wanted(account, context) - used(programme, lines)
        if less:
            yield Remark("rebate-reduced", _less(programme, less, context), place=programme.at("usable", "share"))


def _less(programme: RebateProgramme, less: Decimal, context: Context) -> Text:
    share = f"{(_share(programme) * 100).normalize():f}"
    currency = context.currency
    return Text(
        zh=f"返利“{programme.id}”少用了 {less:,f} {currency}：最多占可用行净额的 {share}%，余下留在余额中",
        en=f'{less:,f} {currency} less of rebate "{programme.id}" is used than was asked for: it pays at most {share} % of the net amount '
        "of its lines; the rest stays on the account",
    )
