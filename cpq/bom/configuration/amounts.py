"""What completions are weighed by: an amount for each piece of an option, such as its price, or its cost less its price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.configuration.variables import Decisions
from cpq.bom.solve import Objective, Term

Amounts = Mapping[str, Decimal]
"""Option, by its code → the amount for one piece. An option that is not named weighs nothing."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """The amounts of one product's options as an objective in whole numbers, `scale` times as large."""

    objective: Objective
    scale: int

    def amount(self, total: int) -> Decimal:
        """An objective's sum as an amount."""
        return Decimal(total) / self.scale


def weighing(decisions: Decisions, amounts: Amounts) -> Weighing:
    """Exact: the scale is that of the amount with the most decimal places."""
    scale = 10 ** max((_places(amount) for amount in amounts.values()), default=0)
    return Weighing(tuple(_terms(decisions, amounts, scale)), scale)


def _terms(decisions: Decisions, amounts: Amounts, scale: int) -> Iterator[Term]:
    for slot in decisions.slots:
        picks = slot.picks.items()
        weights = tuple((value, int(amounts.get(code, Decimal(0)) * scale) * count) for value, (code, count) in picks)
        if any(weight for _, weight in weights):
            yield Term(slot.variable.name, weights)


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
