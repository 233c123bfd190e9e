"""The quote's waterfall: the steps of all lines, added up by rule, from list amount to what is paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cpq.priced_quote import Totals, WaterfallRow
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import LIST_PHASES, Phase, Step
from cpq.rulebook.text import Text


def waterfall_rows(lines: Sequence[Line], totals: Totals, context: Context) -> tuple[WaterfallRow, ...]:
    """List amount, one row for each rule in the order of the phases, net, tax, gross. Metered lines are left out, as in the totals."""
    running = totals.list_amount
    rows = [WaterfallRow("list", "list", Text(zh="目录金额", en="List amount"), running, running, None)]
    for step, amount in _by_rule(lines):
        running += amount
        rows.append(WaterfallRow(step.phase, step.rule, _label(step), amount, running, step.place))
    rows.append(WaterfallRow("net", "net", Text(zh="净额", en="Net"), ZERO, totals.net, None))
    included = context.price_list.tax == "included"
    tax = Text(zh="其中税额", en="Tax contained") if included else Text(zh="税额", en="Tax")
    rows.append(WaterfallRow("tax", "tax", tax, totals.tax, totals.gross, None))
    rows.append(WaterfallRow("gross", "gross", Text(zh="价税合计", en="Total with tax"), ZERO, totals.gross, None))
    return tuple(rows)


def _by_rule(lines: Sequence[Line]) -> Iterator[tuple[Step, Decimal]]:
    """The first step of each rule and the sum over all lines, phase by phase, in a phase as they were applied."""
    sums: dict[tuple[Phase, str], tuple[Step, Decimal]] = {}
    for line in lines:
        for step in line.steps if line.counts else ():
            if step.phase not in LIST_PHASES:
                key = step.phase, step.rule
                first, amount = sums.get(key, (step, ZERO))
                sums[key] = first, amount + step.amount
    order = list(Phase)
    yield from sorted(sums.values(), key=lambda each: order.index(each[0].phase))


def _label(step: Step) -> Text:
    """Tiers differ from line to line: together they have the name of the phase."""
    return Text(zh="数量档", en="Quantity tiers") if step.phase is Phase.QUANTITY else step.label
