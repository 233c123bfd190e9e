"""Outcomes: what became of each promotion of the rulebook in a quote."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpq.pricing.trace import Phase
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

Status = Literal["applied", "lost", "no_effect", "not_eligible"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a promotion, and why.

    `applied`: it took `amount` off. `lost`: it fits, but `lost_to` went before it. `no_effect`: it fits, but there was nothing to take
    off. `not_eligible`: `reason` says which term failed, `place` where that is written.
    """

    promotion: str
    name: Text
    status: Status
    phase: Phase
    place: Place
    reason: Text
    amount: Decimal = Decimal(0)
    lost_to: str | None = None
