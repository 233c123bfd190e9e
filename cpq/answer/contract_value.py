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
    return paid.times(_regular(line, digits, rounding)) if paid.parts else line.before_tax


def _per_month(lines: Sequence[PricedLine], digits: int, rounding: Rounding) -> Decimal:
    amount = ZERO
    for line in lines:
        if line.billing and line.year in (None, 1):
            amount += _regular(line, digits, rounding) / MONTHS[line.billing.period]
    return amount


def _regular(line: PricedLine, digits: int, rounding: Rounding) -> Decimal:
    """What a whole period has, or would have, without tax."""
    if line.billing is None or not line.net:
        return ZERO
    paid, regular = line.billing.calendar.paid, line.billing.per_period
    if paid.whole:
        return of_a_period(line.before_tax, paid, digits, rounding)
    return regular if line.before_tax == line.net else regular * line.before_tax / line.net
