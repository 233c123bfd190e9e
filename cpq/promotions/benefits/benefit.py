"""What every benefit has: its phase, and one function from the lines it works on to the cuts it makes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from cpq.bom.calendar import Calendar
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Missing
from cpq.pricing.spread import spread
from cpq.pricing.trace import Phase
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.text import Text


@dataclass(slots=True)
class Cut:
    """What is taken off one line: `amount` is positive and rounded. `base` × `rate` or `quantity` tell how it came about.

    `used` are the units of the line that the deal consumes, bought or got; a cut of nothing can consume units, too. `adds`: the line is
    new. `calendar`: what is billed of the line from now on. `points` are what the line's `base` earns; they take nothing off.
    """

    line: Line
    amount: Decimal
    exact: Decimal
    base: Decimal | None = None
    rate: Decimal | None = None
    quantity: Decimal | None = None
    note: Text | None = None
    used: int = 0
    adds: bool = False
    calendar: Calendar | None = None
    points: int = 0


def gives(cuts: Iterable[Cut]) -> bool:
    """Whether cuts change anything that is paid or delivered, or earn points."""
    return any(cut.amount or cut.adds or cut.points for cut in cuts)


@dataclass(slots=True)
class Reach:
    """What a promotion works on.

    `lines` are the lines that fit, as they are now, as far as there is something left to pay; `before` those that fit as they were at
    the start of the phase. `free` says how many units of a line no deal has used yet. `given` is what the promotion took off earlier
    in the quote, `given_before` whether it applied there. `room` says how much of a line's amount may be taken off: down to its floor,
    and to the promotion's cap for a line.
    """

    promotion: Entity
    lines: Sequence[Line]
    fitting: Sequence[str]
    parts: Mapping[int, Sequence[Line]]
    """For deals of several parts: the lines of each part that names its own, by its number."""
    start: Mapping[str, Line]
    free: Mapping[str, int]
    given: Decimal
    given_before: bool
    room: Callable[[Line], Decimal]
    context: Context

    @property
    def before(self) -> Sequence[Line]:
        """By these thresholds are decided: no promotion of the phase can take another one's away."""
        return [self.start[id] for id in self.fitting]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why a benefit takes nothing off lines that fit, and how much more would do."""

    reason: Text
    missing: Missing | None = None


NOTHING_LEFT = Shortfall(Text(zh="符合条件，但没有可减的金额", en="it fits, but there is nothing to take off"))


class Benefit(Strict):
    """What a promotion gives. A new one is a class in a file here, one line in `AnyBenefit`, and a case in tests/cases/promotions."""

    on_deliveries: ClassVar[bool] = False
    """Whether it takes something off what delivery costs, and not off the lines that fit."""

    @property
    @abstractmethod
    def phase(self) -> Phase:
        """Where in the waterfall it works."""

    @abstractmethod
    def cuts(self, reach: Reach) -> Sequence[Cut]:
        """What it takes off which lines; never more than there is room for."""

    def shortfall(self, reach: Reach) -> Shortfall:
        """Why it takes nothing off lines that fit: the rep's hint of what is missing."""
        return NOTHING_LEFT

    def more(self, reach: Reach) -> Shortfall | None:
        """What more gives something else besides, where it gives already: the next tier, once more; or what else there is to say of it."""
        return None

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        """With how many units of a line, were it the only one that fits, it gives something; None where that cannot be told exactly."""
        return None

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


def percent_cut(line: Line, rate: Decimal, reach: Reach, units: Decimal | None = None) -> Cut:
    """A percentage off one line or some of its units, rounded so that every period has the same share."""
    base = running(line, reach.context)
    if units is not None:
        base = base * units / line.item.quantity
    return bounded(line, base * rate, reach, base=base, rate=rate, quantity=units)


def bounded(
    line: Line,
    exact: Decimal,
    reach: Reach,
    *,
    base: Decimal | None = None,
    rate: Decimal | None = None,
    quantity: Decimal | None = None,
) -> Cut:
    """A cut of a line, rounded per period, as far as there is room for it."""
    room = reach.room(line)
    exact = min(exact, room)
    amount = room if exact == room else min(reach.context.round_per_period(exact, line), room)
    return Cut(line, amount, exact, base, rate, quantity)


def spread_cuts(
    amount: Decimal, reach: Reach, rate: Decimal | None = None, among: Sequence[Line] | None = None
) -> list[Cut]:
    """An amount off lines together, all that are reached or `among` some; no more than there is room for."""
    lines = reach.lines if among is None else among
    rooms = [max(reach.room(line), ZERO) for line in lines]
    most = min(reach.context.round(amount), sum(rooms, ZERO))
    shares = spread(most, lines, reach.context, rooms)
    return [Cut(line, share, share, line.net, rate) for line, share in zip(lines, shares, strict=True)]
