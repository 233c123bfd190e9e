"""Drawing the answer from the lines: tax, totals, waterfall, approvals, remarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from cpq.answer.contract_value import contract_value
from cpq.answer.lines import priced_lines
from cpq.answer.pocket import pocket_of
from cpq.answer.totals import totals_of
from cpq.answer.waterfall import waterfall_rows
from cpq.answer.worth_knowing import amounts_worth_knowing
from cpq.bom.explosion import Note
from cpq.company.company import Company
from cpq.company.currency import SellingCurrency
from cpq.company.payment import PaymentTerm
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.pricing.approval import Approval, route_of
from cpq.pricing.basket import Basket
from cpq.pricing.consumption import consumption, limit_remarks
from cpq.pricing.context import Context
from cpq.pricing.cumulated import cumulated_remarks
from cpq.pricing.guard import Weighed, approvals_needed
from cpq.pricing.guardrail import Guardrail
from cpq.pricing.list_in_force import passed_over
from cpq.pricing.outcome import Outcome
from cpq.pricing.remark import Remark
from cpq.promotions.coupons.remarks import coupon_remarks
from cpq.promotions.outcomes import every_outcome
from cpq.promotions.rebates.accrual import rebates_of
from cpq.promotions.rebates.used import rebate_remarks
from cpq.promotions.remarks import gift_remarks, promotion_remarks
from cpq.rulebook.text import Text


def answer(basket: Basket, notes: Iterable[Note], context: Context) -> PricedQuote:
    """The priced quote. Raises `Refused` for missing tax rates and for what a guardrail forbids."""
    request, rulebook = context.request, context.rulebook
    lines = priced_lines(basket, context)
    selling = rulebook.get(SellingCurrency, context.currency)
    cash_step = selling.cash_rounding if selling else None
    totals = totals_of(lines, cash_step)
    outcomes = every_outcome(basket.outcomes, basket.lines, context)
    approvals = _approvals(basket, lines, context)
    terms = rulebook.get(PaymentTerm, request.payment_term or "")
    quote = PricedQuote(
        request=request,
        rulebook_version=rulebook.version,
        company=rulebook.one(Company),
        buyer=context.situation.customer,
        currency=context.currency,
        digits=context.digits,
        date=request.date,
        valid_until=_valid_until(context),
        price_list=context.price_list.id,
        price_list_name=context.price_list.name,
        price_list_place=context.price_list.place,
        tax_included=context.price_list.tax == "included",
        payment_terms=terms.text if terms else None,
        lines=lines,
        waterfall=waterfall_rows(basket.lines, totals, context),
        totals=totals,
        approvals=approvals,
        remarks=(*_remarks(basket, outcomes, notes, context),),
        price_list_reason=context.in_force.reason,
        price_lists_passed_over=passed_over(
            rulebook, context.situation, context.in_force, request.price_list is not None
        ),
        consumption=consumption(basket.lines, context),
        promotions=outcomes,
        points=sum(each.points for each in outcomes),
        rebates=rebates_of(basket.lines, context),
        pocket=pocket_of(lines, rulebook),
        route=route_of(approvals),
        instalments=tuple(terms.instalments) if terms else (),
        due_days=terms.due if terms else 0,
        cash_step=cash_step,
    )
    contract = contract_value(quote)
    return quote if contract is None else replace(quote, contract=contract)


def _valid_until(context: Context) -> date:
    """The last day of the quote, at most the last day there is."""
    days = context.request.valid_days or context.settings.valid_days
    return context.request.date + min(timedelta(days=days), date.max - context.request.date)


def _approvals(basket: Basket, lines: Sequence[PricedLine], context: Context) -> tuple[Approval, ...]:
    if not context.rulebook.all(Guardrail):
        return ()
    weighed = [Weighed(line, priced.cost, priced.before_tax) for line, priced in zip(basket.lines, lines, strict=True)]
    return approvals_needed(weighed, basket.order_values(), context)


def _remarks(basket: Basket, outcomes: Sequence[Outcome], notes: Iterable[Note], context: Context) -> Iterator[Remark]:
    for note in notes:
        yield Remark(note.code, note.text, note.item, note.place)
    yield from coupon_remarks(outcomes, context)
    yield from promotion_remarks(outcomes)
    yield from gift_remarks(basket.lines)
    yield from rebate_remarks(basket.lines, context)
    yield from limit_remarks(consumption(basket.lines, context))
    yield from amounts_worth_knowing(basket.lines, context)
    yield from cumulated_remarks(context)
    yield from _unknown_costs(basket, context)


def _unknown_costs(basket: Basket, context: Context) -> Iterator[Remark]:
    """One remark for each product whose cost is not known: margins are then not known, either."""
    goods = [line for line in basket.lines if not line.included and not line.delivery]
    first = {line.item.product.id: line for line in reversed(goods)}
    for line in reversed(first.values()):
        product = line.item.product
        cost = context.costs.of(line.item)
        if cost.amount is None:
            text = Text(zh=f"毛利未知：{cost.why.zh}", en=f"the margin is not known: {cost.why.en}")
            yield Remark("unknown-cost", text, line.item.number, product.place)
