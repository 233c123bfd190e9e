"""The quote's waterfall: the steps of all lines, added up by rule, from list amount to what is paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.priced_quote import Totals, WaterfallRow
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.phases.deliveries import RULE as BY_DELIVERY
from cpq.pricing.phases.free_months import BY_LINE as BY_ASKED_MONTHS
from cpq.pricing.phases.manual import BY_LINE, BY_ORDER
from cpq.pricing.phases.manual_prices import RULE as BY_PRICE
from cpq.pricing.trace import LIST_PHASES, Phase, Step
from cpq.promotions.book import PromotionBook
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.rulebook.text import Text

SET_BY_HAND = (BY_DELIVERY, BY_PRICE)
"""The prices that the rep sets, in their order: before the rebates that are used."""
TAKEN_BY_HAND = (BY_LINE[0], BY_ORDER[0])
"""What the rep takes off, in its order."""


def waterfall_rows(lines: Sequence[Line], totals: Totals, context: Context) -> tuple[WaterfallRow, ...]:
    """List amount of the goods, one row for each rule in the order of the phases, net, tax, gross; a delivery's own price is such a row.

    Metered lines are left out, as in the totals.
    """
    running = totals.list_amount - sum([line.list_amount for line in lines if line.delivery], ZERO)
    rows = [WaterfallRow("list", "list", Text(zh="目录金额", en="List amount"), running, running, None)]
    for taken in _by_rule(lines, context):
        step = taken.step
        running += taken.amount
        rows.append(WaterfallRow(step.phase, step.rule, taken.label, taken.amount, running, step.place))
    rows.append(WaterfallRow("net", "net", Text(zh="净额", en="Net"), ZERO, totals.net, None))
    included = context.price_list.tax == "included"
    tax = Text(zh="其中税额", en="Tax contained") if included else Text(zh="税额", en="Tax")
    rows.append(WaterfallRow("tax", "tax", tax, totals.tax, totals.gross, None))
    rows.append(WaterfallRow("gross", "gross", Text(zh="价税合计", en="Total with tax"), ZERO, totals.gross, None))
    return tuple(rows)


@dataclass(slots=True)
class _Taken:
    """What one rule did to all lines together: its first step and where that was, the sum, and of a ramp the contract years."""

    step: Step
    line: Line
    amount: Decimal = ZERO
    years: frozenset[int] = frozenset()

    @property
    def label(self) -> Text:
        """Steps whose own label speaks of one line get one that speaks of all."""
        match self.step.phase:
            case Phase.QUANTITY:
                source = _source(self.line)
                return Text(zh=f"数量档（{source.zh}）", en=f"Quantity tiers ({source.en})")
            case Phase.FREE if self.step.rule in (BY_ASKED_MONTHS, self.line.item.product.id):
                name = self.line.item.product.name
                return Text(zh=f"免费月份（{name.zh}）", en=f"Free months ({name.en})")
            case Phase.RAMP:
                return _ramp_label(sorted(self.years), self.line.item.product.name)
            case _:
                return self.step.label


def _by_rule(lines: Sequence[Line], context: Context) -> Sequence[_Taken]:
    """Phase by phase, in a phase as the rules were applied. A list and a contract of the same id are two."""
    found: dict[tuple[Phase, str, Text | None], _Taken] = {}
    for line, step in _steps(lines):
        phase = step.phase
        key = phase, step.rule, _source(line) if phase is Phase.QUANTITY else None
        taken = found.get(key)
        if taken is None:
            taken = found[key] = _Taken(step, line)
        taken.amount += step.amount
        if phase is Phase.RAMP and line.item.year is not None:
            taken.years |= {line.item.year}
    numbers = context.rulebook.derived(PromotionBook).numbers
    phases = {phase: number for number, phase in enumerate(Phase)}
    programmes = sorted(context.rulebook.all(RebateProgramme))

    def applied(taken: _Taken) -> tuple[int, int]:
        phase, rule = taken.step.phase, taken.step.rule
        if phase in LIST_PHASES:
            return phases[Phase.SHIPPING], -1  # What a delivery costs: of goods no such step is asked for.
        match phase:
            case Phase.MANUAL if rule in SET_BY_HAND:
                return phases[Phase.REBATE], SET_BY_HAND.index(rule) - len(SET_BY_HAND)
            case Phase.MANUAL:
                return phases[Phase.MANUAL], TAKEN_BY_HAND.index(rule)
            case Phase.REBATE:
                return phases[Phase.REBATE], programmes.index(rule)
            case _:
                return phases[phase], numbers.get(rule, 0)

    return sorted(found.values(), key=applied)


def _steps(lines: Sequence[Line]) -> Iterator[tuple[Line, Step]]:
    """Every step after the list price of every line that counts, and every step of a delivery."""
    for line in lines:
        delivery = line.delivery
        for step in line.steps if line.counts or line.added else ():
            if delivery or step.phase not in LIST_PHASES:
                yield line, step


def _source(line: Line) -> Text:
    """The name of the list or contract that a line's price is from."""
    return line.entry.entry.label if line.entry else Text("", "")


def _ramp_label(years: Sequence[int], product: Text) -> Text:
    """`Ramp, contract years 1–2 (Fleet management)`."""
    said = _ranges(years)
    return Text(
        zh=f"爬坡优惠，合同第 {said.replace(', ', '、')} 年（{product.zh}）",
        en=f"Ramp, contract year{'s' if len(years) > 1 else ''} {said} ({product.en})",
    )


def _ranges(numbers: Sequence[int]) -> str:
    """`1–3, 5` for 1, 2, 3, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
