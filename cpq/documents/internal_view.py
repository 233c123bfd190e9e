"""What only the company itself sees of a quote: waterfall, trace, cost, margin, approvals, remarks."""

from __future__ import annotations

from decimal import Decimal

from cpq.documents.customer_view import Json, JsonObject, customer_view
from cpq.documents.printable import printable
from cpq.priced_quote import Approval, Outcome, Pocket, PricedLine, PricedQuote, Remark, RouteStep, WaterfallRow
from cpq.pricing.trace import Step
from cpq.rulebook.place import Place
from cpq.rulebook.text import Locale


def internal_view(quote: PricedQuote, locale: Locale) -> JsonObject:
    """The customer's view with every discount shown, and under `internal` how each number came about."""
    return customer_view(quote, locale, show_discounts=True) | {"internal": _internal(quote, locale)}


def _internal(quote: PricedQuote, locale: Locale) -> JsonObject:
    totals = quote.totals
    return {
        "rulebook_version": quote.rulebook_version,
        "price_list": {
            "id": quote.price_list,
            "name": printable(quote.price_list_name.to(locale)),
            "reason": quote.price_list_reason and printable(quote.price_list_reason.to(locale)),
            "place": _place(quote.price_list_place),
        },
        "channel": quote.request.channel,
        "coupons": list(quote.request.coupons),
        "cost": _text(totals.cost),
        "margin": _text(totals.margin),
        "pocket": quote.pocket and _pocket(quote.pocket, locale),
        "waterfall": [_row(row, locale) for row in quote.waterfall],
        "lines": [_line(line, locale) for line in quote.lines],
        "promotions": [_outcome(each, locale) for each in quote.promotions],
        "route": [_step_of_route(each, locale) for each in quote.route],
        "remarks": [_remark(each, quote, locale) for each in quote.remarks],
    }


def _row(row: WaterfallRow, locale: Locale) -> JsonObject:
    return {
        "phase": str(row.phase),
        "rule": printable(row.rule),
        "label": printable(row.label.to(locale)),
        "amount": _text(row.amount),
        "running": _text(row.running),
        "place": _place(row.place),
    }


def _pocket(pocket: Pocket, locale: Locale) -> JsonObject:
    return {
        "deductions": [
            {
                "rule": printable(each.rule),
                "label": printable(each.label.to(locale)),
                "amount": _text(each.amount),
                "place": _place(each.place),
            }
            for each in pocket.deductions
        ],
        "price": _text(pocket.price),
        "margin": _text(pocket.margin),
    }


def _line(line: PricedLine, locale: Locale) -> JsonObject:
    """`margin` is (net − cost) / net, before tax; null where the cost is not known or the net amount is 0."""
    net = line.before_tax
    margin = (net - line.cost) / net if line.cost is not None and net else None
    return {
        "number": line.number,
        "name": printable(line.name.to(locale)),
        "net": _text(line.net),
        "cost": _text(line.cost),
        "margin": _text(margin and margin.quantize(Decimal("0.0001"))),
        "steps": [_step(step, locale) for step in line.trace],
    }


def _step(step: Step, locale: Locale) -> JsonObject:
    return {
        "phase": step.phase.value,
        "rule": printable(step.rule),
        "label": printable(step.label.to(locale)),
        "base": _text(step.base),
        "rate": _text(step.rate),
        "quantity": _text(step.quantity),
        "unit_price": _text(step.unit_price),
        "amount": _text(step.amount),
        "note": step.note and printable(step.note.to(locale)),
        "place": _place(step.place),
    }


def _outcome(outcome: Outcome, locale: Locale) -> JsonObject:
    return {
        "promotion": printable(outcome.promotion),
        "name": printable(outcome.name.to(locale)),
        "status": outcome.status,
        "reason": printable(outcome.reason.to(locale)),
        "amount": _text(outcome.amount),
        "points": str(outcome.points) if outcome.points else None,
        "place": _place(outcome.place),
    }


def _step_of_route(step: RouteStep, locale: Locale) -> JsonObject:
    """One step of the approval route; its signatures are given side by side."""
    return {
        "number": step.number,
        "level": step.level,
        "signatures": [
            {
                "approver": printable(each.approver_name.to(locale)),
                "approvals": [_approval(approval, locale) for approval in each.approvals],
            }
            for each in step.signatures
        ],
    }


def _approval(approval: Approval, locale: Locale) -> JsonObject:
    return {
        "rule": printable(approval.rule),
        "reason": printable(approval.reason.to(locale)),
        "line": approval.line,
        "lines": list(approval.lines),
        "about": approval.about and printable(approval.about.to(locale)),
        "place": _place(approval.place),
    }


def _remark(remark: Remark, quote: PricedQuote, locale: Locale) -> JsonObject:
    return {
        "text": printable(remark.text.to(locale)),
        "line": _number(remark.line, quote),
        "place": _place(remark.place),
    }


def _number(id: str | None, quote: PricedQuote) -> Json:
    line = quote.line(id) if id else None
    return line.number if line else None


def _place(place: Place | None) -> Json:
    return str(place) if place and place.file else None


def _text(number: Decimal | None) -> Json:
    return None if number is None else f"{number:f}"
