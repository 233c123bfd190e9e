"""What every benefit has: its phase, and one function from the lines it works on to the cuts it makes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.spread import spread
from cpq.pricing.trace import Phase
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text


@dataclass(slots=True)
class Cut:
    """What is taken off one line: `amount` is positive and rounded. `base` × `rate` or `quantity` tell how it came about.

    `used` are the units of the line that the deal consumes, bought or got; a cut of nothing can consume units, too.
    """

    line: Line
    amount: Decimal
    exact: Decimal
    base: Decimal | None = None
    rate: Decimal | None = None
    quantity: Decimal | None = None
    note: Text | None = None
    used: int = 0


@dataclass(slots=True)
class Reach:
    """What a promotion works on.

    `lines` are the lines that fit, as they are now, as far as there is something left to pay; `before` those that fit as they were at
    the start of the phase. `others` are the lines of the benefit's second target, where it has one. `free` says how many units of a line
    no deal has used yet. `given` is what the promotion took off earlier in the quote.
    """

    lines: Sequence[Line]
    others: Sequence[Line]
    fitting: Sequence[str]
    start: Mapping[str, Line]
    free: Mapping[str, int]
    given: Decimal
    context: Context

    @property
    def before(self) -> Sequence[Line]:
        """By these thresholds are decided: no promotion of the phase can take another one's away."""
        return [self.start[id] for id in self.fitting]


class Benefit(Strict):
    """What a promotion gives. A new one is a class in a file here, one line in `AnyBenefit`, and a case in tests/cases/promotions."""

    @property
    @abstractmethod
    def phase(self) -> Phase:
        """Where in the waterfall it works: deal, line discount or order discount."""

    @abstractmethod
    def cuts(self, reach: Reach) -> Sequence[Cut]:
        """What it takes off which lines; never more than a line costs."""

    def shortfall(self, reach: Reach) -> Text:
        """Why it takes nothing off lines that fit: the rep's hint of what is missing."""
        return Text(zh="符合条件，但没有可减的金额", en="it fits, but there is nothing to take off")

    @property
    def options_too(self) -> bool:
        """Whether it goes on to the options inside what the target names, where the target does not say it."""
        return True

    def in_currency(self, currency: str) -> bool:
        """Whether it gives anything in a currency; without conversion an amount in another one is none."""
        return True


def running(line: Line, context: Context) -> Decimal:
    """What a percentage of a line is taken of, as the company's setting says."""
    return line.net if context.settings.percent_of == "running" else line.list_amount


def percent_cut(line: Line, rate: Decimal, context: Context) -> Cut:
    """A percentage off one line, rounded so that every period has the same share."""
    base = running(line, context)
    exact = min(base * rate, line.net)
    return Cut(line, min(context.round_per_period(exact, line), line.net), exact, base, rate)


def spread_cuts(amount: Decimal, lines: Sequence[Line], context: Context, rate: Decimal | None = None) -> list[Cut]:
    """An amount off all lines together, spread over them; no more than they cost."""
    total = sum((line.net for line in lines), Decimal(0))
    shares = spread(min(context.round(amount), total), lines, context)
    return [Cut(line, share, share, line.net, rate) for line, share in zip(lines, shares, strict=True)]
