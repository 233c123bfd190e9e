"""Tax of a line: the rates of the customer's region on the quote's date, on the discounted amount."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cpq.allocation import allocate
from cpq.bom.tree import line_of
from cpq.company.market import Customer, Region
from cpq.money import Rounding, round_to
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.taxes import Tax
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class TaxPart:
    """What one jurisdiction charges on a line, or on the parts of a bundle that are in one tax class: on `base`, which is without tax.

    `certificate` is the one by which the customer is exempt, and then `rate` is 0.
    """

    name: Text
    rate: Decimal
    amount: Decimal
    place: Place
    certificate: str | None = None
    base: Decimal = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class LineTax:
    """Tax of one line: `rate` 0.13 is 13 %; `amount` is added to the net amount, or contained in it where prices include tax.

    Both are the sums of the `parts`, one for each jurisdiction; `place` is the first one's. Where a bundle is taxed `by_part`, there is one for
    each tax class and jurisdiction, and `rate` is what they come to on the whole, to six digits.
    """

    name: Text
    rate: Decimal
    amount: Decimal
    place: Place
    parts: tuple[TaxPart, ...]
    by_part: bool = False


class Taxation:
    """The taxes of one quote; the rates of each tax class are looked for once.

    `apart` has the amounts in each tax class of the bundles that are taxed by part, by their items' ids.
    """

    def __init__(self, context: Context, apart: Mapping[str, Mapping[str, Decimal]]) -> None:
        self._context = context
        self._apart = apart
        self._included = context.price_list.tax == "included"
        self._per_unit = context.settings.tax_per == "unit"
        self._tables = context.rulebook.derived(_TaxTables).by_region
        self._rates: dict[str, _Rates | None] = {}

    def of(self, line: Line) -> LineTax | Finding:
        """The tax of a line, or that there is no rate for it: a missing rate is never a zero."""
        apart = self._apart.get(line.item.id)
        if apart is not None:
            return self._by_part(line, apart)
        tax_class = line.item.product.tax_class
        found = self._known(tax_class)
        if found is None:
            return self._no_rate(line, tax_class)
        amounts = self._amounts(line, found)
        amount = amounts[0] if found.only is not None else sum(amounts, ZERO)
        base = line.net - amount if self._included else line.net
        return LineTax(found.name, found.sum, amount, found.each[0].place, self._parts(found, amounts, base))

    def _known(self, tax_class: str) -> _Rates | None:
        if tax_class not in self._rates:
            self._rates[tax_class] = self._rates_of(tax_class)
        return self._rates[tax_class]

    def _parts(self, rates: _Rates, amounts: Sequence[Decimal], base: Decimal) -> tuple[TaxPart, ...]:
        only = rates.only
        if only is not None:
            return (TaxPart(only.name, only.rate, amounts[0], only.place, only.certificate, base=base),)
        parts = [
            TaxPart(each.name, each.rate, amount, each.place, each.certificate, base=base)
            for each, amount in zip(rates.each, amounts, strict=True)
        ]
        return tuple(parts)

    def _by_part(self, line: Line, apart: Mapping[str, Decimal]) -> LineTax | Finding:
        """Each tax class of a bundle on its own amount, rounded by itself."""
        parts: list[TaxPart] = []
        for tax_class, net in apart.items():
            found = self._known(tax_class)
            if found is None:
                return self._no_rate(line, tax_class)
            amounts = self._shared(found, lambda rate, net=net: self._context.round(self._exact(net, rate)))
            parts += self._parts(found, amounts, net - sum(amounts, ZERO) if self._included else net)
        amount = sum((part.amount for part in parts), ZERO)
        base = line.net - amount if self._included else line.net
        rate = round_to(amount / base, 6, Rounding.HALF_UP) if base else ZERO
        name = _joined(dict.fromkeys(part.name for part in parts))
        return LineTax(name, rate, amount, parts[0].place, tuple(parts), by_part=True)

    def _rates_of(self, tax_class: str) -> _Rates | None:
        """From the customer's region outwards: what is charged on top, as far as the nearest table that is not."""
        found: list[_Rate] = []
        for region in self._context.situation.regions:
            tables = [tax for tax in self._tables.get(region, ()) if self._charges(tax, tax_class)]
            found += (self._rate(tax, tax_class) for tax in sorted(tables, key=lambda tax: not tax.on_top))
            if any(not tax.on_top for tax in tables):
                return _Rates(found)
        return None

    def _charges(self, tax: Tax, tax_class: str) -> bool:
        return tax_class in tax.rates and tax.valid.covers(self._context.situation.date)

    def _rate(self, tax: Tax, tax_class: str) -> _Rate:
        rate, situation = tax.rates[tax_class], self._context.situation
        regions = line_of(self._context.rulebook.all(Region), tax.region)
        for position, exemption in enumerate(situation.customer.tax_exempt):
            if exemption.holds(regions, tax_class, situation.date):
                name = Text(
                    zh=f"{rate.name.zh}，免税证明 {exemption.certificate}",
                    en=f"{rate.name.en}, exempt by certificate {exemption.certificate}",
                )
                return _Rate(name, ZERO, self._exempt_at(position), exemption.certificate)
        return _Rate(rate.name, rate.rate, tax.at("rates", tax_class))

    def _exempt_at(self, position: int) -> Place:
        """Where the exemption is written: with the customer, or in the request that describes one."""
        request, rulebook = self._context.request, self._context.rulebook
        if isinstance(request.customer, str):
            return rulebook.all(Customer)[request.customer].at("tax_exempt", position)
        return self._context.where("customer", "tax_exempt", position)

    def _amounts(self, line: Line, rates: _Rates) -> Sequence[Decimal]:
        if rates.only is not None:
            return (self._amount(line, rates.only.rate),)
        return self._shared(rates, lambda rate: self._amount(line, rate))

    def _shared(self, rates: _Rates, amount: Callable[[Decimal], Decimal]) -> Sequence[Decimal]:
        """Added, each is rounded by itself; contained, the whole is, and is shared out by the rates."""
        if not self._included or len(rates.each) == 1:
            return [amount(each.rate) for each in rates.each]
        return allocate(amount(rates.sum), [each.rate for each in rates.each], self._context.digits)

    def _amount(self, line: Line, rate: Decimal) -> Decimal:
        """Rounded once for the line, or for each unit and then times the quantity, as the company's setting says.

        What is metered, has a list price or a tier's price finer than the currency's minor unit, is billed for part of a period, or is no whole number of
        units is always rounded for the line: a tax of a fraction of a cent for each unit would be none at all, or twice as much.
        """
        if line.credit:
            # Mirrored, so that what is given back and charged again is nothing, however tax is rounded.
            return -self._context.round(-self._exact(line.net, rate))
        if not self._per_unit or line.estimated or not self._is_whole(line):
            return self._context.round(self._exact(line.net, rate))
        quantity = line.over_term(Decimal(1))
        each = self._exact(line.net / quantity, rate) if quantity else Decimal(0)
        return self._context.round(self._context.round(each) * quantity)

    def _is_whole(self, line: Line) -> bool:
        """Whether each unit of a line has a price that can be paid, for whole periods, and there are whole units."""
        whole = not line.item.extent.parts and not line.item.quantity % 1
        slices = line.entry.price.slices if line.entry else ()
        prices = (line.unit_list, *(each.unit_price for each in slices))
        return whole and all(price == self._context.round(price) for price in prices)

    def _exact(self, net: Decimal, rate: Decimal) -> Decimal:
        """What is added to an amount, or contained in it where prices include tax."""
        return net - net / (1 + rate) if self._included else net * rate

    def _no_rate(self, line: Line, tax_class: str) -> Finding:
        product, situation = line.item.product, self._context.situation
        region, day = situation.customer.region, situation.date
        text = Text(
            zh=f"{region}（及其上级地区）在 {day} 没有 {tax_class} 的税率，请在 taxes 里补上；免税写 0%",
            en=f"there is no tax rate for {tax_class} in {region}, or around it, on {day}; add one under taxes (0% if not taxed)",
        )
        place = self._context.place_of(line.item, "method" if line.delivery else "product")
        return Finding("no-tax-rate", place, text, related=(product.at("tax_class"),))


@dataclass(frozen=True, slots=True)
class _Rate:
    """A rate that applies, and where it is written."""

    name: Text
    rate: Decimal
    place: Place
    certificate: str | None = None


class _Rates:
    """The rates of every jurisdiction that charges something, from the nearest outwards. `only`: where it is but one, as nearly always."""

    def __init__(self, each: Sequence[_Rate]) -> None:
        self.each = tuple(each)
        self.only = self.each[0] if len(self.each) == 1 else None
        self.sum = sum((rate.rate for rate in each), ZERO)
        self.name = _joined([rate.name for rate in each])


def _joined(names: Iterable[Text]) -> Text:
    """Several names as one."""
    known = tuple(names)
    return Text(zh=" + ".join(name.zh for name in known), en=" + ".join(name.en for name in known))


class _TaxTables:
    """The tax tables of a rulebook by region."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.by_region: dict[str, list[Tax]] = {}
        for tax in rulebook.all(Tax).values():
            self.by_region.setdefault(tax.region, []).append(tax)
