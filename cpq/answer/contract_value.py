"""What a contract is worth: in all, a year, a month, and on the first invoice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cpq.answer.schedule import first_invoice_of
from cpq.bom.extent import ONCE, times
from cpq.money import Rounding, round_to, settled
from cpq.priced_quote import ContractValue, FirstInvoice, PricedLine, PricedQuote
from cpq.pricing.periodic import of_a_period
from cpq.rulebook.fields import MONTHS

ZERO = Decimal(0)


def contract_value(quote: PricedQuote) -> ContractValue | None:
    """None where nothing is billed over time. Each figure is rounded once, at the end."""
    recurring = [line for line in quote.lines if line.billing and not line.estimated and not line.included]
    if not recurring:
        return None
    rounding = quote.company.settings.rounding
    per_month = _per_month(recurring, quote.digits, rounding)
    acv, mrr, arr = (
        round_to(settled(amount), quote.digits, rounding)
        for amount in (_per_year(recurring, quote.digits, rounding), per_month, per_month * 12)
    )
    first = first_invoice_of(quote)
    return ContractValue(
        tcv=quote.totals.before_tax,
        acv=acv,
        mrr=mrr,
        arr=arr,
        first_invoice=FirstInvoice(first.date, first.net, first.tax, first.gross, first.rounding, first.payable),
    )


def _per_year(lines: Sequence[PricedLine], digits: int, rounding: Rounding) -> Decimal:
    """The years of a ramp belong to one contract: each is divided by the months of the whole.

    Months are counted as the amounts are, in the line's billing periods and parts of them.
    """
    months: dict[str, Fraction] = {}
    for line in lines:
        if line.billing:
            length = line.billing.calendar.extent.length * MONTHS[line.billing.period]
            months[_contract_of(line)] = months.get(_contract_of(line), Fraction(0)) + length
    amounts = ((_amount(line, digits, rounding), months[_contract_of(line)]) for line in lines)
    return sum((times(amount, 12 / length) for amount, length in amounts if length), ZERO)


def _contract_of(line: PricedLine) -> str:
    """What the years of a ramp have in common."""
    return line.number if line.year is None else line.number.removesuffix(f"-Y{line.year}")


def _amount(line: PricedLine, digits: int, rounding: Rounding) -> Decimal:
    """The amount without tax, and without the rounding of parts of a period, which weighs much where a short term is taken for a year."""
    paid = line.billing.calendar.paid if line.billing else ONCE
    exact = paid.parts or (_contains_tax(line) and not _whole_years(line))
    return paid.times(_regular(line, digits, rounding)) if exact else line.before_tax


def _per_month(lines: Sequence[PricedLine], digits: int, rounding: Rounding) -> Decimal:
    amount = ZERO
    for line in lines:
        if line.billing and line.year in (None, 1):
            amount += _regular(line, digits, rounding) / MONTHS[line.billing.period]
    return amount


def _regular(line: PricedLine, digits: int, rounding: Rounding) -> Decimal:
    """What a whole period has, or would have, without tax.

    Tax that a price contains is taken out of a period's price, not of what its parts were rounded to; only of whole years it is what the
    line says, so that a contract of a year is worth its amount.
    """
    if line.billing is None or not line.net:
        return ZERO
    paid = line.billing.calendar.paid
    if _contains_tax(line) and not _whole_years(line):
        regular = of_a_period(line.net, paid, digits, rounding) if paid.whole else line.billing.per_period
        return regular * line.before_tax / line.net if line.tax.by_part else regular / (1 + line.tax.rate)
    return of_a_period(line.before_tax, paid, digits, rounding) if paid.whole else line.billing.per_period


def _contains_tax(line: PricedLine) -> bool:
    return line.before_tax != line.net


def _whole_years(line: PricedLine) -> bool:
    if line.billing is None:
        return False
    extent = line.billing.calendar.extent
    return not extent.parts and (extent.whole * MONTHS[line.billing.period]) % 12 == 0
