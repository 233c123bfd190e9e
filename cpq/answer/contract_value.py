"""What a contract is worth: in all, a year, a month, and on the first invoice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cpq.answer.schedule import first_invoice_of
from cpq.bom.extent import times
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
        for amount in (_per_year(recurring), per_month, per_month * 12)
    )
    first = first_invoice_of(quote)
    return ContractValue(
        tcv=quote.totals.before_tax,
        acv=acv,
        mrr=mrr,
        arr=arr,
        first_invoice=FirstInvoice(first.date, first.net, first.tax, first.gross, first.rounding, first.payable),
    )


def _per_year(lines: Sequence[PricedLine]) -> Decimal:
    """The years of a ramp belong to one contract: each is divided by the months of the whole."""
    return sum((times(line.before_tax, 12 / line.billing.months) for line in lines if line.billing), ZERO)


def _per_month(lines: Sequence[PricedLine], digits: int, rounding: Rounding) -> Decimal:
    amount = ZERO
    for line in lines:
        if line.billing and line.year in (None, 1):
            regular = of_a_period(line.before_tax, line.billing.calendar.paid, digits, rounding)
            amount += regular / MONTHS[line.billing.period]
    return amount
