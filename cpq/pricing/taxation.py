"""Tax of a line: the rate of the customer's region on the quote's date, on the discounted amount."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.taxes import Tax
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


class Taxation:
    """The taxes of one quote; the rate of each tax class is looked for once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._included = context.price_list.tax == "included"
        self._per_unit = context.settings.tax_per == "unit"
        self._tables = context.rulebook.derived(_TaxTables).by_region
        self._rates: dict[str, _Rate | None] = {}

    def of(self, line: Line) -> LineTax | Finding:
        """The tax of a line, or that there is no rate for it: a missing rate is never a zero."""
        tax_class = line.item.product.tax_class
        if tax_class not in self._rates:
            self._rates[tax_class] = self._rate(tax_class)
        found = self._rates[tax_class]
        if found is None:
            return self._no_rate(line)
        return LineTax(found.name, found.rate, self._amount(line, found.rate), found.place)

    def _rate(self, tax_class: str) -> _Rate | None:
        """The customer's region's, or that of the nearest region around it that has one."""
        situation = self._context.situation
        for region in situation.regions:
            for tax in self._tables.get(region, ()):
                if tax.valid.covers(situation.date) and tax_class in tax.rates:
                    rate = tax.rates[tax_class]
                    return _Rate(rate.name, rate.rate, tax.at("rates", tax_class))
        return None

    def _amount(self, line: Line, rate: Decimal) -> Decimal:
        """Rounded once for the line, or for each unit and then times the quantity, as the company's setting says.

        What is metered, has a list price finer than the currency's minor unit, or is billed for part of a period is always rounded for
        the line: a tax of a fraction of a cent for each unit would be none at all, or twice as much.
        """
        if line.credit:
            # Mirrored, so that what is given back and charged again is nothing, however tax is rounded.
            return -self._context.round(-self._exact(line.net, rate))
        whole = not line.item.extent.parts and line.unit_list == self._context.round(line.unit_list)
        if not self._per_unit or line.estimated or not whole:
            return self._context.round(self._exact(line.net, rate))
        quantity = line.over_term(Decimal(1))
        each = self._exact(line.net / quantity, rate) if quantity else Decimal(0)
        return self._context.round(self._context.round(each) * quantity)

    def _exact(self, net: Decimal, rate: Decimal) -> Decimal:
        """What is added to an amount, or contained in it where prices include tax."""
        return net - net / (1 + rate) if self._included else net * rate

    def _no_rate(self, line: Line) -> Finding:
        product, situation = line.item.product, self._context.situation
        tax_class, region, day = product.tax_class, situation.customer.region, situation.date
        text = Text(
            zh=f"{region}（及其上级地区）在 {day} 没有 {tax_class} 的税率，请在 taxes 里补上；免税写 0%",
            en=f"there is no tax rate for {tax_class} in {region}, or around it, on {day}; add one under taxes (0% if not taxed)",
        )
        place = self._context.place_of(line.item, "product")
        return Finding("no-tax-rate", place, text, related=(product.at("tax_class"),))


@dataclass(frozen=True, slots=True)
class _Rate:
    """A rate that applies, and where it is written."""

    name: Text
    rate: Decimal
    place: Place


class _TaxTables:
    """The tax tables of a rulebook by region."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.by_region: dict[str, list[Tax]] = {}
        for tax in rulebook.all(Tax).values():
            self.by_region.setdefault(tax.region, []).append(tax)
