"""Credit notes: what is taken back of an invoice, whole or in part, and never more than it had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cpq.allocation import allocate
from cpq.money import CURRENCIES
from cpq.orders.invoices import ZERO, Invoice, InvoiceLine, kind_of, summed
from cpq.orders.refusal import refusal
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Credit:
    """What to take back, and why. `amounts`: position of a line of the invoice, from 1 → net amount of it; None is all that is left."""

    reason: Text
    amounts: Mapping[int, Decimal] | None = None


def credit_note(invoice: Invoice, earlier: Sequence[Invoice], credit: Credit, number: str, day: date) -> Invoice:
    """The credit note to an invoice, after those issued to it `earlier`. Tax is in proportion to the net amount; the last one takes
    back what the invoice was rounded by, too: an invoice and its credit notes then come to nothing.

    Raises `Refused` where more is asked for than is left.
    """
    left = remaining(invoice, earlier)
    _possible(invoice, left, credit)
    taken = left if credit.amounts is None else tuple(_parts(left, credit.amounts, CURRENCIES[invoice.currency]))
    lines = [_negative(line) for line in taken if line.net or line.tax]
    rest = {line.position: line.net for line in left if line.net or line.tax}
    last = all(rest.pop(line.position) == line.net for line in taken if line.position in rest) and not rest
    rounded = sum((each.content.rounding for each in (invoice, *earlier)), ZERO)
    content = summed(lines, -rounded if last else ZERO)
    kind, reason = kind_of(content), credit.reason
    return Invoice(number, kind, invoice.order, None, day, day, invoice.currency, content, invoice.number, reason)


def remaining(invoice: Invoice, earlier: Sequence[Invoice]) -> tuple[InvoiceLine, ...]:
    """What is left of every line of an invoice after its credit notes, in the order of the invoice."""
    left = {line.position: line for line in invoice.content.lines}
    for line in (line for each in earlier for line in each.content.lines):
        had = left[line.position]
        left[line.position] = replace(had, net=had.net + line.net, tax=had.tax + line.tax, gross=had.gross + line.gross)
    return tuple(left.values())


def _negative(line: InvoiceLine) -> InvoiceLine:
    return replace(line, net=-line.net, tax=-line.tax, gross=-line.gross)


def _parts(left: Sequence[InvoiceLine], amounts: Mapping[int, Decimal], digits: int) -> Iterator[InvoiceLine]:
    for position, line in enumerate(left, start=1):
        net = amounts.get(position, ZERO)
        if net == line.net:
            yield line
        elif net:
            (tax, _) = allocate(line.tax, [abs(net), abs(line.net - net)], digits)
            yield replace(line, net=net, tax=tax, gross=net if line.gross == line.net else net + tax)


def _possible(invoice: Invoice, left: Sequence[InvoiceLine], credit: Credit) -> None:
    if invoice.of is not None:
        raise refusal(
            "credit-of-credit",
            f"{invoice.number} 本身是红字账单，不能再冲红；请开新账单",
            f"{invoice.number} is a credit note itself and cannot be credited; issue a new invoice",
        )
    if not any(line.net or line.tax for line in left):
        raise refusal("nothing-left", f"{invoice.number} 已全部冲红", f"{invoice.number} is credited in full already")
    for position, amount in (credit.amounts or {}).items():
        _within(invoice, left, position, amount)


def _within(invoice: Invoice, left: Sequence[InvoiceLine], position: int, amount: Decimal) -> None:
    if not 1 <= position <= len(left):
        raise refusal(
            "unknown-line",
            f"{invoice.number} 没有第 {position} 行，共 {len(left)} 行",
            f"{invoice.number} has no line {position}; it has {len(left)}",
        )
    most, digits = left[position - 1].net, CURRENCIES[invoice.currency]
    if amount.scaleb(digits) % 1 or not amount or amount * most < 0 or abs(amount) > abs(most):
        raise refusal(
            "credit-too-large",
            f"第 {position} 行还可冲红 {most:f}，不能冲 {amount:f}；金额须不为零、同号、至多 {digits} 位小数",
            f"{most:f} of line {position} is left to credit, not {amount:f}; an amount is not zero, has the same sign "
            f"and at most {digits} digits after the point",
        )
