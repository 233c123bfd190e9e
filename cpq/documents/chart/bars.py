"""The bars of a waterfall: levels that stand on the ground, and changes that hang between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from cpq.priced_quote import PocketDeduction, PricedLine, PricedQuote
from cpq.pricing.line import ZERO
from cpq.pricing.trace import LIST_PHASES
from cpq.rulebook.text import Text

LIST = Text(zh="目录金额", en="List amount")
NET = Text(zh="净额", en="Net")
TAX = Text(zh="税额", en="Tax")
TAX_CONTAINED = Text(zh="其中税额", en="Tax contained")
GROSS = Text(zh="价税合计", en="Total with tax")
POCKET = Text(zh="到袋价（内部）", en="Pocket price (internal)")
COST = Text(zh="成本（内部）", en="Cost (internal)")
POCKET_MARGIN = Text(zh="到袋毛利（内部）", en="Pocket margin (internal)")


@dataclass(frozen=True, slots=True)
class Bar:
    """From `start` to `end`. A level starts at zero, and its amount is `end`; a change's is the difference."""

    label: Text
    start: Decimal
    end: Decimal
    level: bool

    @property
    def amount(self) -> Decimal:
        return self.end - self.start


Change = tuple[Text, Decimal]


def quote_bars(quote: PricedQuote, *, internal: bool) -> tuple[Bar, ...]:
    """From the list amount of a quote to its total with tax; internally to the pocket price and what stays after the cost."""
    totals = quote.totals
    changes = [(row.label, row.amount) for row in quote.waterfall if row.phase not in ("list", "net", "tax", "gross")]
    top = _climb(LIST, quote.waterfall[0].running, changes, NET)
    if not internal:
        return (*top, *_to_gross(quote, totals.net, totals.tax))
    deductions = quote.pocket.deductions if quote.pocket else ()
    return (*top, *_to_pocket(totals.net, totals.net - totals.before_tax, deductions, totals.cost))


def line_bars(quote: PricedQuote, line: PricedLine, *, internal: bool) -> tuple[Bar, ...]:
    """The same for one line, step by step."""
    changes = [(step.label, step.amount) for step in line.trace if step.phase not in LIST_PHASES]
    top = _climb(LIST, line.list_amount, changes, NET)
    if not internal:
        return (*top, *_to_gross(quote, line.net, line.tax.amount))
    return (*top, *_to_pocket(line.net, line.net - line.before_tax, line.pocket, line.cost))


def _climb(first: Text, amount: Decimal, changes: Iterable[Change], last: Text) -> Iterator[Bar]:
    """A level, the changes one after the other, and the level that they come to."""
    yield Bar(first, ZERO, amount, level=True)
    running = amount
    for label, change in changes:
        yield Bar(label, running, running + change, level=False)
        running += change
    yield Bar(last, ZERO, running, level=True)


def _to_gross(quote: PricedQuote, net: Decimal, tax: Decimal) -> Iterator[Bar]:
    """The tax on top; where prices include it, the net amount is the total already."""
    if not quote.tax_included:
        yield Bar(TAX, net, net + tax, level=False)
        yield Bar(GROSS, ZERO, net + tax, level=True)


def _to_pocket(
    net: Decimal, contained: Decimal, deductions: Iterable[PocketDeduction], cost: Decimal | None
) -> Iterator[Bar]:
    """What goes off the net amount after the sale: tax that it contains, costs to pocket, and the cost of the goods where it is known."""
    changes = [(TAX_CONTAINED, -contained)] if contained else []
    changes += [(each.label, -each.amount) for each in deductions]
    _, *after = _climb(NET, net, changes, POCKET)
    yield from after
    if cost is not None:
        pocket = after[-1].end
        yield Bar(COST, pocket, pocket - cost, level=False)
        yield Bar(POCKET_MARGIN, ZERO, pocket - cost, level=True)
