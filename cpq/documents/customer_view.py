"""What a customer may see of a quote, as JSON: it is attached to the PDF, and the templates are given nothing else.

Cost, margin, floor prices, approvals, remarks, coupons, reasons of discounts and the trace are not in it. Where the company hides
discounts, list prices and discounts are not in it either, not even as empty fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cpq.documents.capitals import capitals
from cpq.documents.printable import printable
from cpq.priced_quote import Aside, Billing, LineTax, Metering, PricedLine, PricedQuote, Totals
from cpq.rulebook.text import Locale, Text

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
JsonObject = dict[str, Json]

_LARGEST_IN_CAPITALS = Decimal(10) ** 16


def customer_view(quote: PricedQuote, locale: Locale, *, show_discounts: bool | None = None) -> JsonObject:
    """The customer's quote in one language. Amounts are decimal strings in the quote's currency, rates fractions (`0.13` is 13 %).

    `show_discounts` overrules the company's setting of that name.
    """
    shown = quote.company.settings.show_discounts if show_discounts is None else show_discounts
    say = _Speaker(locale)
    return {
        "number": say.same(quote.request.id),
        "title": say.maybe(quote.request.title),
        "status": quote.request.status,
        "language": locale,
        "date": quote.date.isoformat(),
        "valid_until": quote.valid_until.isoformat(),
        "currency": quote.currency,
        "digits": quote.digits,
        "tax_included": quote.tax_included,
        "seller": _seller(quote, say),
        "buyer": _buyer(quote, say),
        "sections": _sections(quote, say, shown=shown),
        "line_count": len(quote.lines),
        "totals": _totals(quote, say, shown=shown),
        "asides": [_aside(each, say, shown=shown) for each in quote.asides],
        "points": str(quote.points) if quote.points else None,
        "first_invoice": _first_invoice(quote),
        "payment_terms": say.maybe(quote.payment_terms),
        "notes": say.maybe(quote.request.notes),
    }


class _Speaker:
    """Texts in one language, fit for print."""

    def __init__(self, locale: Locale) -> None:
        self._locale: Locale = locale

    def __call__(self, text: Text) -> str:
        return printable(text.to(self._locale))

    def same(self, text: str) -> str:
        return printable(text)

    def maybe(self, text: Text | str | None) -> str | None:
        if text is None:
            return None
        return self(text) if isinstance(text, Text) else self.same(text)


def _seller(quote: PricedQuote, say: _Speaker) -> JsonObject:
    company, bank = quote.company, quote.company.bank
    return {
        "name": say(company.name),
        "short_name": say(company.short_name),
        "address": say(company.address),
        "phone": say.maybe(company.phone),
        "email": say.maybe(company.email),
        "website": say.maybe(company.website),
        "tax_number": say.maybe(company.tax_number),
        "contact": say.maybe(quote.request.sales_rep),
        "bank": bank and {"name": say(bank.name), "account": say.same(bank.account), "swift": say.maybe(bank.swift)},
    }


def _buyer(quote: PricedQuote, say: _Speaker) -> JsonObject:
    buyer = quote.buyer
    return {
        "id": say.maybe(buyer.id),
        "name": say(buyer.name),
        "address": say.maybe(buyer.address),
        "contact": say.maybe(buyer.contact),
        "tax_number": say.maybe(buyer.tax_number),
    }


def _sections(quote: PricedQuote, say: _Speaker, *, shown: bool) -> list[Json]:
    nets = {total.section: total.net for total in quote.totals.sections}
    whole = _with_everything_inside(quote.lines)
    return [
        {
            "name": say(section),
            "net": _amount(nets.get(section)),
            "lines": [_line(line, whole.get(line.id), say, shown=shown) for line in lines],
        }
        for section, lines in quote.in_sections().items()
    ]


def _aside(aside: Aside, say: _Speaker, *, shown: bool) -> JsonObject:
    """What is offered beside the quote; `net` and `gross` are what choosing it adds."""
    return {
        "number": aside.number,
        "kind": aside.kind,
        "instead_of": aside.instead_of,
        "lines": [_line(line, None, say, shown=shown) for line in aside.lines],
        "net": _amount(aside.net),
        "gross": _amount(aside.gross),
    }


def _with_everything_inside(lines: Sequence[PricedLine]) -> dict[str, Decimal]:
    """Line id → net amount of the line and all that is below it, for the lines that have something below."""
    sums = {line.id: line.net for line in lines}
    parents = {line.parent for line in lines}
    for line in reversed(lines):
        if line.parent in sums:
            sums[line.parent] += sums[line.id]
    return {id: amount for id, amount in sums.items() if id in parents}


def _line(line: PricedLine, whole: Decimal | None, say: _Speaker, *, shown: bool) -> JsonObject:
    """`level` is 0 for a line of its own, 1 for its options, and so on; `net_with_options` is null where there are none."""
    return {
        "number": line.number,
        "level": line.number.count("."),
        "role": line.role,
        "code": say.same(line.code),
        "name": say(line.name),
        "description": say.maybe(line.description),
        "details": [{"name": say(name), "text": say(value)} for name, value in line.details],
        "group": say.maybe(line.group),
        "note": say.maybe(line.note),
        "unit": say(line.unit),
        "quantity": _amount(line.quantity),
        "each": _amount(line.each),
        **(_list_prices(line) if shown else {}),
        "unit_net": _amount(line.unit_net),
        "net": _amount(line.net),
        "net_with_options": _amount(whole),
        "tax": _tax(line.tax, say),
        "gross": _amount(line.gross),
        "included": line.included,
        "estimated": line.estimated,
        "billing": line.billing and _billing(line.billing),
        "metering": line.metering and _metering(line.metering),
    }


def _list_prices(line: PricedLine) -> JsonObject:
    return {
        "unit_list": _amount(line.unit_list),
        "list_amount": _amount(line.list_amount),
        "surcharge": _amount(line.surcharge),
        "discount": _amount(line.discount),
        "discount_rate": _rate(line.off_list),
    }


def _tax(tax: LineTax, say: _Speaker) -> JsonObject:
    return {"name": say(tax.name), "rate": _amount(tax.rate), "amount": _amount(tax.amount)}


def _billing(billing: Billing) -> JsonObject:
    return {
        "period": billing.period,
        "periods": _amount(billing.periods),
        "free": _amount(billing.free),
        "start": billing.start.isoformat(),
        "end": billing.end.isoformat(),
        "invoiced": billing.invoiced,
        "per_period": _amount(billing.per_period),
    }


def _metering(metering: Metering) -> JsonObject:
    return {"expected": _amount(metering.expected), "included": _amount(metering.included)}


def _totals(quote: PricedQuote, say: _Speaker, *, shown: bool) -> JsonObject:
    totals, used = quote.totals, [each for each in quote.rebates if each.used]
    return {
        **(_list_totals(totals, sum((each.used for each in used), Decimal(0))) if shown else {}),
        "rebates": [{"name": say(each.name), "used": _amount(each.used)} for each in used],
        "net": _amount(totals.net),
        "taxes": [
            {"name": say(tax.name), "rate": _amount(tax.rate), "base": _amount(tax.base), "amount": _amount(tax.amount)}
            for tax in totals.taxes
        ],
        "tax": _amount(totals.tax),
        "gross": _amount(totals.gross),
        "rounding": _amount(totals.rounding) if totals.rounding else None,
        "payable": _amount(totals.payable),
        "gross_in_capitals": _capitals(quote),
        "one_off": _amount(totals.one_off),
        "recurring": [
            {"period": each.period, "year": each.year, "per_period": _amount(each.per_period), "net": _amount(each.net)}
            for each in totals.recurring
        ],
        "usage_estimate": _amount(totals.usage_estimate) if totals.usage_estimate else None,
    }


def _first_invoice(quote: PricedQuote) -> JsonObject | None:
    if quote.contract is None:
        return None
    first = quote.contract.first_invoice
    amounts = ("net", "tax", "gross", "payable")
    return {"date": first.date.isoformat(), **{name: _amount(getattr(first, name)) for name in amounts}}


def _list_totals(totals: Totals, used: Decimal) -> JsonObject:
    """`other_discount` is the discount less the rebates that were `used`."""
    return {
        "list_amount": _amount(totals.list_amount),
        "surcharge": _amount(totals.surcharge),
        "discount": _amount(totals.discount),
        "other_discount": _amount(totals.discount - used),
    }


def _capitals(quote: PricedQuote) -> str | None:
    """Only RMB is written so."""
    if quote.currency != "CNY" or abs(quote.totals.payable) >= _LARGEST_IN_CAPITALS:
        return None
    return capitals(quote.totals.payable)


def _rate(fraction: Decimal) -> str | None:
    """A fraction to four digits, for show; null for none."""
    return f"{fraction.quantize(Decimal('0.0001')):f}" if fraction else None


def _amount(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
