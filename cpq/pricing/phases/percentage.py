"""A percentage of a line, as a step."""

from __future__ import annotations

from decimal import Decimal

from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

Cause = tuple[str, Text, Place | None]
"""Which rule does it: id, label, place."""


def percentage_step(
    line: Line, rate: Decimal, phase: Phase, cause: Cause, context: Context, note: Text | None = None
) -> Step:
    """`rate` (−0.2 takes a fifth off) of the line's running or list amount, as the company's setting says.

    Rounded per period, so that the invoices of a recurring line stay equal. Never takes off more than there is left, and all that is
    left where it takes off the whole: rounding by period alone could leave a cent of it.
    """
    rule, label, place = cause
    base = line.net if context.settings.percent_of == "running" else line.list_amount
    exact = max(base * rate, -line.net)
    amount = exact if exact == -line.net else max(context.round_per_period(exact, line), -line.net)
    return Step(phase, rule, label, amount, exact, place, base, rate, note=note)
