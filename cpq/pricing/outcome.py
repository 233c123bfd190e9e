"""Outcomes: what became of each promotion of the rulebook in a quote."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpq.pricing.trace import Phase
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

Status = Literal["applied", "lost", "no_effect", "not_eligible"]
Optimality = Literal["proven", "unproven"]
Rivalry = Literal["withholds", "weighed", "shares", "gives_way"]


@dataclass(frozen=True, slots=True)
class Missing:
    """How much more reaches what a promotion asks for: an amount in the quote's currency, or units; `asked` is that in all.

    `line` is the number of the line that it is about, `products` are codes of which more is needed; without either it is more of what the
    promotion means. `again`: it applies already, and with so much more it gives once more; `asked` is then what it takes for that one time.

    `rival` is a promotion that the hint has to do with, beside which it would stand. `rivalry` says how: it `withholds` this one, which stays
    out even so; both are `weighed`, and what saves more is taken; it `shares` units or a budget, and takes its part first; it `gives_way`.
    """

    kind: Literal["amount", "quantity"]
    more: Decimal
    asked: Decimal
    line: str | None = None
    products: tuple[str, ...] = ()
    again: bool = False
    rival: str | None = None
    rivalry: Rivalry | None = None

    @property
    def share(self) -> Decimal:
        """Of what is asked for: 0 is nearly there; 1 is nothing of it, or less than nothing after credits."""
        return self.more / max(self.asked, self.more)


@dataclass(frozen=True, slots=True)
class Given:
    """What a promotion takes off one line, by its number in the answer; `quantity` is of how many units, where it counts them.

    A promotion that earns points takes nothing off: `points` is the line's part of them, `base` the net amount that earned them.
    """

    line: str
    amount: Decimal
    quantity: Decimal | None = None
    base: Decimal | None = None
    points: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a promotion, and why.

    `applied`: it took `amount` off, from the lines `on`, or earned `points` with them. `lost`: it fits, but `lost_to` went before it. `lost_by`
    is how much less the quote would save, or how many points fewer it would earn, with it in place of what it would displace; negative where it
    would save more, and lost by priority; None where one takes off an amount and the other earns points. `lost_by_at_most`: in a group that takes the best
    combination, others might go with it still better, so that it would be at most so much less.
    `no_effect`: it fits, but there was nothing to take off. `not_eligible`: `reason` says which term failed, `place` where that is
    written, `missing` how much more would do; `failed` that it could not be worked out, and was left out as it says itself.
    `coupon` is the code that was used, `uses` what the quote adds to the counter of the promotion and of that code: a use is a quote in which
    the promotion applied, however often it did.
    `optimality` says of a group whose best combination was sought whether it is proven that there is none better.
    """

    promotion: str
    name: Text
    status: Status
    phase: Phase
    place: Place
    reason: Text
    amount: Decimal = Decimal(0)
    lost_to: str | None = None
    lost_by: Decimal | None = None
    lost_by_at_most: bool = False
    missing: Missing | None = None
    on: tuple[Given, ...] = ()
    optimality: Optimality | None = None
    failed: bool = False
    points: int = 0
    coupon: str | None = None
    uses: int = 0
