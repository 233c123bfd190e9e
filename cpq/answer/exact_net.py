"""What a line's net amount is before it is rounded."""

from __future__ import annotations

from decimal import Decimal

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line


def exact_net(line: Line, context: Context) -> Decimal:
    """The net amount of a line that has part of a period without its rounding, which is much of so short a time's price.

    The steps tell it, each taken of what was rounded before: where all was taken off, what they leave is no price, and may be less than
    nothing. Where it does not round to the net amount, because a step was spread over lines, it is the net amount, as it is
    where there are whole periods alone: they are rounded each by itself, and so is their price.
    """
    if not line.extent.parts:
        return line.net
    exact = ZERO
    for step in line.steps:
        exact = exact + step.exact if step.becomes is None else line.over_term(step.becomes)
    if not line.net and any(step.amount < 0 for step in line.steps):
        return line.net
    return exact if context.round_per_period(exact, line) == line.net else line.net
