"""Tax of a line: the rate of the customer's region on the quote's date, on the discounted amount."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.taxes import Tax, TaxRate
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class LineTax:
    """Tax of one line: `rate` 0.13 is 13 %; `amount` is added to the net amount, or contained in it where prices include tax."""

    name: Text
    rate: Decimal
    amount: Decimal
    place: Place


class _Taxes:
    """The tax tables of a rulebook by region."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.by_region: dict[str, list[Tax]] = {}
        for tax in rulebook.all(Tax).values():
            self.by_region.setdefault(tax.region, []).append(tax)


def tax_of(line: Line, context: Context) -> LineTax | Finding:
    """The tax of a line, or that there is no rate for it: a missing rate is never a zero."""
    found = _rate(line.item.product.tax_class, context)
    if found is None:
        return _no_rate(line, context)
    tax, rate = found
    amount = _amount(line, rate.rate, context)
    return LineTax(rate.name, rate.rate, amount, tax.at("rates", line.item.product.tax_class))


def _rate(tax_class: str, context: Context) -> tuple[Tax, TaxRate] | None:
    tables = context.rulebook.derived(_Taxes).by_region
    for region in context.situation.regions:
        for tax in tables.get(region, ()):
            if tax.valid.covers(context.situation.date) and tax_class in tax.rates:
                return tax, tax.rates[tax_class]
    return None


def _amount(line: Line, rate: Decimal, context: Context) -> Decimal:
    """Rounded once for the line, or for each unit and then times the quantity, as the company's setting says."""
    quantity = line.item.quantity * line.periods if context.settings.tax_per == "unit" else Decimal(1)
    if not quantity:
        return context.round(Decimal(0))
    each = line.net / quantity
    included = context.price_list.tax == "included"
    tax = each - each / (1 + rate) if included else each * rate
    return context.round(context.round(tax) * quantity)


def _no_rate(line: Line, context: Context) -> Finding:
    tax_class, region, day = line.item.product.tax_class, context.situation.customer.region, context.situation.date
    text = Text(
        zh=f"{region}（及其上级地区）在 {day} 没有 {tax_class} 的税率，请在 taxes 里补上；免税写 0%",
        en=f"there is no tax rate for {tax_class} in {region}, or around it, on {day}; add one under taxes (0% if not taxed)",
    )
    return Finding(
        "no-tax-rate", context.place_of(line.item, "product"), text, related=(line.item.product.at("tax_class"),)
    )
