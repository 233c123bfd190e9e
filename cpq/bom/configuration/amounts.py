"""What completions are weighed by: an amount for each piece of an option, such as its price, or its cost less its price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.configuration.whole import Whole
from cpq.bom.solve import Objective, Term

Amounts = Mapping[str, Decimal]
"""Option, by its code → the amount for one piece. An option that is not named weighs nothing."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """The amounts of a whole's options as an objective in whole numbers, `scale` times as large."""

    objective: Objective
    scale: int

    def amount(self, total: int) -> Decimal:
        """An objective's sum as an amount."""
        return Decimal(total) / self.scale


def weighing(whole: Whole, amounts: Amounts) -> Weighing:
    """Exact: the scale is that of the amount with the most decimal places."""
    scale = 10 ** max((_places(amount) for amount in amounts.values()), default=0)
    return Weighing(tuple(term for each in whole.every() for term in _terms(each, amounts, scale)), scale)


def _terms(whole: Whole, amounts: Amounts, scale: int) -> Iterator[Term]:
    """What the options of the product itself contribute, as often as it is there."""
    for slot in whole.decisions.slots:
        weights = tuple(
            (value, int(amounts.get(code, Decimal(0)) * scale) * count * whole.times)
            for value, (code, count) in slot.picks.items()
        )
        if any(weight for _, weight in weights):
            yield Term(whole.prefix + slot.variable.name, weights)


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
