"""What a line that is offered beside the quote would add to it."""

from __future__ import annotations

from cpq.bom.asides import replaced_by
from cpq.priced_quote import Aside, PricedLine, PricedQuote


def aside_of(quote: PricedQuote, index: int, chosen: PricedQuote) -> Aside:
    """The line at a position of the request, from the quote as it is and as it is with that line chosen."""
    number, replaced = str(index + 1), replaced_by(quote.request, index)
    before, after = quote.totals, chosen.totals
    asked = {signature.approver for step in quote.route for signature in step.signatures}
    names = {each.approver: each.approver_name for step in chosen.route for each in step.signatures}
    return Aside(
        number=number,
        kind="option" if replaced is None else "alternative",
        instead_of=None if replaced is None else str(replaced + 1),
        lines=tuple(line for line in chosen.lines if _is_of(line, number)),
        net=after.net - before.net,
        tax=after.tax - before.tax,
        gross=after.gross - before.gross,
        usage_estimate=after.usage_estimate - before.usage_estimate,
        approvers=tuple(name for id, name in names.items() if id not in asked),
    )


def _is_of(line: PricedLine, number: str) -> bool:
    """Line 3 is 3 itself, 3.1 inside it, and 3-S, 3-C, 3-Y1 beside it."""
    return line.number == number or line.number.startswith((f"{number}.", f"{number}-"))
