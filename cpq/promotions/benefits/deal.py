"""Deals that use up units: what they take of which lines, and what that saves."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.allocation import allocate
from cpq.bom.target import Target
from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach
from cpq.promotions.benefits.units import net_of

Times = Annotated[int, Field(ge=1, le=1_000_000)]
MOST_TIMES = 10**12


@dataclass(frozen=True, slots=True)
class Part:
    """What one application of a deal takes: `units` of the `lines`, by their ids; reduced where it is `got`."""

    lines: tuple[str, ...]
    units: int
    got: bool


@dataclass(frozen=True, slots=True)
class DealForm:
    """A deal as it is for the lines of a quote, for whoever looks for the best way to make it.

    Each application takes the units of every part. What is got costs `rate` less; or all of it together costs `price`, or `off` less.
    At most `most` applications. `order` says which units can be got: the cheapest of each application, the dearest, or any.
    """

    parts: tuple[Part, ...]
    most: int
    rate: Decimal | None = None
    price: Decimal | None = None
    off: Decimal | None = None
    order: Literal["cheapest", "dearest", "any"] = "any"


@dataclass(frozen=True, slots=True)
class Allotment:
    """How often a deal is made, and for each part how many units it takes of which line, by its id."""

    times: int = 0
    parts: tuple[Mapping[str, int], ...] = ()

    def used(self, line: str) -> int:
        return sum(part.get(line, 0) for part in self.parts)

    @property
    def lines(self) -> Sequence[str]:
        return list(dict.fromkeys(line for part in self.parts for line in part))


class Deal(Benefit):
    """A benefit that takes units: a unit counts for one deal only, and only whole: of 2.375 kg two count, the rest is paid as it is."""

    limit: Times | None = None
    """How often at most. / 最多几次。"""

    @property
    def phase(self) -> Phase:
        return Phase.DEAL

    @property
    def options_too(self) -> bool:
        """Units are counted: a desk is one, whatever is chosen inside."""
        return False

    @property
    def part_targets(self) -> Mapping[int, Target]:
        """The parts that name lines of their own, by their numbers; the others take the promotion's."""
        return {}

    def part_path(self, number: int) -> tuple[str | int, ...]:
        """Where the target of a part is written below the benefit."""
        return "parts", number, "target"

    @property
    def only_parts(self) -> bool:
        """Whether every part names its own lines, so that the promotion's target says nothing."""
        return False

    @abstractmethod
    def form(self, reach: Reach) -> DealForm:
        """The deal for these lines."""

    @abstractmethod
    def allotted(self, reach: Reach) -> Allotment:
        """The units that it takes by itself, as its `pick` says."""

    @abstractmethod
    def priced(self, allotment: Allotment, reach: Reach) -> Sequence[Cut]:
        """What making the deal with these units takes off."""

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        return self.priced(self.allotted(reach), reach)

    @property
    def most(self) -> int:
        return self.limit or MOST_TIMES


def value(line: Line, units: int, reach: Reach) -> Decimal:
    """What units of a line came to at the start of the phase: other deals take other units."""
    return net_of(reach.start[line.item.id], Decimal(units))


def off_units(line: Line, exact: Decimal, units: int, used: int, reach: Reach, rate: Decimal | None = None) -> Cut:
    """A cut for some units of a line, as far as there is room."""
    room = reach.room(line)
    exact = min(exact, room)
    amount = room if exact == room else min(reach.context.round_per_period(exact, line), room)
    return Cut(line, amount, exact, rate=rate, quantity=Decimal(units), used=used)


def off_together(amount: Decimal, allotment: Allotment, reach: Reach) -> list[Cut]:
    """An amount off all units of a deal together, spread over them in proportion to what they came to, in the order of the lines."""
    used = frozenset(allotment.lines)
    known = {line.item.id: line for line in (*reach.lines, *(line for part in reach.parts.values() for line in part))}
    lines = [known[id] for id in reach.start if id in used]
    values = [value(line, allotment.used(line.item.id), reach) for line in lines]
    most = reach.context.round(min(amount, sum(values, ZERO)))
    shares = allocate(most, values, reach.context.digits, reach.context.settings.remainder, "none")
    return [
        off_units(line, share, allotment.used(line.item.id), allotment.used(line.item.id), reach)
        for line, share in zip(lines, shares, strict=True)
    ]
